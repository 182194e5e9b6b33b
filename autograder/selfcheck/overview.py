"""How far a student is in a whole assignment, and what to go on with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from autograder import course
from autograder.display import panel
from autograder.exercise import Exercise
from autograder.notebooks.passages import passage
from autograder.report import ExerciseReport
from autograder.selfcheck import saved


@dataclass(frozen=True)
class Overview:
    """What a progress panel shows: see `panel.progress_html` for the words."""

    title: str
    reports: tuple[ExerciseReport, ...]
    unchecked: frozenset[str]
    changed: frozenset[str]
    groups: Mapping[str, str]
    addresses: Mapping[str, str]
    next_up: str
    notes: tuple[str, ...]

    @property
    def html(self) -> str:
        return panel.progress_html(
            self.reports,
            title=self.title,
            unchecked=self.unchecked,
            changed=self.changed,
            groups=self.groups,
            addresses=self.addresses,
            next_up=self.next_up,
            notes=self.notes,
            footer=panel.VISIBLE_ONLY,
        )

    @property
    def text(self) -> str:
        return panel.progress_text(
            self.reports,
            title=self.title,
            unchecked=self.unchecked,
            changed=self.changed,
            groups=self.groups,
            next_up=self.next_up,
            notes=self.notes,
            footer=panel.VISIBLE_ONLY,
        )


def overview(
    here: Exercise, checked: Mapping[str, ExerciseReport], changed: Collection[str]
) -> Overview:
    """The overview over the assignment of `here`, an exercise of this very notebook.

    `checked` are the reports of this kernel, `changed` those of functions that are others by now.
    Another notebook of the assignment counts as it was last saved.
    """
    exercises = course.of_assignment(here.assignment)
    notebooks = tuple(dict.fromkeys(exercise.notebook for exercise in exercises))
    found = {name: saved.beside(name) for name in notebooks if name != here.notebook}
    known = {here.notebook: checked} | {n: r for n, r in found.items() if r is not None}
    shown = [exercise for exercise in exercises if exercise.notebook in known]
    reports = {e.name: known[e.notebook].get(e.name, panel.blank(e)) for e in shown}
    # What is begun is gone on with: this notebook comes first.
    order = sorted(shown, key=lambda exercise: exercise.notebook != here.notebook)
    left = [e.name for e in order if not e.extra and not reports[e.name].passed]
    notes = [
        f"{name}.ipynb is not in this folder, or cannot be read: it is not counted here"
        for name, read in found.items()
        if read is None
    ]
    if not left:
        notes.append(
            f"All passed. Before you hand in: chainrule submit-check {here.notebook}.ipynb"
        )
    return Overview(
        f"Progress in {here.assignment}",
        tuple(reports.values()),
        frozenset(e.name for e in shown if e.name not in known[e.notebook]),
        frozenset(changed),
        {e.name: _group(e, here) for e in shown},
        {e.name: address for e in shown if (address := _address(e, here))},
        left[0] if left else "",
        tuple(notes),
    )


def _group(exercise: Exercise, here: Exercise) -> str:
    if exercise.notebook == here.notebook:
        return f"{exercise.notebook}.ipynb, this notebook"
    return f"{exercise.notebook}.ipynb, as it was last saved"


def _address(exercise: Exercise, here: Exercise) -> str:
    """The link to an exercise's section, from the notebook of `here`."""
    found = passage(exercise.name)
    file = "" if exercise.notebook == here.notebook else f"{exercise.notebook}.ipynb"
    return f"{file}{found.anchor}" if found else file
