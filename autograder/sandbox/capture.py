"""Record what a cell shows: text, results and figures in their order, within the limits."""

from __future__ import annotations

import binascii
import contextlib
import importlib
import io
import os
from typing import Any

import numpy as np
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from . import trace
from .policy import Limits

MAX_ERRORS, MAX_TRACEBACK = 10, 20_000  # a cell; characters


class Recorder:
    """The outputs of the running cell, as plain dicts that the wire carries.

    The limits kept here are a courtesy, with notices that a student can read; the trusted side
    enforces its own.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.outputs: list[dict[str, Any]] = []
        self.chars = 0
        self.cell_figures = 0
        self.figures = 0
        self.figure_bytes = 0
        self.full = False

    def begin(self) -> None:
        """Forget the last cell."""
        self.outputs = []
        self.chars = self.cell_figures = 0
        self.full = False

    def clear(self) -> None:
        """Drop what the cell has shown so far; the limits go on counting."""
        self.outputs = []

    def stream(self, name: str, text: str) -> None:
        """Record printed text."""
        text = self._allowed(text)
        if not text:
            return
        if self.outputs and self.outputs[-1].get("name") == name:
            self.outputs[-1]["parts"].append(text)
        else:
            self.outputs.append({"kind": "stream", "name": name, "parts": [text]})

    def show(self, kind: str, bundle: dict[str, Any]) -> None:
        """Record a displayed object: its PNG where it has one, else its plain text."""
        output: dict[str, Any] = {"kind": kind, "parts": []}
        text = bundle.get("text/plain")
        if isinstance(text, str):
            output["parts"].append(self._allowed(text))
        png = self._png(bundle.get("image/png"))
        if png is not None:
            output["png"] = np.frombuffer(png, np.uint8)
        if self.room():
            self.outputs.append(output)

    def error(self, found: trace.Described) -> None:
        """Record a traceback; it fits even where the cell has printed all it may."""
        if sum(output["kind"] == "error" for output in self.outputs) >= MAX_ERRORS:
            return
        text = found.traceback[:MAX_TRACEBACK]
        self.outputs.append(
            {
                "kind": "error",
                "type_name": found.type_name[:200],
                "message": found.message,
                "parts": [text],
            }
        )

    def has_error(self) -> bool:
        """Whether the cell has shown a traceback."""
        return any(output["kind"] == "error" for output in self.outputs)

    def finished(self) -> list[dict[str, Any]]:
        """Return the outputs, text as UTF-8 bytes: JSON would inflate it."""
        for output in self.outputs:
            text = "".join(output.pop("parts")).encode("utf-8", "replace")
            output["text"] = np.frombuffer(text, np.uint8)
        return self.outputs

    def room(self) -> bool:
        """Whether one more output fits; says so once where it doesn't."""
        if len(self.outputs) < self.limits.outputs:
            return True
        self._notice("more outputs")
        return False

    def _allowed(self, text: str) -> str:
        if self.full or not self.room():
            return ""
        left = self.limits.output_chars - self.chars
        self.chars += len(text)
        if len(text) <= left:
            return text
        self.full = True
        return text[:left] + f"\n[output cut after {self.limits.output_chars} characters]\n"

    def _png(self, data: object) -> bytes | None:
        if isinstance(data, str):
            try:
                data = binascii.a2b_base64(data)
            except ValueError:
                return None
        if not isinstance(data, bytes):
            return None
        limits = self.limits
        refused = ""
        if len(data) > limits.figure_bytes:
            refused = f"a figure over {limits.figure_bytes >> 10} KB"
        elif self.cell_figures >= limits.cell_figures:
            refused = f"more than {limits.cell_figures} figures in a cell"
        elif self.figures >= limits.notebook_figures:
            refused = f"more than {limits.notebook_figures} figures in a notebook"
        elif self.figure_bytes + len(data) > limits.notebook_figure_bytes:
            refused = f"figures over {limits.notebook_figure_bytes >> 20} MB together"
        if refused:
            self._notice(refused)
            return None
        self.cell_figures += 1
        self.figures += 1
        self.figure_bytes += len(data)
        return data

    def _notice(self, what: str) -> None:
        notice = f"[not kept: {what}]\n"
        last = self.outputs[-1] if self.outputs else None
        if last is None or last["kind"] != "stream":
            self.outputs.append({"kind": "stream", "name": "stderr", "parts": [notice]})
        elif notice not in last["parts"][-1:]:
            last["parts"].append(notice)


