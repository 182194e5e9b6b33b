"""`chainrule watch`, the real command at a real terminal, while a notebook is edited and saved."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from autograder import course
from autograder.selfcheck.recheck import Rechecker, Refusal
from solutions.sample_class import fill

pexpect = pytest.importorskip("pexpect")
if not hasattr(pexpect, "spawn"):
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

ROOT = course.find_root()
WATCH = ["-m", "autograder.cli", "watch"]
CHECKED = "exercises right"
SECONDS = 120  # of a loaded machine


class Notebook:
    """A solved notebook without its figures, and a way to save it with another answer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        ada = next(one for one in fill.students("a1_svm_loss") if one.name == "ada")
        released = ROOT / "assignments" / "a1_svm_loss" / "svm_loss.ipynb"
        whole = fill.fill(nbformat.read(released, as_version=4), ada)
        whole.cells = [c for c in whole.cells if "nbgrader" in c.metadata or c.id == "imports"]
        self.answers = {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in whole.cells}
        self.right = self.answers["predict-answer"].source
        self.text = whole
        self.save()

    def save(self, answer: str = "") -> None:
        self.answers["predict-answer"].source = answer or self.right
        self.path.write_text(json.dumps(self.text))


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "svm_loss.ipynb")


def hearing_control_c() -> None:
    """In a process before it begins: what a shell starts in the background does not hear it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def children(pid: int) -> list[str]:
    """The processes that a process has started, by their ids."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.slow
def test_each_save_is_checked_and_told_of_until_control_c(notebook: Notebook) -> None:
    wrong = f"{notebook.right}\n\nown = predict\ndef predict(X, W, b): return own(X, -W, -b)"
    screen = pexpect.spawn(
        sys.executable,
        [*WATCH, str(notebook.path)],
        cwd=ROOT,
        dimensions=(50, 80),
        encoding="utf-8",
        timeout=SECONDS,
        preexec_fn=hearing_control_c,
    )
    screen.expect("Everything passes")
    notebook.save(wrong)
    screen.expect("From scores to a label now fails: labels")
    screen.expect("For a hint: h and Enter")
    assert "Hint:" not in screen.before
    screen.expect(CHECKED)

    screen.sendline("h")
    screen.expect("Hint: A high score means")
    screen.expect("For the section to read again: h and Enter")
    screen.sendline("h")
    screen.expect("Read again: “From scores to a label”")

    # A loop that never ends is not waited for: the next save is what counts.
    notebook.save("def predict(X, W, b):\n    while True:\n        pass\n")
    screen.expect("Checking")
    time.sleep(2)
    (checking,) = children(screen.pid)
    notebook.save(notebook.right)
    screen.expect("From scores to a label now passes")
    screen.expect("Everything passes")
    assert not Path(f"/proc/{checking}").exists()

    whole = notebook.path.read_text()
    notebook.path.write_text(whole[:1000])
    screen.expect("Waiting: svm_loss.ipynb: not JSON")
    notebook.path.unlink()
    screen.expect("Waiting: svm_loss.ipynb is not there")
    notebook.path.write_text(whole)
    screen.expect("Nothing has changed since the last check")
    screen.expect(CHECKED)
    left = children(screen.pid)
    screen.sendcontrol("c")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 130
    assert "Traceback" not in screen.before
    assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]


@pytest.mark.slow
def test_in_a_pipe_it_writes_plain_lines_at_once_and_ends_cleanly(notebook: Notebook) -> None:
    with subprocess.Popen(
        [sys.executable, *WATCH, str(notebook.path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hearing_control_c,
    ) as watching:
        assert watching.stdout is not None
        lines = [watching.stdout.readline()]
        while CHECKED not in lines[-1]:
            lines.append(watching.stdout.readline())
        watching.send_signal(signal.SIGINT)
        rest, errors = watching.communicate(timeout=SECONDS)
    assert watching.returncode == 130
    assert errors == ""
    assert "\x1b" not in "".join(lines) + rest
    assert lines[0] == "Checking svm_loss.ipynb ...\n"


def test_checks_that_end_unexpectedly_are_no_end_of_the_watching(notebook: Notebook) -> None:
    with Rechecker(notebook.path) as checks:
        checks.ask()
        assert checks._process is not None
        checks._process.kill()
        deadline = time.monotonic() + SECONDS
        while (answer := checks.answer()) is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert isinstance(answer, Refusal)
    assert "ended unexpectedly" in answer.reason


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *WATCH, str(tmp_path / "no.ipynb")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("chainrule watch: there is no file ")
