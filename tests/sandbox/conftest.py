"""Sandboxes at every tier that this machine offers; a tier that it doesn't offer is skipped."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits, SandboxError, Session, Tier, Zygote, probe

# Small, so that what runs into a limit does so at once.
LIMITS = Limits(
    cell_seconds=5,
    call_seconds=5,
    notebook_seconds=60,
    memory_bytes=700 << 20,
    scratch_bytes=4 << 20,
    scratch_files=200,
    output_chars=5_000,
    outputs=40,
    cell_figures=3,
    figure_bytes=200_000,
    message_bytes=32 << 20,
    callbacks_per_call=200,
)


def pytest_report_header() -> str:
    report = probe()
    why = f" ({report.reason}; {report.mend})" if report.reason else ""
    return f"sandbox tier: {report.tier.name}{why}"


def started(tier: Tier, **options: object) -> Zygote:
    """Return a zygote at that tier, or skip the test."""
    try:
        return Zygote(LIMITS, tier=tier, **options)  # type: ignore[arg-type]
    except SandboxError as error:
        pytest.skip(f"no tier {tier.name} here: {error}")


@functools.cache
def require(tier: Tier) -> None:
    """Skip the test where that tier can't be had."""
    started(tier).close()


@pytest.fixture(scope="session", params=Tier, ids=lambda tier: tier.name)
def zygote(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    with started(request.param) as zygote:
        yield zygote


@pytest.fixture
def session(zygote: Zygote) -> Iterator[Session]:
    """A session that a test may ruin."""
    with zygote.session() as session:
        yield session


@pytest.fixture(scope="module")
def talk(zygote: Zygote) -> Iterator[Session]:
    """One session for all tests of a file that leave it whole."""
    with zygote.session() as session:
        session.run_cell("import numpy as np\nimport matplotlib.pyplot as plt")
        yield session


@pytest.fixture(scope="session", params=[Tier.FULL, Tier.PARTIAL], ids=lambda tier: tier.name)
def walls(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    """A zygote at a tier that confines."""
    with started(request.param) as zygote:
        yield zygote


@pytest.fixture
def confined(walls: Zygote) -> Iterator[Session]:
    with walls.session() as session:
        yield session


@pytest.fixture(scope="session")
def best() -> Iterator[Zygote]:
    """A zygote at the best of all tiers."""
    with started(Tier.FULL) as zygote:
        yield zygote


@pytest.fixture
def full(best: Zygote) -> Iterator[Session]:
    with best.session() as session:
        yield session
