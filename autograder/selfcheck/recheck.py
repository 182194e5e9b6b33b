"""Check one notebook again and again in a process of its own, which can be stopped at any moment.

The process keeps its sandbox warm between checks. It reads a line for each check that is wanted
and writes one of JSON for each that is done; it ends when nobody is there to read.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.report import NotebookReport, from_json, to_json

#: Seconds to wait for a process that was told to end.
PATIENCE = 2.0


@dataclass(frozen=True)
class Refusal:
    """Why a notebook could not be checked."""

    reason: str


Answer = NotebookReport | Refusal


class Rechecker:
    """Checks the notebook at `path` when asked, forgetting an earlier question. A context manager.

    The checks run elsewhere: `ask` returns at once, and `answer` when there is one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._waiting = False

    def __enter__(self) -> Rechecker:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self) -> None:
        """Check the notebook as it is now. A check that still runs is stopped first."""
        if self._waiting or self._process is None or self._process.poll() is not None:
            self.stop()
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        self._waiting = True

    def answer(self) -> Answer | None:
        """What came of the check that was asked for; None as long as it runs."""
        if not self._waiting:
            return None
        try:
            line = self._answers.get_nowait()
        except queue.Empty:
            return None
        self._waiting = False
        if not line:
            self.stop()
            return Refusal(
                f"the checks ended unexpectedly; chainrule check {self._path.name} may say why"
            )
        found: dict[str, Any] = json.loads(line)
        return from_json(found["report"]) if "report" in found else Refusal(found["error"])

    def _start(self) -> None:
        self._answers = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self._path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the process that watches, which ends this one.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        reader = threading.Thread(target=_pass_on, args=(self._process, self._answers), daemon=True)
        reader.start()

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.wait(PATIENCE)
            if process.stdin is not None:
                process.stdin.close()
        self._waiting = False


def _pass_on(process: subprocess.Popen[bytes], answers: queue.Queue[bytes]) -> None:
    """Carry each line to the queue, and an empty one where the process ends."""
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            answers.put(line)
    answers.put(b"")


def main(argv: list[str] | None = None) -> None:
    """Check the notebook once for each line of stdin."""
    from autograder.course import CourseError
    from autograder.notebooks.notebook import NotebookError
    from autograder.sandbox import SandboxError
    from autograder.selfcheck import run

    path = Path((argv or sys.argv[1:])[0])
    with run.grader() as grader:
        for _ in sys.stdin.buffer:
            try:
                answer = {"report": to_json(run.run_notebook(path, grader).report)}
            except (NotebookError, CourseError) as error:
                answer = {"error": str(error)}
            except SandboxError as error:
                answer = {"error": f"no process to run it in: {error}. {error.mend}".rstrip()}
            sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
