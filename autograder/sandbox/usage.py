"""What a student's process used, as the kernel counted it, and why it ended."""

from __future__ import annotations

from dataclasses import dataclass

from .faults import FaultKind
from .plan import EXIT_MEMORY
from .policy import LIBRARY_BYTES, Limits


@dataclass(frozen=True)
class Usage:
    """What a session used, as the kernel counted it."""

    cpu_seconds: float
    """User and system time; nan where the system doesn't tell."""
    max_rss_bytes: int
    """The most memory that was resident, libraries included; 0 where the system doesn't tell."""
    exit: int
    """The exit status; a negative one is the number of the signal that killed the process."""


def classify(usage: Usage, limits: Limits) -> tuple[FaultKind, str]:
    """Say why a process that nobody of us killed has ended.

    >>> classify(Usage(0.1, 90_000_000, -11), Limits())[0]
    <FaultKind.CRASHED: 'crashed'>
    >>> classify(Usage(301.0, 90_000_000, -9), Limits())
    (<FaultKind.OUT_OF_TIME: 'out of time'>, 'stopped after 300 seconds of CPU time')
    >>> classify(Usage(9.0, 2_000_000_000, 72), Limits())[1]  # it could not even say so
    'needed more than 2048 MB of memory'
    """
    # Address space is what is limited, and the libraries take up some that is never resident.
    full = max(limits.memory_bytes - LIBRARY_BYTES, limits.memory_bytes // 2)
    memory = f"needed more than {limits.memory_bytes >> 20} MB of memory"
    if usage.exit < 0 and usage.cpu_seconds >= limits.cpu_seconds - 1:
        return FaultKind.OUT_OF_TIME, f"stopped after {limits.cpu_seconds} seconds of CPU time"
    if usage.exit == EXIT_MEMORY or usage.max_rss_bytes > full:
        return FaultKind.OUT_OF_MEMORY, memory
    if usage.exit == -9:  # nobody but the kernel kills like this, when the machine runs out
        return FaultKind.OUT_OF_MEMORY, memory
    if usage.exit < 0:
        return FaultKind.CRASHED, f"the process was ended by signal {-usage.exit}"
    return FaultKind.CRASHED, f"the process ended itself (exit status {usage.exit})"
