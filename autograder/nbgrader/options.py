"""The grader's options, set as nbgrader's are: `--Judge.seed=...` or `c.Judge.seed = ...`."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from traitlets import Bool, Enum, Float, Integer, Unicode
from traitlets.config import LoggingConfigurable

from autograder import course, seed
from autograder.grading.grade import Grader
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed
from autograder.store import FOLDER
from autograder.workers.ahead import Pool

_TRAITS = {"float": Float, "int": Integer}


class Judge(LoggingConfigurable):
    """How submissions are judged."""

    # Every limit is an option, with its name, its value and its reason.
    vars().update(
        {
            limit.name: _TRAITS[str(limit.type)](limit.default, help=limit.metadata["why"]).tag(
                config=True
            )
            for limit in fields(Limits)
        }
    )

    root = Unicode(help="The folder that holds the course's solutions/.").tag(config=True)

    seed = Unicode(
        help="The secret that all inputs are drawn from. Without it, the one that the course keeps "
        "in .chainrule/seed, drawn at the first run: a regrade repeats it."
    ).tag(config=True)

    workers = Integer(
        0, help="Processes that grade; 0 for one a core. Each needs about 300 MB."
    ).tag(config=True)

    scheduler = Unicode(
        help="The address of a Dask scheduler, tcp://host:8786, whose workers grade instead of "
        "processes here: see docs/many_machines.md."
    ).tag(config=True)

    worker_root = Unicode(
        help="The folder that holds the course's solutions/ on those workers, where it is not the "
        "same as here."
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

    ordinary = Bool(
        help="The course has test cells of its own alone, and no solutions/ of ours: see "
        "docs/any_course.md."
    ).tag(config=True)

    trust_objects = Bool(
        help="Ordinary test cells may read and compare objects of any class, such as data frames. "
        "The student's process then answers for them, and may answer anything."
    ).tag(config=True)

    seed_label: str = ""

    @property
    def limits(self) -> Limits:
        """The usual limits with those that were set; ValueError where one makes no sense."""
        return Limits(**{limit.name: getattr(self, limit.name) for limit in fields(Limits)})

    def grader(self, folder: Path) -> Grader:
        """A grader by these options for the course whose submissions lie in `folder`.

        CourseError where the solutions are missing, ValueError where an option makes no sense.
        """
        root = Path(self.root)
        secret = Seed(self.seed) if self.seed else seed.kept(folder / FOLDER / "seed")
        self.seed_label = secret.label
        worst = Tier.PROCESS if self.allow_unsafe else Tier(int(str(self.require_sandbox)))
        hidden = {} if self.ordinary and not course.has_solutions(root) else course.hidden(root)
        return Grader(secret, hidden, root, self.limits, worst, trust_objects=self.trust_objects)

    def pool(self, grader: Grader) -> Pool | None:
        """The scheduler's workers, made ready to grade as `grader` does; None without one.

        Refused where one of them may not grade, OSError where nobody answers, ValueError where
        the options make no sense.
        """
        if not self.scheduler:
            return None
        if self.allow_unsafe:
            # Whoever reaches a scheduler may run anything on its workers.
            raise ValueError(
                "--Judge.scheduler with --Judge.allow_unsafe: code that is not confined could "
                "send work of its own to the scheduler. Leave out one of the two."
            )
        try:
            from autograder.workers.cluster import Cluster
        except ImportError as error:
            raise ValueError(
                f"--Judge.scheduler needs Dask ({error}): pip install 'chainrule[cluster]'"
            ) from None
        return Cluster(self.scheduler, grader, Path(self.worker_root) if self.worker_root else None)
