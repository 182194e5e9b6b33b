"""Start the processes that students' code runs in, at the best tier that this machine offers."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from . import view
from .faults import SandboxError, WorkerFault
from .plan import Plan
from .policy import DEFAULT_LIMITS, Limits, Tier, TierReport
from .process import ForkedChild, SpawnedChild, ZygoteProcess, mend_for
from .session import Session

STUDENT_UID = 65534  # "nobody", as whom students' code runs where the grader is root
START_SECONDS = 60.0  # a cold disk and a busy machine; 0.6 seconds are usual


class Layers(NamedTuple):
    """A tier and the layers that make it.

    >>> str(Layers(Tier.PARTIAL, landlock=True, seccomp=True))
    'Landlock + seccomp'
    """

    tier: Tier
    namespaces: bool = False
    landlock: bool = False
    seccomp: bool = False

    def __str__(self) -> str:
        names = ("namespaces", "Landlock", "seccomp")
        held = [name for name, has in zip(names, self[1:], strict=True) if has]
        return " + ".join(held) or "a deadline and a tree kill alone"


# Best first. Without namespaces both of the other layers must hold, as each covers what the other
# doesn't; with them, one may be missing.
LADDER = (
    Layers(Tier.FULL, namespaces=True, landlock=True, seccomp=True),
    Layers(Tier.PARTIAL, landlock=True, seccomp=True),
    Layers(Tier.PARTIAL, namespaces=True, landlock=True),
    Layers(Tier.PARTIAL, namespaces=True, seccomp=True),
    Layers(Tier.PROCESS),
)

_reports: dict[tuple[Limits, Path | None, int], TierReport] = {}


def probe(limits: Limits = DEFAULT_LIMITS, *, course_root: Path | None = None) -> TierReport:
    """Return the best tier that holds here, found by a full dry run; remembered.

    Raises SandboxError where not even a plain process can be started.
    """
    key = (limits, course_root, STUDENT_UID)
    if key not in _reports:
        Zygote(limits, course_root=course_root).close()
    return _reports[key]


def survey(
    limits: Limits = DEFAULT_LIMITS, *, course_root: Path | None = None
) -> list[tuple[Layers, SandboxError | None]]:
    """Try every combination of layers by a dry run, best first; with each, why it can't be had."""
    found: list[tuple[Layers, SandboxError | None]] = []
    for layers in LADDER:
        try:
            Zygote(limits, layers=layers, course_root=course_root).close()
        except SandboxError as error:
            found.append((layers, error))
        else:
            found.append((layers, None))
    return found


class Zygote:
    """One warm process that sessions come from. A context manager.

    Without `tier`, the best one that works; with it, that one or a SandboxError; `layers` asks
    for a combination in the same way. `course_root` is the folder whose `solutions/` must stay
    unseen; the folder of the running package, the current one and those of sys.path are looked at
    without being told. Not for use by several threads.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        *,
        tier: Tier | None = None,
        layers: Layers | None = None,
        course_root: Path | None = None,
        student_uid: int = STUDENT_UID,
    ) -> None:
        self.limits = limits
        self._course_root = course_root
        self._student_uid = student_uid
        self._layers = LADDER[-1]
        self._process: ZygoteProcess | None = None
        self._open: set[Session] = set()
        self._closed = False
        self._font_lists: dict[str, bytes] = {}
        asked = [rung for rung in LADDER if rung == layers or rung.tier is tier]
        self.report = self._start(asked)
        """The tier and, where it is not the best, why."""

    @property
    def tier(self) -> Tier:
        """The tier that holds."""
        return self.report.tier

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def session(self) -> Session:
        """Return a session in a fresh process; several may be open."""
        if self._closed:
            raise SandboxError("the zygote is closed")
        return self._make_session()

    def close(self) -> None:
        """End all processes and remove what they had on disk. May be called again."""
        self._closed = True
        try:
            for session in tuple(self._open):
                with contextlib.suppress(SandboxError):  # lost already, and said so then
                    session.close()
        finally:
            self._stop()

    # -- starting -------------------------------------------------------------------------------
    def _start(self, asked: Sequence[Layers]) -> TierReport:
        key = (self.limits, self._course_root, self._student_uid)
        known = _reports.get(key)
        refusals: list[SandboxError] = []
        for layers in asked or [rung for rung in LADDER if not known or rung.tier is known.tier]:
            try:
                self._try(layers)
            except (SandboxError, WorkerFault) as error:
                self._stop()
                refusals.append(
                    error if isinstance(error, SandboxError) else SandboxError(str(error))
                )
                continue
            if asked:
                named = "" if layers.tier is Tier.FULL else "asked for by name"
                return TierReport(layers.tier, named)
            first = refusals[0] if refusals else SandboxError("")
            _reports.setdefault(key, TierReport(layers.tier, str(first), first.mend))
            return _reports[key]
        raise refusals[0]

    def _try(self, layers: Layers) -> None:
        """Start with these layers and run a cell, to see that all of them can be had."""
        if layers.tier is not Tier.PROCESS and not sys.platform.startswith("linux"):
            text = "namespaces, Landlock and seccomp are Linux's"
            raise SandboxError(text, mend=mend_for(text))
        self._layers = layers
        if layers.tier is not Tier.PROCESS:
            with self._planned(layers) as plan:
                self._process = ZygoteProcess(plan, START_SECONDS)
        with self._make_session() as session:
            shown = session.run_cell("print(6 * 7)").outputs
            if not shown or shown[0].get("text") != "42\n":
                raise SandboxError(f"print(6 * 7) shows {shown!r} in a new session")
            if isinstance(session.child, SpawnedChild):
                self._font_lists = session.child.font_lists()

    def _make_session(self) -> Session:
        child: ForkedChild | SpawnedChild
        if self._process is not None:
            child = self._process.fork()
        else:
            with self._planned(self._layers) as plan:
                child = SpawnedChild(plan, self._font_lists)
        session = Session(child, self.limits, lambda: self._open.discard(session))
        try:
            session.greet(START_SECONDS)
        except BaseException:
            session.close()
            raise
        self._open.add(session)
        return session

    def _stop(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    @contextlib.contextmanager
    def _planned(self, layers: Layers) -> Iterator[Plan]:
        """Lend a plan to whoever starts a process by it; a failure removes its folder."""
        plan = self._make_plan(layers)
        try:
            yield plan
        except BaseException:
            shutil.rmtree(plan.folder, ignore_errors=True)
            raise

    def _make_plan(self, layers: Layers) -> Plan:
        """Return a plan with a private folder, filled, and with all that may be seen."""
        libraries = view.library_folders()
        courses = view.course_folders(self._course_root)
        everything = view.mounts(libraries)
        hidden = view.hide(everything, courses) if layers.namespaces else ()
        mounts = view.without_nested(everything, hidden)
        if layers.tier is not Tier.PROCESS:
            view.assert_no_solutions(mounts, hidden, courses)
        folder = Path(tempfile.mkdtemp(prefix="chainrule-")).resolve()
        try:
            view.fill_runtime(folder / "runtime")
            folder.chmod(0o755)  # students' code may run as another user
        except BaseException:
            shutil.rmtree(folder)
            raise
        return Plan(
            tier=layers.tier,
            limits=self.limits,
            namespaces=layers.namespaces,
            landlock=layers.landlock,
            seccomp=layers.seccomp,
            folder=str(folder),
            libraries=libraries,
            mounts=mounts,
            hidden=hidden,
            links=view.links(),
            forbidden=tuple(os.path.join(course, "solutions") for course in courses),
            student_uid=self._student_uid if _is_root() else None,
        )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
