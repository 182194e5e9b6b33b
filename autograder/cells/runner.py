"""The process that runs test cells. It holds the hidden tests and no code of the student's.

Started by `bench`; reads cells and answers from stdin, writes operations and results to stdout.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import faulthandler
import marshal
import os
import random
import sys
import traceback
from typing import Any

import numpy as np

from autograder.cells import proxy, source
from autograder.cells.link import Link, Lost
from autograder.cells.namespace import Namespace
from autograder.cells.proxy import TestFault
from autograder.grading.sheet import HandedOut
from autograder.sandbox import Limits, wire
from autograder.sandbox.stream import DescriptorStream

SLACK = 5.0  # seconds in which the grader ends us before we do so ourselves


class Runner:
    """Runs the test cells of one notebook, in their order, in one namespace."""

    def __init__(
        self, stream: wire.Stream, limits: Limits, given: HandedOut, trusting: bool
    ) -> None:
        self.stream = stream
        self.limits = limits
        self.link = Link(stream, limits, trusting)
        self.namespace = Namespace(self.link, given)
        self.cells: dict[str, tuple[str, frozenset[int]]] = {}

    def serve(self) -> None:
        """Run cells until the grader closes the stream."""
        wire.send(self.stream, {"op": "ready"}, limits=self.limits)
        while True:
            message = wire.receive(self.stream, limits=self.limits)
            assert isinstance(message, dict)
            if message["op"] == "define":
                self.define(message["source"])
                continue
            faulthandler.dump_traceback_later(message["seconds"] + SLACK, exit=True)
            found = self.run(
                message["name"],
                message["source"],
                frozenset(message["hidden"]),
                message["code"].tobytes(),
            )
            faulthandler.cancel_dump_traceback_later()
            wire.send(self.stream, {"op": "finished", **found}, limits=self.limits)

    def define(self, text: str) -> None:
        """Repeat what a cell defined, for the cells after it, as far as that asks nobody."""
        self.link.offline = True
        for node in ast.parse(text).body:
            with contextlib.suppress(Exception):
                code = compile(ast.Module([node], []), "<definitions>", "exec", dont_inherit=True)
                exec(code, self.namespace)
        self.link.offline = False

    def run(self, name: str, text: str, hidden: frozenset[int], code: bytes) -> dict[str, Any]:
        """Run one cell; what came of it, as `verdict` reads it.

        `code` is what the grader has compiled it to, b"" where it could not.
        """
        filename = source.NAME.format(name)
        self.cells[filename] = text, hidden
        self.namespace.begin()
        self.link.begin()
        for helper in (source.RESULT, source.SHOWN, source.TYPE):
            self.namespace.pop(helper, None)
        self.namespace |= {source.SHOWN: shown, source.TYPE: proxy.type_of}
        try:
            with contextlib.redirect_stderr(sys.stdout):
                exec(
                    marshal.loads(code) if code else source.compiled(text, filename), self.namespace
                )
        except BaseException as error:
            return self._failed(self.link.seen or error, filename)
        if self.link.seen is not None:
            return self._failed(self.link.seen, filename)
        return {"status": "passed", "number": number(self.namespace.get(source.RESULT))}

    def _failed(self, error: BaseException, filename: str) -> dict[str, Any]:
        by_student = id(error) in self.link.raised
        frames = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename in self.cells
        ]
        if isinstance(error, SyntaxError) and not frames:
            frames = [(filename, error.lineno or 1)]
        own = [line for file, line in frames if file == filename]
        where, line = frames[-1] if frames else (filename, 0)
        text = self.cells[where][0]
        try:
            said = str(error)
        except Exception:
            said = ""
        found = {
            "status": "failed",
            "type_name": type(error).__name__,
            "message": said[:2000],
            "line": own[-1] if own else 0,
            "statement": source.statement(self.cells[filename][0], own[-1] if own else 0)[:300],
            "hidden": any(line in self.cells[file][1] for file, line in frames),
            "stated": isinstance(error, AssertionError) and line in source.messages(text),
            "by_student": by_student,
        }
        if isinstance(error, Lost):
            found["status"] = "lost"
        elif not by_student and isinstance(error, TestFault | SyntaxError | ImportError):
            found["status"] = "broken"
        return found


def shown(left: object, sign: str, right: object) -> str:
    """The message of a comparison that was asserted and does not hold."""
    return f"{_short(left)} {sign} {_short(right)} is not true"


def _short(value: object) -> str:
    try:
        text = repr(value)
    except Exception as error:
        text = f"(its repr raised {type(error).__name__})"
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:200] + " ..."


def number(value: object) -> float | None:
    """What a cell's last value is as partial credit; None for anything but a plain number.

    >>> number(1.5), number(np.float64(2)), number(True), number("3"), number(None)
    (1.5, 2.0, None, None, None)
    """
    if type(value) is bool or not isinstance(value, int | float | np.integer | np.floating):
        return None
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def main() -> None:
    """Serve the grader that has started this process."""
    stream = _own_stream()
    told = wire.receive(stream, limits=Limits())
    assert isinstance(told, dict)
    limits = Limits(**told["limits"])
    if told["folder"]:
        os.chdir(told["folder"])
        sys.path.insert(0, told["folder"])
    if told["draws"]:
        _draw_by(told["draws"])
    # A debugger or a question would wait for an answer for ever.
    sys.breakpointhook = lambda *_, **__: None
    builtins.input = _no_input
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    given = HandedOut(frozenset(told["functions"]), frozenset(told["classes"]), told["imports"])
    with contextlib.suppress(EOFError, BrokenPipeError):
        Runner(stream, limits, given, told["trusting"]).serve()


def _draw_by(numbers: list[int]) -> None:
    """Have all that draws without a seed follow from these numbers, from here on."""
    random.seed(repr(numbers))
    np.random.seed(numbers)  # noqa: NPY002 - tests may draw from it
    seeded, fresh = np.random.default_rng, np.random.SeedSequence(numbers)

    def default_rng(seed: Any = None) -> np.random.Generator:
        return seeded(fresh.spawn(1)[0] if seed is None else seed)

    setattr(np.random, "default_rng", default_rng)  # noqa: B010 - mypy knows it as a function


def _own_stream() -> DescriptorStream:
    """The line to the grader; whatever a test prints is not part of the conversation."""
    reading, writing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    return DescriptorStream(reading, writing)


def _no_input(prompt: object = "") -> str:
    raise TestFault("the test asks for input()")


if __name__ == "__main__":
    main()
