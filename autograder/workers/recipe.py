"""What a grading process is made from, in a form that can be sent to where it runs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from autograder import course
from autograder.grading.grade import Grader
from autograder.sandbox import Limits, Tier
from autograder.seed import Seed


@dataclass(frozen=True)
class Recipe:
    """A grader's settings without its solutions: these are read where it is made."""

    seed: Seed
    root: Path
    limits: Limits
    worst: Tier
    exercises: bool
    tests_folder: str = ""
    files_folder: str = ""
    trust_objects: bool = False

    @classmethod
    def of(cls, grader: Grader) -> Recipe:
        """The recipe of a grader; ValueError where it knows of no course."""
        if grader.course_root is None:
            raise ValueError("a grader without a course cannot be made elsewhere")
        return cls(
            grader.seed,
            grader.course_root,
            grader.limits,
            grader.worst,
            bool(grader.hidden),
            grader.tests_folder,
            grader.files_folder,
            grader.trust_objects,
        )

    def at(self, root: Path) -> Recipe:
        """The same where the course lies at `root`, with those of its folders that lie below it.

        >>> here = Recipe(Seed("x"), Path("/a"), Limits(), Tier.FULL, True, "/a/tests", "/files")
        >>> there = here.at(Path("/b"))
        >>> there.root.as_posix(), Path(there.tests_folder).as_posix(), there.files_folder
        ('/b', '/b/tests', '/files')
        """

        def moved(folder: str) -> str:
            path = Path(folder)
            inside = bool(folder) and path.is_relative_to(self.root)
            return str(root / path.relative_to(self.root)) if inside else folder

        return dataclasses.replace(
            self,
            root=root,
            tests_folder=moved(self.tests_folder),
            files_folder=moved(self.files_folder),
        )

    def grader(self) -> Grader:
        """Make the grader, with the solutions that lie here; CourseError without them."""
        return Grader(
            self.seed,
            course.hidden(self.root) if self.exercises else {},
            self.root,
            self.limits,
            self.worst,
            self.tests_folder,
            self.files_folder,
            self.trust_objects,
        )
