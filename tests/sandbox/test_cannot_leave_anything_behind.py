"""No process and no folder is left: after closing, and after the grader is killed with -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import Tier

from .conftest import require, started

ROOT = Path(__file__).resolve().parents[2]

GRADER = """
import sys
from autograder.sandbox import Limits, Tier, Zygote
with Zygote(Limits(), tier=Tier(int(sys.argv[1]))) as zygote, zygote.session() as session:
    session.run_cell("open('file', 'w').write('x')")
    print("started", flush=True)
    session.run_cell("import time\\nwhile True: time.sleep(0.01)")
"""


def ours(folder: Path) -> list[str]:
    """The command lines of processes that use a temporary folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in line and int(entry.name) != os.getpid():
            found.append(line)
    return found


def wait_until_gone(folder: Path, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while (ours(folder) or list(folder.iterdir())) and time.monotonic() < end:
        time.sleep(0.02)
    assert ours(folder) == []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("tier", Tier, ids=lambda tier: tier.name)
def test_a_grader_killed_leaves_nothing(tier: Tier, tmp_path: Path) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("no /proc to look at")
    require(tier)
    tmp_path.chmod(0o755)
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER, str(int(tier))],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
    )
    try:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"started\n"
        assert ours(tmp_path)
        time.sleep(0.1)
    finally:
        os.kill(grader.pid, signal.SIGKILL)
        grader.wait()
        grader.stdout.close()  # type: ignore[union-attr]
    wait_until_gone(tmp_path)


@pytest.mark.parametrize("tier", Tier, ids=lambda tier: tier.name)
def test_closing_leaves_nothing(
    tier: Tier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with started(tier) as zygote, zygote.session() as session:
        session.run_cell("open('file', 'w').write('x')")
    wait_until_gone(tmp_path)


def test_what_a_student_started_ends_with_the_session(tmp_path: Path) -> None:
    """At the tier that can't refuse it."""
    with started(Tier.PROCESS) as zygote, zygote.session() as session:
        source = (
            "import subprocess, sys\nsleep = 'import time; time.sleep(60)'\n"
            f"p = subprocess.Popen([sys.executable, '-c', sleep, {str(tmp_path)!r}])"
        )
        assert session.run_cell(source).error is None
        end = time.monotonic() + 5
        while not ours(tmp_path) and time.monotonic() < end:  # a new program has no name at first
            time.sleep(0.02)
        assert ours(tmp_path)
    wait_until_gone(tmp_path)
