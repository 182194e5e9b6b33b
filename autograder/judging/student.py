"""Where a student's functions are found: in this process, or in a sandboxed worker."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from autograder.display import message
from autograder.judging import syntax
from autograder.judging.function import Definitions, Function, LocalFunction, fault, unsendable
from autograder.outcome import Failed, Fault, Status
from autograder.sandbox import CallError, CellResult, FaultKind, Session, WorkerFault, Zygote
from autograder.sandbox.session import Reply

T = TypeVar("T")

_STATUS: Mapping[FaultKind, Status] = {
    FaultKind.CRASHED: Status.CRASHED,
    FaultKind.PROTOCOL: Status.CRASHED,
    FaultKind.OUT_OF_TIME: Status.OUT_OF_TIME,
    FaultKind.OUT_OF_MEMORY: Status.OUT_OF_MEMORY,
}

#: A function that killed its worker this often is not called again: each time costs a replay.
DEATHS_PER_FUNCTION = 2

#: Replays per notebook: enough for every exercise to fail twice, few enough to end.
REVIVALS = 24


class LocalStudent:
    """Functions of this very process, as `check(f)` finds them in a notebook's kernel."""

    def __init__(self, functions: Mapping[str, Callable[..., object]]) -> None:
        self._functions = dict(functions)
        self._definitions: dict[str, Definitions] = {}

    def function(self, name: str) -> Function:
        """The function called `name`; `Fault` if there is none."""
        code = self._functions.get(name)
        if code is None:
            raise Fault(Status.NOT_ATTEMPTED, message.missing(name), step=message.DEFINE_FIRST)
        if name not in self._definitions:
            self._definitions[name] = syntax.definitions_of(code, name)
        return LocalFunction(code, name=name, definitions=self._definitions[name])

    @contextmanager
    def substituted(self, references: Mapping[str, Callable[..., object]]) -> Iterator[None]:
        """While it lasts, the functions' own globals hold the references."""
        homes = [vars_of(code) for code in self._functions.values()]
        before = [(home, {n: home[n] for n in references if n in home}) for home in homes]
        try:
            for home in homes:
                home.update({n: code for n, code in references.items() if n in home})
            yield
        finally:
            for home, kept in before:
                home.update(kept)


def vars_of(code: Callable[..., object]) -> dict[str, object]:
    """The globals that a function looks names up in; an empty dict for other callables."""
    return getattr(code, "__globals__", {})


class Run(NamedTuple):
    """A cell that has run, and its number."""

    source: str
    number: int = 0


