"""The grader's options, set as nbgrader's are: `--Judge.seed=...` or `c.Judge.seed = ...`."""

from __future__ import annotations

from pathlib import Path

from traitlets import Bool, Dict, Enum, Unicode
from traitlets.config import LoggingConfigurable

from autograder import course, seed
from autograder.grade import Grader
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed
from autograder.store import FOLDER


class Judge(LoggingConfigurable):
    """How submissions are judged."""

    root = Unicode(help="The folder that holds the course's solutions/.").tag(config=True)

    seed = Unicode(
        help="The secret that all inputs are drawn from. Without it, the one that the course keeps "
        "in .chainrule/seed, drawn at the first run: a regrade repeats it."
    ).tag(config=True)

    limits = Dict(
        help="Limits other than the usual ones, as in --Judge.limits cell_seconds=60; the names "
        "are those of autograder.sandbox.Limits."
    ).tag(config=True)

    require_sandbox = Enum(
        ("1", "2", 1, 2),
        2,
        help="The lowest sandbox tier at which anything is graded: 1 is full confinement, 2 lacks "
        "one layer.",
    ).tag(config=True)

    allow_unsafe = Bool(
        help="Grade where students' code cannot be confined at all. It can then read whatever you "
        "can: hidden checks, grades, other submissions."
    ).tag(config=True)

    seed_label: str = ""

    def grader(self, folder: Path) -> Grader:
        """A grader by these options for the course whose submissions lie in `folder`.

        CourseError where the solutions are missing, ValueError where an option makes no sense.
        """
        root = Path(self.root)
        secret = Seed(self.seed) if self.seed else seed.kept(folder / FOLDER / "seed")
        self.seed_label = secret.label
        worst = Tier.PROCESS if self.allow_unsafe else Tier(int(str(self.require_sandbox)))
        return Grader(secret, course.hidden(root), root, limits(self.limits), worst)


def limits(given: dict[str, object]) -> Limits:
    """The limits with some replaced; numbers may come as text, from the command line.

    >>> limits({"cell_seconds": "60"}).cell_seconds
    60.0
    >>> limits({"cell_second": 60})
    Traceback (most recent call last):
    ValueError: Judge.limits: no limit is called cell_second
    """
    usual = vars(Limits())
    for name in given:
        if name not in usual:
            raise ValueError(f"Judge.limits: no limit is called {name}")
    return Limits(**{name: type(usual[name])(value) for name, value in given.items()})
