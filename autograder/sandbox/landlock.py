"""Landlock: the kernel refuses files outside an allow-list, TCP, and signals to others.

It works without namespaces and without privileges, and can't be undone. It doesn't cover `stat`,
`chmod`, extended attributes or UDP: seccomp refuses the latter three. Linux 5.13 and newer.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from .confine import checked, libc

# The system calls have the same numbers on all architectures.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE = 16, 32
MAKE_DIR, MAKE_REG = 128, 256
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15  # versions 2, 3 and 5
FIRST_VERSION = (1 << 13) - 1

READ = READ_FILE | READ_DIR
# Neither sockets, pipes, device nodes nor symbolic links: nobody collects files by path.
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
ON_A_FILE = READ_FILE | WRITE_FILE | TRUNCATE | EXECUTE


def version() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    found: int = libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(found, 0)


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Allow reading below some paths and writing below others, and nothing else, for good.

    Needs no-new-privileges. Paths that don't exist are left out. Raises OSError.
    """
    found = version()
    if not found:
        raise OSError(errno.ENOSYS, "the kernel has no Landlock")
    files = FIRST_VERSION
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
        files |= right if found >= since else 0
    tcp = 0b11 if found >= 4 else 0  # bind, connect
    scope = 0b11 if found >= 6 else 0  # abstract unix sockets, signals
    size = 24 if found >= 6 else 16 if found >= 4 else 8
    attributes = struct.pack("QQQ", files, tcp, scope)
    call = libc().syscall
    rules = checked(call(CREATE_RULESET, attributes, ctypes.c_size_t(size), 0), "landlock_create")
    try:
        for paths, rights in ((readable, READ), (writable, WRITE)):
            for path in paths:
                _allow(rules, path, rights & files)
        checked(call(RESTRICT_SELF, rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= ON_A_FILE
        rule = struct.pack("<Qi", rights, target)
        checked(
            libc().syscall(ADD_RULE, rules, RULE_PATH_BENEATH, rule, 0), f"landlock_add_rule {path}"
        )
    finally:
        os.close(target)
