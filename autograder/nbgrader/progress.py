"""Say how far a class is graded: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from types import TracebackType
from typing import Any

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

#: Seconds between two lines where stderr is no terminal.
PAUSE = 30.0


class Progress:
    """Counts submissions, with rate and time left. A context manager."""

    def __init__(self, total: int, log: logging.Logger | Any, *, shown: bool = True) -> None:
        self._total = total
        self._log = log
        self._shown = shown
        self.done = 0
        self._started = self._said = time.monotonic()
        self._bar: tqdm[Any] | None = None
        self._redirect: Any = None

    def __enter__(self) -> Progress:
        if self._shown and sys.stderr.isatty():
            loggers = [self._log] if isinstance(self._log, logging.Logger) else None
            self._redirect = logging_redirect_tqdm(loggers=loggers)
            self._redirect.__enter__()
            self._bar = tqdm(total=self._total, unit=" submissions", dynamic_ncols=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
            self._redirect.__exit__(kind, error, trace)

    def step(self) -> None:
        """One submission more is done."""
        self.done += 1
        if self._bar is not None:
            self._bar.update()
        elif self._shown and (now := time.monotonic()) - self._said > PAUSE:
            self._said = now
            print(self.line(now - self._started), file=sys.stderr, flush=True)

    def line(self, seconds: float) -> str:
        """How far it is after so many seconds.

        >>> progress = Progress(10, None)
        >>> for _ in range(4):
        ...     progress.step()
        >>> progress.line(8.0)
        '4 of 10 submissions, 0.5 a second, 12 s left'
        """
        rate = self.done / seconds
        left = (self._total - self.done) / rate
        return f"{self.done} of {self._total} submissions, {rate:.1f} a second, {left:.0f} s left"
