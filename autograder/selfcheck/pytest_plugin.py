"""`pytest assignments/`: each part of each exercise of a notebook is a test.

Test ids read `svm_loss.ipynb::svm_loss_naive::gradient`. A notebook is run once a session, in the
sandbox, when the first of its tests is. Parts that nobody has written yet are skipped.

pytest loads this file in every project of the environment, so it imports nothing of ours before
it has found one of our notebooks: `assignments/*.ipynb` or `assignments/*/*.ipynb`, and
`autograder` imported in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from autograder.exercise import Exercise
    from autograder.report import NotebookReport, PartReport


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect one of our notebooks; leave everything else alone."""
    if file_path.suffix == ".ipynb" and _is_ours(file_path):
        collected: pytest.Collector = NotebookFile.from_parent(parent, path=file_path)
        return collected
    return None


def _is_ours(path: Path) -> bool:
    if "assignments" not in (path.parent.name, path.parent.parent.name):
        return False
    try:
        # By its bytes: a notebook that is broken must be told of, not passed over.
        return b"from autograder import" in path.read_bytes()
    except OSError:
        return False


class NotebookFile(pytest.File):
    """One notebook, run when its first part is tested."""

    _judged: NotebookReport | str | None = None

    def collect(self) -> Iterator[pytest.Collector]:
        from autograder.course import CourseError
        from autograder.notebooks import notebook
        from autograder.selfcheck import run

        try:
            exercises = run.exercises_of(self.path, notebook.read_cells(self.path))
        except notebook.NotebookError as error:
            raise self.CollectError(str(error)) from None
        except CourseError:
            return  # a notebook that uses autograder and has nothing to check
        for exercise in exercises:
            yield ExerciseNode.from_parent(self, name=exercise.name, exercise=exercise)

    def report(self) -> NotebookReport:
        """What judging this notebook found; `_Told` where it could not be run."""
        from autograder.course import CourseError
        from autograder.notebooks.notebook import NotebookError
        from autograder.sandbox import SandboxError
        from autograder.selfcheck.run import judge_notebook

        if self._judged is None:
            try:
                self._judged = judge_notebook(self.path)
            except (NotebookError, CourseError, SandboxError) as error:
                self._judged = f"{self.path.name} could not be run: {error}"
        if isinstance(self._judged, str):
            raise _Told(self._judged)
        return self._judged


class ExerciseNode(pytest.Collector):
    """One exercise: a test a part."""

    def __init__(self, *, exercise: Exercise, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.exercise = exercise

    def collect(self) -> Iterator[pytest.Item]:
        for part in self.exercise.parts:
            yield PartItem.from_parent(self, name=part.name)


class _Told(Exception):
    """A failure whose text is all there is to say: no traceback of ours helps a student."""


class PartItem(pytest.Item):
    """One part: passes, fails with what was found, or is skipped where nothing is written."""

    def runtest(self) -> None:
        from autograder.display import panel
        from autograder.display.tries import FACT
        from autograder.outcome import Status

        part = self._part()
        status = part.outcome.status
        said = panel.reasons(part, FACT) or [str(status)]
        if status is Status.NOT_ATTEMPTED:
            # Where it says so, not in this file.
            raise pytest.skip.Exception(" ".join(said), _use_item_location=True)
        if status is Status.FAILED:
            said.append(f"For a hint: chainrule check {self.path.name} --hint")
        if status is not Status.PASSED:
            raise _Told("\n".join(said))

    def _part(self) -> PartReport:
        file, owner = self.getparent(NotebookFile), self.getparent(ExerciseNode)
        assert file is not None
        assert owner is not None
        exercise = file.report().exercise(owner.name)
        assert exercise is not None
        return next(part for part in exercise.parts if part.name == self.name)

    def repr_failure(  # type: ignore[override]
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        if isinstance(excinfo.value, _Told):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        owner = self.parent.name if self.parent else ""
        return self.path, 0, f"{owner}: {self.name}"  # a line is asked for where it is skipped
