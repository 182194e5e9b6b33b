"""What a submission may use, as data: every limit with its unit and its reason, and the tiers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

MIB = 1 << 20

#: Bytes of address space that Python with the preloaded libraries takes up.
LIBRARY_BYTES = 320 * MIB


def _limit(default: float, why: str) -> Any:
    """A field of `Limits`; `why` says its unit and the reason for its value."""
    return field(default=default, metadata={"why": why})


@dataclass(frozen=True)
class Limits:
    """The limits of one session, that is of one submission in one process.

    Each field says its unit and why it has its value, in `metadata["why"]` too; a course may set
    others: every field is an option of nbgrader's, `--Judge.tasks=32`.

    >>> Limits(cell_seconds=5).cell_seconds
    5
    >>> Limits(memory_bytes=100 * MIB)
    Traceback (most recent call last):
        ...
    ValueError: memory_bytes must be at least 335544320: the libraries don't load in less
    """

    # -- time ---------------------------------------------------------------------------------
    cell_seconds: float = _limit(
        30.0,
        "Seconds for one cell, on the wall's clock and on the CPU's, which threads run up faster: "
        "the longest training cell of the course takes about five.",
    )
    call_seconds: float = _limit(
        20.0,
        "Seconds, on both clocks, for one call of a student's function: the longest, learn_digits, "
        "is promised eight, and a busy grading machine may take twice as long.",
    )
    notebook_seconds: float = _limit(
        300.0,
        "Wall seconds for all requests of a session together: a class can't wait for one student.",
    )
    again_seconds: float = _limit(
        60.0,
        "Wall seconds for judging all that failed in a notebook once more, in fresh processes: "
        "a right answer is worth the wait, and a hopeless one can't hold up the class.",
    )
    cpu_seconds: int = _limit(
        300,
        "CPU seconds of the process: backs the wall clock up should the trusted side be killed.",
    )

    # -- memory and files ---------------------------------------------------------------------
    memory_bytes: int = _limit(
        2048 * MIB,
        "Bytes of address space: ten times what the assignments need, 320 MiB of it for libraries.",
    )
    scratch_bytes: int = _limit(
        64 * MIB,
        "Bytes of scratch disk, and of the largest single file: saved figures and weights fit.",
    )
    scratch_files: int = _limit(
        4096, "Files and folders on the scratch disk: many tiny files must not eat kernel memory."
    )
    tasks: int = _limit(
        64, "Threads (processes can't be started): a thread pool works, a thread bomb doesn't."
    )
    open_files: int = _limit(128, "Open file descriptors: libraries open a dozen.")

    # -- what a cell may show -----------------------------------------------------------------
    output_chars: int = _limit(
        100_000,
        "Characters of text a cell may show: beyond, a feedback page is no longer read by anybody.",
    )
    outputs: int = _limit(500, "Outputs of a cell (text between two figures counts as one).")
    cell_figures: int = _limit(
        12, "Figures of a cell: the largest panel of the course shows eight."
    )
    notebook_figures: int = _limit(100, "Figures of a session.")
    figure_bytes: int = _limit(2 * MIB, "Bytes of one PNG: an inline figure has about 30 KB.")
    notebook_figure_bytes: int = _limit(
        16 * MIB, "Bytes of all PNGs of a session: feedback pages embed them and are sent by mail."
    )
    figure_pixels: int = _limit(
        25_000_000,
        "Width times height of one PNG: a tiny file may unpack to gigabytes in a browser.",
    )

    # -- what may cross the boundary ----------------------------------------------------------
    message_bytes: int = _limit(
        128 * MIB,
        "Bytes of raw array data in one message: ten times the largest array of the course.",
    )
    tree_bytes: int = _limit(
        256 * 1024,
        "Bytes of the JSON tree of one message: parsing 3 MB of tiny lists takes most of a second.",
    )
    tree_depth: int = _limit(
        16, "How deep lists, tuples and dicts may nest: results of the course nest three deep."
    )
    integer_bits: int = _limit(
        1024, "Bits of a Python int: arithmetic on a huge one would stall whoever compares it."
    )
    callbacks_per_call: int = _limit(
        100_000,
        "Calls back into the trusted side in one request: a numerical gradient makes thousands.",
    )
    handles: int = _limit(
        10_000,
        "Objects of the student's that an ordinary test cell may hold at once: memory of theirs.",
    )
    callback_depth: int = _limit(
        8, "How deep a callback may call a student's function that calls a callback, and so on."
    )

    def __post_init__(self) -> None:
        if self.memory_bytes < LIBRARY_BYTES:
            raise ValueError(
                f"memory_bytes must be at least {LIBRARY_BYTES}: the libraries don't load in less"
            )
        for name, value in vars(self).items():
            if value <= 0:
                raise ValueError(f"{name} must be positive, not {value}")


DEFAULT_LIMITS = Limits()


class Tier(IntEnum):
    """How well students' code is confined: a lower number is a stronger wall."""

    FULL = 1
    """Namespaces, a private root and scratch disk, rlimits, Landlock, seccomp, no capabilities."""
    PARTIAL = 2
    """One layer is missing. Without namespaces: the scratch disk may fill, `stat` sees names."""
    PROCESS = 3
    """A fresh process with a deadline and a tree kill: no wall, enough for visible checks."""


@dataclass(frozen=True)
class TierReport:
    """The tier that holds on this machine; at FULL, `reason` and `mend` are empty."""

    tier: Tier
    reason: str = ""
    """Why the tier is not better, in one sentence."""
    mend: str = ""
    """What to do about it, in one sentence."""