class CapturedText(io.TextIOBase):
    """Stands for sys.stdout or sys.stderr."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self.recorder = recorder
        self.name = name

    encoding = "utf-8"
    errors = "replace"

    def write(self, text: str) -> int:
        """Record the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.recorder.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Say yes: print() asks nobody, but libraries do."""
        return True


class _Publisher(DisplayPublisher):
    def publish(self, data: dict[str, Any], *arguments: object, **options: object) -> None:
        self.shell.recorder.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear()


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        """Leave `Out[1]:` out: the page has its own."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        assert self.shell is not None
        self.shell.recorder.show("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        """Write no newline: nothing was printed."""


class _Compiler(CachingCompiler):
    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"{trace.CELL}{number}>"


class Shell(InteractiveShell):
    """IPython without terminal, history and programs, whose outputs go to a recorder."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    compiler_class = Type(_Compiler)
    recorder: Recorder

    def run(
        self, source: str, count: bool = True, draw: bool = True, number: int = 0
    ) -> BaseException | None:
        """Run a cell; return what it raised, before or while it ran.

        Without `draw` its figures are closed undrawn: nobody looks, and drawing is what costs.
        `number` is what a notebook shows beside it; 0 for one more than the last.
        """
        self.execution_count = number or self.execution_count
        assert self.display_formatter is not None
        self.display_formatter.formatters["image/png"].enabled = draw
        result = self.run_cell(source, store_history=count)  # type: ignore[no-untyped-call]
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: figures are inline."""

    def system(self, cmd: str) -> None:
        """Refuse `!command`."""
        trace.unavailable(f"shell commands (!{cmd.split()[0] if cmd.split() else ''})")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> None:
        """Refuse `x = !command`."""
        self.system(cmd)

    def showtraceback(self, exc_tuple: Any = None, *arguments: Any, **options: Any) -> None:
        """Record the traceback of the student's frames."""
        error = exc_tuple[1] if exc_tuple else None
        if error is None:
            import sys

            error = sys.exc_info()[1]
        if error is not None:
            self.recorder.error(trace.describe(error))

    def showsyntaxerror(self, *arguments: Any, **options: Any) -> None:
        """Record a syntax error like any other."""
        self.showtraceback()


def make_shell(limits: Limits) -> Shell:
    """Return the warm shell: IPython, pyplot and the inline backend loaded and run once."""
    config = Config()
    config.HistoryManager.enabled = False  # its database has a thread, and threads forbid fork
    config.InteractiveShell.history_length = 0
    shell = Shell.instance(config=config)
    shell.recorder = Recorder(limits)
    shell.run("%matplotlib inline", count=False)
    _warm_up()
    shell.recorder.begin()
    shell.execution_count = 1
    return shell


def _warm_up() -> None:
    """Use once what is slow the first time: a figure loads fonts and costs 90 ms."""
    import matplotlib.pyplot as plt

    # Notebooks import these; 0.25 s in each session if not here. Others may lack SciPy.
    with contextlib.suppress(ImportError):
        importlib.import_module("scipy.optimize")
        importlib.import_module("scipy.special")
    figure = plt.figure(figsize=(1, 1))
    plt.plot([0, 1])
    plt.title("x")
    figure.savefig(io.BytesIO(), format="png")
    plt.close("all")
    np.ones((8, 8)) @ np.random.default_rng(0).standard_normal((8, 8))


def quiet_streams() -> None:
    """Point descriptors 0, 1 and 2 at nothing: C code may print, and nobody reads it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
