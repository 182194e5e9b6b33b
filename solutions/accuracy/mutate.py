"""Mutants of a function: copies of it with one slip each, made by its syntax tree.

They run in this very process: each turn of a loop looks at the clock, so that none is endless.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
import textwrap
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solutions.accuracy.operators import OPERATORS

#: What one call of a mutant may take of the processor, if it loops; references take a tenth.
SECONDS = 0.2

#: Parts of a tree that are no part of what a function does.
_UNTOUCHED = ("args", "returns", "decorator_list", "annotation", "ctx", "op", "ops")


class Endless(Exception):
    """A mutant's loops do not end."""


@dataclass(frozen=True)
class Mutant:
    """One slip in one function: `operator` made `change` in `line`; `text` is all of it.

    Lines are counted from the first after the docstring, so that prose may be edited.
    """

    function: str
    line: int
    operator: str
    change: str
    text: str
    number: int = 1

    @property
    def name(self) -> str:
        """`f:2:constant 1 -> 2`; a second one in that line that reads the same ends in `(2)`."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.function}:{self.line}:{self.operator} {self.change}{again}"


def definition(code: Callable[..., object]) -> ast.FunctionDef:
    """The syntax tree of a function without its docstring; line 1 is what comes after it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(code)))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    return tree


def mutants(code: Callable[..., object]) -> tuple[Mutant, ...]:
    """All mutants of a function, in the order of its text; none that reads like another.

    >>> def half(x):
    ...     return x / 2
    >>> [mutant.name for mutant in mutants(half)][:3]
    ['half:1:sign return x / 2 -> return -(x / 2)', 'half:1:arithmetic x / 2 -> x * 2', ...]
    """
    tree = definition(code)
    first = tree.body[0].lineno
    seen = {text_of(tree)}
    names: dict[str, int] = {}
    found = []
    for slot in _slots(tree):
        for operator, build in OPERATORS.items():
            for changed in build(slot.node):
                text = slot.text_with(changed, tree)
                if text in seen or not _compiles(text):
                    continue
                seen.add(text)
                change = f"{_short(slot.node)} -> {_short(changed)}"
                line = slot.line - first + 1
                key = f"{line}:{operator} {change}"
                names[key] = names.get(key, 0) + 1
                found.append(Mutant(tree.name, line, operator, change, text, names[key]))
    return tuple(found)


def compiled(mutant: Mutant, code: Callable[..., object]) -> Callable[..., object]:
    """The mutant as a function with the globals and the defaults of the original, `code`.

    Raises `Endless` where a call is still looping after `SECONDS`.
    """
    original = inspect.unwrap(code)
    filename = f"<{mutant.name}>"
    # Checks of how a function is written read its text.
    linecache.cache[filename] = (
        len(mutant.text), None, mutant.text.splitlines(keepends=True), filename,
    )  # fmt: skip
    tree = ast.parse(mutant.text)
    guarded = _Guard().visit(tree.body[0])
    guarded.body.insert(0, ast.parse("_clock.start()").body[0])
    make = ast.parse("def make(_clock): pass").body[0]
    assert isinstance(make, ast.FunctionDef)
    make.body = [guarded, ast.Return(ast.Name(guarded.name, ast.Load()))]
    module = ast.fix_missing_locations(ast.Module([make], []))
    made: dict[str, Callable[..., Callable[..., object]]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        exec(compile(module, filename, "exec"), original.__globals__, made)
    function = made["make"](_Clock())
    function.__module__ = original.__module__
    return function


@dataclass(frozen=True)
class _Slot:
    """A place in a tree: `node` is what stands in `field` of `parent`, at `at` if it is a list."""

    node: ast.AST
    parent: ast.AST
    field: str
    at: int | None
    line: int

    def text_with(self, changed: ast.AST, tree: ast.FunctionDef) -> str:
        self._put(changed)
        try:
            return text_of(tree)
        finally:
            self._put(self.node)

    def _put(self, node: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


def _slots(parent: ast.AST, line: int = 0) -> Iterator[_Slot]:
    for field, value in ast.iter_fields(parent):
        if field in _UNTOUCHED and not isinstance(parent, ast.Call):
            continue
        if isinstance(parent, ast.JoinedStr):
            value = [node for node in value if not isinstance(node, ast.Constant)]
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            # `strict=True` is a guard of ours: what is zipped has one length.
            if isinstance(node, ast.AST) and getattr(node, "arg", "") != "strict":
                here = getattr(node, "lineno", line)
                yield _Slot(node, parent, field, at, here)
                yield from _slots(node, here)


def text_of(tree: ast.FunctionDef) -> str:
    """A definition as it is compared, and compiled."""
    return ast.unparse(tree) + "\n"


def _short(node: ast.AST) -> str:
    """A piece of code in 44 characters at most: its beginning and its end."""
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    line = " ".join(part.strip() for part in text.splitlines())
    return line if len(line) <= 44 else f"{line[:26]} ... {line[-13:]}"


def _compiles(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            compile(text, "<mutant>", "exec")
        except SyntaxError:
            return False
    return True


class _Clock:
    def start(self) -> None:
        self._end = time.process_time() + SECONDS

    def look(self) -> None:
        if time.process_time() > self._end:
            raise Endless(f"it loops for more than {SECONDS} s")


class _Guard(ast.NodeTransformer):
    """Looks at the clock in every turn of every loop."""

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._timed(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._timed(node)

    def _timed(self, node: ast.For | ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body = [*ast.parse("_clock.look()").body, *node.body]
        return node
