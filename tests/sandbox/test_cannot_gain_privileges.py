"""Raw system calls, as students' code may make them through ctypes."""

from __future__ import annotations

import platform

import pytest

from autograder.sandbox import Session, Tier, Zygote

from .conftest import started

# name -> (x86_64, aarch64, arguments)
CALLS = {
    "ptrace": (101, 117, "0, 0, 0, 0"),
    "process_vm_readv": (310, 270, "1, 0, 0, 0, 0, 0"),
    "unshare": (272, 97, "0x10000000"),
    "setns": (308, 268, "0, 0"),
    "mount": (165, 40, "b'none', b'/', b'tmpfs', 0, 0"),
    "umount2": (166, 39, "b'/', 0"),
    "pivot_root": (155, 41, "b'.', b'.'"),
    "chroot": (161, 51, "b'.'"),
    "bpf": (321, 280, "0, 0, 0"),
    "perf_event_open": (298, 241, "0, 0, 0, 0, 0"),
    "userfaultfd": (323, 282, "0"),
    "io_uring_setup": (425, 425, "1, 0"),
    "keyctl": (250, 219, "0, 0"),
    "memfd_create": (319, 279, "b'x', 0"),
    "mount_setattr": (442, 442, "0, b'/', 0, 0, 0"),
    "fchmodat2": (452, 452, "0, b'/', 0, 0"),
    "setuid": (105, 146, "0"),
    "setresuid": (117, 147, "0, 0, 0"),
    "setxattr": (188, 5, "b'/', b'user.x', b'', 0, 0"),
    "seccomp": (317, 277, "0, 0, 0"),
    "kill another": (62, 129, "2, 9"),
    "tgkill another": (234, 131, "2, 2, 9"),
    "raise a limit": (302, 261, "0, 7, b'\\xff' * 16, 0"),
    "forget the parent": (157, 167, "1, 0, 0, 0, 0"),
    "type into the terminal": (16, 29, "0, 0x5412, b'x'"),
    "fork by clone": (56, 220, "17, 0, 0, 0, 0"),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_call_is_refused(walls: Zygote, name: str) -> None:
    machine = platform.machine()
    if machine not in ("x86_64", "aarch64"):
        pytest.skip(f"the numbers of {machine} are not in the table")
    x86, arm, arguments = CALLS[name]
    number = x86 if machine == "x86_64" else arm
    with walls.session() as session:
        session.run_cell(
            "import ctypes\ndef f():\n    libc = ctypes.CDLL(None, use_errno=True)\n"
            f"    return libc.syscall({number}, {arguments}), ctypes.get_errno()"
        )
        assert session.call("f").value == (-1, 1), "EPERM"


def test_clone3_sends_the_library_to_clone(confined: Session) -> None:
    confined.run_cell(
        "import ctypes\ndef f():\n    libc = ctypes.CDLL(None, use_errno=True)\n"
        "    return libc.syscall(435, 0, 0), ctypes.get_errno()"
    )
    assert confined.call("f").value == (-1, 38), "ENOSYS"


def test_it_may_signal_itself_alone(confined: Session) -> None:
    confined.run_cell("import os, signal\nsignal.signal(signal.SIGUSR1, lambda *a: seen.append(1))")
    result = confined.run_cell("seen = []\nos.kill(os.getpid(), signal.SIGUSR1)\nprint(seen)")
    assert result.outputs[0]["text"] == "[1]\n"
    for pid in (-1, 0, 2):
        assert confined.run_cell(f"os.kill({pid}, 0)").error is not None


def test_it_has_no_capabilities_and_no_roots_identity(confined: Session) -> None:
    confined.run_cell(
        "import ctypes, os\ndef f():\n"
        "    header = (ctypes.c_uint32 * 2)(0x20080522, 0)\n"
        "    data = (ctypes.c_uint32 * 6)()\n"
        "    assert ctypes.CDLL(None).capget(header, data) == 0\n"
        "    no_new = ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)\n"
        "    return list(data), no_new, os.getuid(), os.getgroups()"
    )
    capabilities, no_new_privileges, uid, groups = confined.call("f").value  # type: ignore[misc]
    assert capabilities == [0] * 6
    assert no_new_privileges == 1
    assert uid != 0
    assert 0 not in groups


def test_the_root_is_read_only(full: Session) -> None:
    for path in ("/new", "/usr/new", "/dev/new"):
        assert full.run_cell(f"open({path!r}, 'w')").error is not None


def test_a_grader_run_as_root_runs_students_as_nobody() -> None:
    import os

    if os.geteuid() != 0:
        pytest.skip("the grader isn't root here")
    with started(Tier.FULL) as zygote, zygote.session() as session:
        pid = session.child.pid  # type: ignore[attr-defined]
        session.run_cell("1")
        # The pid that the zygote names is one of its own namespace; find the process by its user.
        assert pid > 1
        found = [
            os.stat(f"/proc/{name}").st_uid
            for name in os.listdir("/proc")
            if name.isdigit() and _namespaced(name) and os.stat(f"/proc/{name}").st_uid == 65534
        ]
        assert found


def _namespaced(name: str) -> bool:
    import os

    try:
        return os.readlink(f"/proc/{name}/ns/user") != os.readlink("/proc/self/ns/user")
    except OSError:
        return False
