"""Grade one notebook: run its cells in the sandbox, judge its exercises where they stand.

The report says what came of every exercise, whatever the notebook does. A fault of the grader is
reported as one and costs the student nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.display import message
from autograder.exercise import Exercise, Hidden
from autograder.grading import codehash
from autograder.grading.again import judge_again
from autograder.grading.sheet import Sheet as Sheet
from autograder.grading.sheet import SheetCell as SheetCell
from autograder.judging.judge import judge, judge_following_through
from autograder.judging.student import Run, SandboxedStudent
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport
from autograder.sandbox import Limits, SandboxError, Tier, Zygote
from autograder.seed import Seed

if TYPE_CHECKING:
    from autograder.cells.bench import Bench
    from autograder.cells.nursery import Nursery

log = logging.getLogger(__name__)

Outputs = tuple[Mapping[str, object], ...]


class Refused(Exception):
    """The sandbox is not what the course requires: nothing may be graded."""


@dataclass(frozen=True)
class Graded:
    """The report on a sheet, what each of its cells showed, and how long it took.

    `judging` is the part of `seconds` in which each exercise was judged, by its name.
    """

    report: NotebookReport
    outputs: tuple[Outputs, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    judging: Mapping[str, float] = field(default_factory=dict)

    @property
    def times(self) -> dict[str, float]:
        """Seconds by the wall's clock as `Results` keeps them: `notebook`, `notebook/exercise`."""
        name = self.report.notebook
        each = {f"{name}/{exercise}": seconds for exercise, seconds in self.judging.items()}
        return {name: self.seconds, **each}


def refused(sheet: Sheet, status: Status, reason: str) -> Graded:
    """The report on a notebook that was not judged; `reason` is told to the student."""
    return Graded(_unjudged(sheet, status, reason), ((),) * len(sheet.cells))


def _unjudged(sheet: Sheet, status: Status, reason: str) -> NotebookReport:
    said = message.grader_error() if status is Status.GRADER_ERROR else ""
    outcome = Outcome(status, said)
    exercises = tuple(
        ExerciseReport(
            exercise.name,
            exercise.title,
            tuple(PartReport(p.name, p.points, outcome, status) for p in exercise.parts),
            exercise.extra,
        )
        for exercise in sheet.exercises
    )
    if sheet.tests:
        from autograder.cells.verdict import unjudged

        exercises += tuple(unjudged(test, outcome) for test in sheet.tests.values())
    return NotebookReport(
        sheet.student,
        sheet.assignment,
        sheet.notebook,
        exercises,
        notes=sheet.notes,
        content=sheet.content,
        status=status,
        fault=reason,
    )