class SandboxedStudent:
    """A student's notebook in a worker process: runs its cells, finds its functions.

    A worker that dies is replaced when it is next needed: a fresh child replays the cells that
    had run, without the one that killed it.
    """

    def __init__(self, zygote: Zygote, files: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self._zygote = zygote
        self._limits = zygote.limits
        self._files = files
        self._session: Session | None = None
        self._cells: list[Run] = []
        self._bound: dict[str, Callable[..., object]] = {}
        self._deaths: dict[str, Fault] = {}
        self._death_counts: dict[str, int] = {}
        self._revivals = 0
        self._ends = time.monotonic() + self._limits.notebook_seconds
        self._definitions: dict[str, ast.FunctionDef] = {}
        self.cpu_seconds = 0.0

    def __enter__(self) -> SandboxedStudent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fresh(self) -> Session:
        """A new worker, with the files that lie beside the notebook."""
        session = self._zygote.session()
        if self._files:
            session.put(self._files)
        return session

    def close(self) -> None:
        """End the worker, if there is one; `cpu_seconds` is complete then."""
        if self._session is not None:
            self.cpu_seconds += self._session.close().cpu_seconds
            self._session = None

    @property
    def ran(self) -> tuple[Run, ...]:
        """The cells that have run, without those that killed the worker."""
        return tuple(self._cells)

    def again(self, cells: tuple[Run, ...], ends: float) -> SandboxedStudent:
        """The same student in a worker that has run these cells and nothing else.

        It ends at the time `ends` of the monotonic clock. What killed workers here is known there.
        """
        fresh = SandboxedStudent(self._zygote, self._files)
        fresh._cells = list(cells)
        fresh._definitions = syntax.definitions([cell.source for cell in cells])
        fresh._deaths, fresh._death_counts = self._deaths, self._death_counts
        fresh._ends = ends
        return fresh

    @property
    def session(self) -> Session:
        """A living worker that has run the cells so far; `Fault` if there can be none."""
        if self._session is None:
            self._revive()
        assert self._session is not None
        return self._session

    def _revive(self) -> None:
        while self._session is None:
            if self._revivals > REVIVALS:
                fact = message.too_many_restarts(REVIVALS)
                raise Fault(Status.OUT_OF_TIME, fact, step=message.STOP_LOOP)
            self._check_budget()
            self._revivals += 1  # the first is no revival yet
            self._session = self._fresh()
            for cell in list(self._cells):
                try:
                    self._session.run_cell(cell.source, draw=False, number=cell.number)
                except WorkerFault:
                    # It ran before and kills the worker now: chance decides, so leave it out.
                    self._cells.remove(cell)
                    self.close()
                    break
            else:
                for name, code in self._bound.items():
                    self._session.bind(name, code)

    def _check_budget(self) -> None:
        if time.monotonic() > self._ends:
            fact = message.notebook_out_of_time(self._limits.notebook_seconds)
            raise Fault(Status.OUT_OF_TIME, fact, step=message.STOP_LOOP)

    def run(self, source: str, number: int = 0) -> CellResult:
        """Run one cell as a notebook would and go on whatever happens; never raises for it.

        `number` is the one that a notebook shows beside it; 0 for one more than the last.
        """
        try:
            self._check_budget()
            result = self.session.run_cell(source, number=number)
        except WorkerFault as death:
            self.close()
            return _stopped(message.cell_stopped(str(death)))
        except Fault as refusal:
            return _stopped(refusal.fact)
        self._cells.append(Run(source, number))
        self._definitions.update(syntax.definitions([source]))
        return result

    def function(self, name: str) -> Function:
        """The student's function called `name` as it is now; `Fault` if there is none."""
        if self._death_counts.get(name, 0) >= DEATHS_PER_FUNCTION:
            raise self._deaths[name]
        self._check_budget()
        kind = self._guarded(name, lambda session: session.kind(name))
        if kind == "missing":
            raise Fault(Status.CRASHED, message.missing(name), step=message.DEFINE_FIRST)
        if kind != "function":
            fact = message.not_a_function(name, "a plain value")
            raise Fault(Status.CRASHED, fact, step=message.OTHER_MEANING)
        return _RemoteFunction(name, self)

    def call(
        self,
        name: str,
        args: tuple[object, ...],
        named: Mapping[str, object] = MappingProxyType({}),
    ) -> Reply:
        """Call the student's function on copies of the arguments.

        Raises a verdict if no value comes.
        """
        try:
            return self._guarded(name, lambda session: session.call(name, args, named))
        except CallError as error:
            for verdict in self._session.callback_errors if self._session else ():
                if isinstance(verdict, Failed | Fault):
                    raise verdict from None  # out of a callback, as `LocalFunction` lets it pass
            if error.type_name == "Unsendable":
                raise unsendable(name, error.message) from None
            found = fault(name, error.type_name, error.message, error.line, kinds=error.kinds)
            raise found from None

    def _guarded(self, name: str, use: Callable[[Session], T]) -> T:
        session = self.session
        try:
            return use(session)
        except WorkerFault as death:
            self.close()
            self._deaths[name] = self._fault(name, death)
            self._death_counts[name] = self._death_counts.get(name, 0) + 1
            raise self._deaths[name] from None

    def _fault(self, name: str, death: WorkerFault) -> Fault:
        status = _STATUS[death.kind]
        if status is Status.OUT_OF_TIME:
            fact = message.out_of_time(name, self._limits.call_seconds)
            return Fault(status, fact, step=message.STOP_LOOP)
        if status is Status.OUT_OF_MEMORY:
            return Fault(status, message.out_of_memory(name), step=message.SMALLER_ARRAYS)
        return Fault(status, message.died(name), step=message.after_crash(""))

    @contextmanager
    def substituted(self, references: Mapping[str, Callable[..., object]]) -> Iterator[None]:
        """While it lasts, the student's code finds the references, which run over here."""
        self._bind(references)
        try:
            yield
        finally:
            self._bind(dict.fromkeys(references))

    def _bind(self, functions: Mapping[str, Callable[..., object] | None]) -> None:
        """Put functions under names, or the student's own back; a later worker gets them too."""
        self._bound = {name: code for name, code in functions.items() if code is not None}
        if self._session is not None:
            try:
                for name, code in functions.items():
                    self._session.bind(name, code)
            except WorkerFault:
                self.close()

    @property
    def definitions(self) -> Definitions:
        return self._definitions


def _stopped(text: str) -> CellResult:
    output = {"output_type": "error", "ename": "Stopped", "evalue": text, "traceback": [text]}
    return CellResult(outputs=(output,), error=f"Stopped: {text}")


class _RemoteFunction(Function):
    def __init__(self, name: str, student: SandboxedStudent) -> None:
        super().__init__(name)
        self._student = student

    @property
    def definitions(self) -> Definitions:
        return self._student.definitions

    def reply(self, *args: object, **named: object) -> Reply:
        return self._student.call(self.name, args, named)
