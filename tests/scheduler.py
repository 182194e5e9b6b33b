"""A scheduler of Dask's with two workers, on the loopback, for tests that grade there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import distributed

ROOT = Path(__file__).resolve().parents[1]


class Workers:
    """A scheduler on the loopback, and workers that their nannies replace, in processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("dask_scheduler", "--host=127.0.0.1", "--port=0", "--no-show")
        deadline = time.monotonic() + 60
        while not (folder / "scheduler.json").exists():
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
        for name in ("first", "second"):
            self.join(name)
        self.client = distributed.Client(
            scheduler_file=str(folder / "scheduler.json"), set_as_default=False
        )
        self.client.wait_for_workers(2, timeout=60)
        self.address = self.client.scheduler.address

    def join(self, name: str, *options: str, root: Path = ROOT) -> None:
        given = ("--nthreads=1", "--no-dashboard", f"--local-directory={self.folder}")
        self._start("dask_worker", f"--name={name}", *given, *options, root=root)

    def _start(self, module: str, *options: str, root: Path = ROOT) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        command.append(f"--scheduler-file={self.folder / 'scheduler.json'}")
        paths = os.pathsep.join(map(str, (root, root / "datasets")))
        env = {
            **os.environ,
            "PYTHONPATH": paths,
            # A notebook that saw two workers die is not tried on a third.
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        with (self.folder / "log").open("ab") as log:
            started = subprocess.Popen(command, cwd=self.folder, env=env, stdout=log, stderr=log)
        self.processes.append(started)

    def pids(self) -> dict[str, int]:
        return dict(self.client.run(os.getpid))

    def close(self) -> None:
        self.client.close()
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(30)
