"""Enter the sandbox: namespaces, a private root, limits, no privileges. Linux system calls alone.

Importable anywhere; what it calls exists on Linux, x86_64 and aarch64. Every function raises
OSError with the call's name where the kernel refuses.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import math
import os
import platform
import shutil
import signal
import socket
import struct
import time

from .plan import SCRATCH, STUDENT_ID, Plan
from .policy import Limits

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_SETATTR = 442
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


# ---------------------------------------------------------------------------------- system calls
@functools.cache
def libc() -> ctypes.CDLL:
    """Return the C library of this process, opened at first use: Windows has none such."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    library.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
    return library


def checked(result: int, what: str) -> int:
    """Return the result of a system call; raise OSError named `what` where it failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _prctl(option: int, argument: int = 0) -> int:
    return checked(libc().prctl(option, argument, 0, 0, 0), f"prctl({option})")


def unshare(flags: int) -> None:
    """Leave the given namespaces for new ones."""
    checked(libc().unshare(flags), "unshare")


def join_pid_namespace(process: int) -> None:
    """Make this process's future children members of the pid namespace of a pidfd's process."""
    checked(libc().setns(process, CLONE_NEWPID), "setns")


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    result = libc().mount(
        os.fsencode(source), os.fsencode(target), kind and kind.encode(), flags, options.encode()
    )
    checked(result, f"mount {target}")


def _harden(path: str, attributes: int) -> None:
    """Set attributes on the mount at `path` and on all mounts below it."""
    data = struct.pack("QQQQ", attributes, 0, 0, 0)
    result = libc().syscall(
        MOUNT_SETATTR, AT_FDCWD, os.fsencode(path), AT_RECURSIVE, data, ctypes.c_size_t(len(data))
    )
    checked(result, f"mount_setattr {path}")


# ------------------------------------------------------------------------------------ the zygote
def enter_namespaces(plan: Plan, map_ids_from_outside: object = None) -> None:
    """Put this process into namespaces of its own with a private root; children get a pid 1.

    As root, `map_ids_from_outside` is called when the launcher has to write the user map.
    """
    others = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID
    if plan.student_uid is None:
        uid, gid = os.getuid(), os.getgid()
        unshare(CLONE_NEWUSER | CLONE_NEWNS | others)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{STUDENT_ID} {uid} 1")
        _write("/proc/self/gid_map", f"{STUDENT_ID} {gid} 1")
        build_root(plan)
    else:
        # The root is built with all of root's rights, before the user namespace: inside one, root
        # can't enter a folder that is closed to all but an unmapped user. The mounts stay owned by
        # the outer namespace, so that nobody inside can change them.
        unshare(CLONE_NEWNS)
        build_root(plan)
        unshare(CLONE_NEWUSER | others)
        assert callable(map_ids_from_outside)
        map_ids_from_outside()
    socket.sethostname("sandbox")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def id_map(student_uid: int) -> str:
    """Return the user map that the launcher, root, writes: the zygote stays 0, students don't."""
    return f"0 0 1\n{STUDENT_ID} {student_uid} 1\n"


