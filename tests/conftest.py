"""The toy course, for whoever asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .toy_course import Toy


@pytest.fixture(scope="session")
def toy_sandbox() -> Iterator[None]:
    """The sandbox of all toy courses."""
    from autograder.grading.grade import Zygote  # nbgrader and the sandbox are other tests' burden

    from .toy_course import Shared

    with Zygote() as Shared.zygote:
        Shared.report = Shared.zygote.report
        yield


@pytest.fixture
def toy_exercises(toy_sandbox: None) -> Iterator[None]:
    from .toy_course import in_place

    with in_place():
        yield


@pytest.fixture(scope="session")
def generated_toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .toy_course import Toy

    toy = Toy(tmp_path_factory.mktemp("generated"))
    toy.generate()
    return toy.root


@pytest.fixture
def toy(tmp_path: Path, generated_toy: Path, toy_exercises: None) -> Toy:
    """A course that is generated, and has no submission yet."""
    from .toy_course import Toy

    shutil.copytree(generated_toy, tmp_path / "course")
    return Toy(tmp_path / "course")
