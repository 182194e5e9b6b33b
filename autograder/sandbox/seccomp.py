"""Seccomp: system calls that no numerical exercise needs are refused, other architectures killed.

A list of refusals, not of permissions: an allow-list would break with each new libc. The walls are
the namespaces and Landlock; this takes the kernel's less tested corners out of reach, and covers
what those two don't.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from types import ModuleType

from . import confine

CLONE_THREAD = 0x10000
PR_SET_SECCOMP, MODE_FILTER = 22, 2
# One instruction of the kernel's filter language: operation, two jumps, constant.
INSTRUCTION = struct.Struct("HBBI")
JUMP_IF_EQUAL = 0x15
OWN_PID = 0x7FFF_FFFE  # stands for the process's own number until that is known; no pid is as large
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_MM = 1, 4, 35
TIOCSTI = 0x5412  # types characters into the terminal that started the grader

REFUSED = {
    # fork without threads is refused below, by clone's argument
    "other programs": "execve execveat fork vfork",
    "other processes' memory, files and signals": """
        ptrace process_vm_readv process_vm_writev process_madvise kcmp
        pidfd_open pidfd_getfd pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo""",
    # of any kind; the session's own is open already
    "sockets": "socket socketpair bind listen connect accept accept4",
    "namespaces, mounts, roots": """
        unshare setns mount umount umount2 pivot_root chroot move_mount open_tree open_tree_attr
        fsopen fsconfig fsmount fspick mount_setattr open_by_handle_at name_to_handle_at""",
    "corners of the kernel with a history of holes": """
        bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
        add_key request_key keyctl vmsplice fanotify_init inotify_init inotify_init1 modify_ldt
        init_module finit_module delete_module kexec_load kexec_file_load""",
    "memory that the limits don't count or that outlives the process": """
        memfd_create memfd_secret shmget shmat shmctl semget msgget mq_open
        mlock mlock2 mlockall""",
    "the machine": """
        quotactl swapon swapoff reboot syslog acct settimeofday clock_settime clock_adjtime
        adjtimex sethostname setdomainname iopl ioperm personality""",
    "priority and limits": """
        setpriority sched_setaffinity sched_setscheduler sched_setparam sched_setattr ioprio_set
        setrlimit seccomp""",
    # Without namespaces, a grader run as root leaves students' code only the effective user.
    "identity": """
        setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset""",
    "what Landlock doesn't cover": """
        chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat
        utimensat setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr
        removexattrat truncate mknod mknodat symlink symlinkat""",
}

# Newer than the libseccomp of stable distributions; the same numbers on all architectures.
NEWER = {
    "process_madvise": 440,
    "mount_setattr": 442,
    "memfd_secret": 447,
    "fchmodat2": 452,
    "setxattrat": 463,
    "removexattrat": 466,
    "open_tree_attr": 467,
}


def library() -> ModuleType:
    """Return pyseccomp; raise OSError, with the reason, where it or libseccomp is missing.

    Looking for the shared library starts a program, so this must be called before the sandbox is
    entered.
    """
    try:
        import pyseccomp
    except ImportError:
        raise OSError(errno.ENOSYS, "the Python package pyseccomp is not installed") from None
    except RuntimeError:
        raise OSError(errno.ENOSYS, "the library libseccomp.so.2 is not installed") from None
    module: ModuleType = pyseccomp
    return module


def compile_filter() -> bytes:
    """Return the filter as the kernel's instructions. Raises OSError.

    libseccomp takes 10 ms to write it, too long for each session: the zygote does it once.
    """
    lib = library()
    refuse = lib.ERRNO(errno.EPERM)
    rules = lib.SyscallFilter(lib.ALLOW)  # other architectures, x32 too, kill the process
    for names in REFUSED.values():
        for name in names.split():
            _add(lib, rules, refuse, name)
    # clone3 passes its flags in memory, where a filter can't look; glibc then falls back to clone.
    _add(lib, rules, lib.ERRNO(errno.ENOSYS), "clone3")
    # glibc's fork is clone: denying fork and vfork alone would deny nothing.
    _add(lib, rules, refuse, "clone", lib.Arg(0, lib.MASKED_EQ, CLONE_THREAD, 0))
    for name in ("kill", "tgkill"):  # signals to itself alone
        _add(lib, rules, refuse, name, lib.Arg(0, lib.NE, OWN_PID))
    _add(lib, rules, refuse, "prlimit64", lib.Arg(2, lib.NE, 0))  # reading is fine
    for option in (PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_MM):
        _add(lib, rules, refuse, "prctl", lib.Arg(0, lib.EQ, option))
    _add(lib, rules, refuse, "ioctl", lib.Arg(1, lib.EQ, TIOCSTI))
    with open(os.memfd_create("filter"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def load(program: bytes) -> None:
    """Put this process under a filter of `compile_filter`, for good; nothing can take it off.

    Needs no-new-privileges. Raises OSError.
    """
    instructions = bytearray()
    for operation, yes, no, constant in INSTRUCTION.iter_unpack(program):
        if operation == JUMP_IF_EQUAL and constant == OWN_PID:
            constant = os.getpid()
        instructions += INSTRUCTION.pack(operation, yes, no, constant)
    buffer = (ctypes.c_char * len(instructions)).from_buffer(instructions)
    count = len(instructions) // INSTRUCTION.size
    header = ctypes.create_string_buffer(struct.pack("HP", count, ctypes.addressof(buffer)))
    result = confine.libc().prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(header), 0, 0)
    confine.checked(result, "seccomp")


def _add(lib: ModuleType, rules: object, action: int, name: str, *arguments: object) -> None:
    number = lib.resolve_syscall(lib.Arch.NATIVE, name)
    if number < 0:  # unknown to this libseccomp, or not on this architecture
        number = NEWER.get(name, -1)
    if number >= 0:
        rules.add_rule(action, number, *arguments)  # type: ignore[attr-defined]