def build_root(plan: Plan) -> None:
    """Make a read-only root that holds the plan's mounts, its runtime and three devices; enter it.

    The runtime is copied into memory and the plan's folder removed: nothing of it is left even if
    all of our processes are killed.
    """
    parent = os.open(os.path.dirname(plan.folder), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    new = plan.folder + "/root"
    os.mkdir(new)
    _mount("none", "/", None, MS_REC | MS_PRIVATE)  # nothing done here is seen outside
    _mount("tmpfs", new, "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,mode=755")
    for path in sorted({*plan.mounts, *plan.hidden}):  # parents come before their children
        if path in plan.hidden:
            _mount("tmpfs", new + path, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
        else:
            _bind(path, new + path)
            _harden(new + path, MOUNT_ATTR_NODEV)
    for device in DEVICES:
        _bind(device, new + device)
    for path, target in plan.links:
        os.makedirs(os.path.dirname(new + path), exist_ok=True)
        os.symlink(target, new + path)
    shutil.copytree(plan.runtime, new + plan.runtime)
    os.makedirs(new + SCRATCH)
    _harden(new, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID)
    # The zygote's own scratch, for the caches that imports write; each child gets one on top.
    _mount("tmpfs", new + SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=777")
    os.chdir(new)
    pivot_root = {"x86_64": 155, "aarch64": 41}.get(platform.machine())
    if pivot_root is None:
        raise OSError(errno.ENOSYS, f"the number of pivot_root on {platform.machine()} is unknown")
    checked(libc().syscall(pivot_root, b".", b"."), "pivot_root")
    checked(libc().umount2(b".", MNT_DETACH), "umount2")  # the old root lay on top of the new one
    os.chdir("/")
    shutil.rmtree(os.path.basename(plan.folder), dir_fd=parent)
    os.close(parent)


def _bind(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            open(target, "w").close()
    _mount(source, target, None, MS_BIND | MS_REC)


# ------------------------------------------------------------------------------------- the child
def mount_scratch(limits: Limits) -> None:
    """Give this process an empty scratch disk of limited size, gone when the process is."""
    unshare(CLONE_NEWNS)
    options = (
        f"size={limits.scratch_bytes},nr_inodes={limits.scratch_files},"
        f"mode=700,uid={STUDENT_ID},gid={STUDENT_ID}"
    )
    _mount("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, options)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends.

    The signal is tied to the parent's *thread* that forked, so only children of single-threaded
    processes may ask for it; a change of user clears it.
    """
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def become(uid: int) -> None:
    """Change user, and group of the same number, for good, and give up all other groups."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def become_real_user_only(uid: int) -> None:
    """Change the real user, and keep root as the effective one, which owns the files.

    For an interpreter that only root may read. RLIMIT_NPROC, which the kernel ignores for root,
    goes by the real user; Landlock keeps the effective one from writing, seccomp from changing
    back, and there are no capabilities.
    """
    os.setgroups([])
    os.setresuid(uid, 0, 0)


def drop_bounding_set() -> None:
    """Give up the capabilities that a program could gain by being started.

    Where that itself needs a capability that we lack, no-new-privileges has the same effect.
    """
    for capability in range(64):
        try:
            _prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one that this kernel has, or not ours to give up


def drop_capabilities() -> None:
    """Give up every capability of this process."""
    try:
        checked(
            libc().prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "clear capabilities"
        )
    except OSError as error:
        if error.errno != errno.EINVAL:  # kernels before ambient capabilities
            raise
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    checked(libc().capset(header, bytes(24)), "capset")


def forbid_new_privileges() -> None:
    """Make set-user-id programs and file capabilities without effect; Landlock requires it."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def set_limits(limits: Limits, tasks: int | None) -> None:
    """Set the limits that the kernel counts per process.

    `tasks` bounds the user's threads, None leaves them: the kernel counts all that the user runs
    on the machine. Raises OSError or ValueError where the system doesn't know a limit.
    """
    import resource  # not on Windows

    def lower(name: str, soft: int, hard: int | None = None) -> None:
        number = getattr(resource, name, None)
        if number is None:
            return
        ceiling = resource.getrlimit(number)[1]
        hard = soft if hard is None else hard
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(number, (soft, hard))

    # What loading the libraries took, where there was no fork, is not the student's: on a slow
    # machine it is more than a small limit. The kernel counts whole seconds, a forked process has
    # used none, so a tenth is let go. A pid 1 ignores the soft limit's signal, so the hard
    # one, which kills, follows at once.
    seconds = limits.cpu_seconds + math.ceil(time.process_time() - 0.1)
    lower("RLIMIT_CPU", seconds, seconds + 1)
    lower("RLIMIT_FSIZE", limits.scratch_bytes)
    lower("RLIMIT_NOFILE", limits.open_files)
    lower("RLIMIT_CORE", 0)
    lower("RLIMIT_MEMLOCK", 0)
    lower("RLIMIT_MSGQUEUE", 0)
    if tasks is not None:
        lower("RLIMIT_NPROC", tasks)
    lower("RLIMIT_AS", limits.memory_bytes)


def count_tasks(uid: int) -> int:
    """Return how many threads a user runs on this machine, as /proc tells."""
    total = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == uid:
                    total += len(os.listdir(f"/proc/{entry.name}/task"))
            except OSError:
                continue  # ended while we looked
    return total