@dataclass
class Grader:
    """Grades notebooks one after the other in one warm sandbox. A context manager.

    `worst` is the lowest tier at which students' code may run. `course_root` is the folder that
    holds `solutions/`. Without `hidden`, the visible checks alone decide, as they do where there
    are no solutions. For an instructor's own test cells, `tests_folder` is where files lie that
    these read, `files_folder` where those lie that students have beside the notebook, and
    `trust_objects` says whether objects of any class may answer for themselves. Not for use by
    several threads.
    """

    seed: Seed
    hidden: Mapping[str, Hidden] | None
    course_root: Path | None
    limits: Limits = field(default_factory=Limits)
    worst: Tier = Tier.PARTIAL
    tests_folder: str = ""
    files_folder: str = ""
    trust_objects: bool = False
    _zygote: Zygote | None = None
    _nursery: Nursery | None = None
    _read: dict[str, Mapping[str, bytes]] = field(default_factory=dict)

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox's processes. It is started again when it is needed."""
        if self._nursery is not None:
            self._nursery.close()
        if self._zygote is not None:
            zygote, self._zygote = self._zygote, None
            zygote.close()

    @property
    def zygote(self) -> Zygote:
        """The running sandbox, started at first use; Refused if it is below what is required."""
        if self._zygote is None:
            zygote = Zygote(self.limits, course_root=self.course_root)
            if zygote.tier > self.worst:
                zygote.close()
                raise Refused(_refusal(zygote, self.worst))
            self._zygote = zygote
        return self._zygote

    @property
    def confinement(self) -> str:
        """How well students' code is confined, and why not better, in one line."""
        found = self.zygote.report
        words = f"sandbox tier {int(found.tier)} ({found.tier.name.lower()})"
        why = f"{words}: {found.reason}" if found.reason else words
        return f"{why}. To mend it: {found.mend}" if found.mend else why

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of all that decides besides sheet and seed: code, hidden checks, options."""
        folders = [codehash.of_folder(f) for f in (self.tests_folder, self.files_folder)]
        options = (self.limits, self.hidden is None, self.trust_objects, folders)
        text = f"{codehash.of_code(self.course_root)} {options}"
        return hashlib.sha256(text.encode()).hexdigest()

    def grade(self, sheet: Sheet) -> Graded:
        """The report on one notebook; for faults of the grader too.

        Where the grader failed anywhere, all is done once more in a new sandbox.
        """
        graded = self._try(sheet)
        if not graded.report.settled:
            log.warning("grading %s of %s once more", sheet.notebook, sheet.student)
            try:
                self.close()
            except SandboxError as error:
                log.error("the old sandbox did not end: %s", error)
            graded = self._try(sheet)
        return graded

    def _try(self, sheet: Sheet) -> Graded:
        started = time.perf_counter()
        try:
            graded = self._run(sheet)
        except Refused:
            raise
        except Exception as error:  # whatever it is, it is the grader's: see Status.GRADER_ERROR
            log.error(
                "the grader failed on %s of %s", sheet.notebook, sheet.student, exc_info=error
            )
            graded = refused(sheet, Status.GRADER_ERROR, message.grader_error())
        return dataclasses.replace(graded, seconds=time.perf_counter() - started)

    def _run(self, sheet: Sheet) -> Graded:
        waiting = {exercise.name: exercise for exercise in sheet.exercises}
        reports: dict[str, ExerciseReport] = {}
        tests = sheet.tests
        ran: dict[str, tuple[Run, ...]] = {}
        outputs: list[Outputs] = []
        judging: defaultdict[str, float] = defaultdict(float)
        zygote = self.zygote
        with (
            SandboxedStudent(zygote, self._files()) as student,
            self._bench(sheet, student) as bench,
        ):

            def look_at(exercise: Exercise) -> None:
                with _timed(judging, exercise.name):
                    reports[exercise.name] = self._judge(exercise, student, reports)
                ran[exercise.name] = student.ran

            for number, cell in enumerate(sheet.cells, 1):
                if not cell.check:
                    outputs.append(student.run(cell.source, number).outputs)
                    continue
                outputs.append(())  # never executed: the judge looks instead
                if exercise := waiting.pop(cell.check, None):
                    look_at(exercise)
                elif bench and (test := tests.get(cell.check)):
                    with _timed(judging, test.name):
                        reports[test.name] = bench.judge(test)
            for exercise in waiting.values():
                look_at(exercise)
        seconds = self._judge_again(sheet.exercises, reports, ran, student, judging)
        report = NotebookReport(
            sheet.student,
            sheet.assignment,
            sheet.notebook,
            tuple(reports[name] for name in (*(e.name for e in sheet.exercises), *tests)),
            notes=sheet.notes,
            tier=int(zygote.report.tier),
            tier_reason=zygote.report.reason,
            seed=self.seed.label,
            content=sheet.content,
            grader=self.fingerprint,
        )
        return Graded(
            report, tuple(outputs), cpu_seconds=student.cpu_seconds + seconds, judging=dict(judging)
        )

    @contextmanager
    def student_at(
        self, sheet: Sheet, check: str
    ) -> Iterator[tuple[SandboxedStudent, tuple[str, ...]]]:
        """The student whose cells have run down to that check, and what those cells raised."""
        raised = []
        with SandboxedStudent(self.zygote, self._files()) as student:
            for number, cell in enumerate(sheet.cells, 1):
                if cell.check == check:
                    break
                if not cell.check and (error := student.run(cell.source, number).error):
                    raised.append(f"cell [{number}] raised {error}")
            yield student, tuple(raised)

    def _bench(
        self, sheet: Sheet, student: SandboxedStudent
    ) -> AbstractContextManager[Bench | None]:
        """Where the instructor's own test cells are judged, None where there are none."""
        if not sheet.tests:
            return nullcontext()
        # Here, as these modules are not released to students, whose sheets have no such cells.
        from autograder.cells.bench import Bench
        from autograder.cells.nursery import Nursery

        self._nursery = self._nursery or Nursery()
        return Bench(
            student,
            self.limits,
            sheet.given,
            self.tests_folder,
            self.trust_objects,
            self._nursery,
            self.seed.words(sheet.assignment, sheet.notebook, "test cells"),
        )

    def _files(self) -> Mapping[str, bytes]:
        if self.files_folder and self._read.get(self.files_folder) is None:
            from autograder.cells import beside

            self._read[self.files_folder] = beside.files(self.files_folder)
        return self._read.get(self.files_folder, {})

    def _judge(
        self, exercise: Exercise, student: SandboxedStudent, earlier: Mapping[str, ExerciseReport]
    ) -> ExerciseReport:
        if self.hidden is None:
            return judge(exercise, student, self.seed)
        return judge_following_through(exercise, student, self.seed, self.hidden, earlier)

    def _judge_again(
        self,
        exercises: Sequence[Exercise],
        reports: dict[str, ExerciseReport],
        ran: Mapping[str, tuple[Run, ...]],
        student: SandboxedStudent,
        judging: defaultdict[str, float],
    ) -> float:
        """Judge what failed once more, each exercise in a fresh worker; the CPU seconds it took.

        It comes last, with time of its own: it can take none from what was not yet judged.
        """
        used: list[SandboxedStudent] = []
        ends = time.monotonic() + self.limits.again_seconds

        def fresh(cells: tuple[Run, ...]) -> SandboxedStudent:
            used.append(student.again(cells, ends))
            return used[-1]

        for exercise in exercises:
            with _timed(judging, exercise.name):
                reports[exercise.name] = judge_again(
                    exercise,
                    reports[exercise.name],
                    partial(fresh, ran[exercise.name]),
                    self.seed,
                    self.hidden,
                )
        return sum(one.cpu_seconds for one in used)


@contextmanager
def _timed(taken: defaultdict[str, float], name: str) -> Iterator[None]:
    """Add the seconds that what is done within takes to those of `name`."""
    started = time.perf_counter()
    try:
        yield
    finally:
        taken[name] += time.perf_counter() - started


def _refusal(zygote: Zygote, worst: Tier) -> str:
    found = zygote.report
    return (
        f"students' code can be confined at tier {int(found.tier)} ({found.tier.name.lower()}) "
        f"only, and tier {int(worst)} ({worst.name.lower()}) is required: {found.reason}"
        + (f" {found.mend}" if found.mend else "")
    )
