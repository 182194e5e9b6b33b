"""Say, before anybody is graded, what a test cell does that cannot work between two processes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from autograder.cells import source
from autograder.cells.namespace import MODULES
from autograder.notebooks import scope


@dataclass(frozen=True)
class Cell:
    """A code cell of an instructor's notebook.

    `role` is "test" (graded, not the student's to write), "answer" (theirs), "given" (locked) or
    "free" (nbgrader does not know it: students may change it). `name` says which one it is.
    """

    name: str
    source: str
    role: str

    @cached_property
    def text(self) -> str:
        """The source without magics, which are not Python."""
        lines = self.source.split("\n")
        return "\n".join("" if _is_magic(line) else line for line in lines)

    @cached_property
    def tree(self) -> ast.Module | None:
        """Its syntax tree, None where it is not Python."""
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError):
            return None

    @cached_property
    def defines(self) -> frozenset[str]:
        return scope.defined(self.text) if self.tree else frozenset()

    @cached_property
    def needs(self) -> frozenset[str]:
        return scope.needed(self.text) if self.tree else frozenset()


@dataclass(frozen=True, order=True)
class Complaint:
    """What is wrong, and where; `grave` where honest work would be graded wrongly."""

    place: int
    line: int
    cell: str
    says: str
    grave: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"cell {self.cell}, line {self.line}: {self.says}"


def complaints(cells: Sequence[Cell], *, complete: bool = True) -> list[Complaint]:
    """All that test cells may not do, in their order.

    Without `complete`, the cells that nbgrader does not track are not among `cells`, and nothing
    is said about names that nobody defines.
    """
    found: list[Complaint] = []
    for place, cell in enumerate(cells):
        if cell.role == "test":
            for line, says, grave in _of_test(cell, cells, place, complete):
                found.append(Complaint(place, line, cell.name, says, grave))
    return sorted(set(found))


Said = Iterator[tuple[int, str, bool]]


def _of_test(cell: Cell, cells: Sequence[Cell], place: int, complete: bool) -> Said:
    if source.calls_check(cell.source):
        return
    for number, line in enumerate(cell.source.split("\n"), 1):
        if _is_magic(line):
            yield number, f"{line.split()[0]} is IPython's; a test cell is plain Python", True
    if cell.tree is None:
        yield _syntax_error(cell)
        return
    yield from _calls(cell.tree)
    yield from _assignments(cell, cells, place)
    yield from _handed_over(cell, cells)
    yield from _names(cell, cells, place, complete)


def _is_magic(line: str) -> bool:
    return line.lstrip().startswith(("%", "!"))


def _syntax_error(cell: Cell) -> tuple[int, str, bool]:
    try:
        ast.parse(cell.text)
    except SyntaxError as error:
        return error.lineno or 1, f"not Python ({error.msg})", True
    except (ValueError, RecursionError) as error:
        return 1, f"not readable ({type(error).__name__})", True
    raise AssertionError("it was not readable a moment ago")


# -- what is called -------------------------------------------------------------------------------
_APART = "the student's code runs in a process of its own"
_CALLS = {
    "get_ipython": "there is no IPython in the process of the tests",
    "globals": f"{_APART}, and so do its globals; use the names themselves",
    "locals": f"{_APART}, and so do its names; use the names themselves",
    "input": "nobody is there to type",
}
_ATTRIBUTES = {
    ("inspect", None): f"{_APART}, and its source is not seen from here",
    ("dis", None): f"{_APART}, and its code is not seen from here",
    ("plt", "gcf"): f"{_APART}, and so do its figures; have a function return the data",
    ("plt", "gca"): f"{_APART}, and so do its figures; have a function return the data",
    ("plt", "get_fignums"): f"{_APART}, and so do its figures",
    ("mock", "patch"): f"{_APART} and does not see what is patched here; pass a function instead",
}
_IPYTHON = {"In", "Out", "_", "__", "_i"}


def _calls(tree: ast.Module) -> Said:
    for node in ast.walk(tree):
        if name := source.text_as_code(node):
            says = f"{name}: text from the student's code would run as code here; compare values"
            yield getattr(node, "lineno", 1), says, True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if reason := _CALLS.get(node.func.id):
                yield node.lineno, f"{node.func.id}(): {reason}", True
            if node.func.id == "patch":
                yield node.lineno, f"patch(): {_ATTRIBUTES['mock', 'patch']}", True
        elif isinstance(node, ast.Attribute):
            root, name = ast.unparse(node.value), node.attr
            reason = _ATTRIBUTES.get((root, name)) or _ATTRIBUTES.get((root, None))
            if reason:
                yield node.lineno, f"{root}.{name}: {reason}", True
        elif isinstance(node, ast.Name) and node.id in _IPYTHON and isinstance(node.ctx, ast.Load):
            yield node.lineno, f"{node.id}: IPython's history is not in the process of tests", True


# -- what is assigned -----------------------------------------------------------------------------
def _assignments(cell: Cell, cells: Sequence[Cell], place: int) -> Said:
    assert cell.tree is not None
    owners = {
        name: other.name
        for other in cells
        if other.role != "test"
        for name in other.defines
        if name not in _imports(other)
    }
    modules = {name for other in cells for name in _imports(other)} | {"builtins", "sys", "os"}
    for node in ast.walk(cell.tree):
        if (
            isinstance(node, ast.Attribute | ast.Subscript)
            and isinstance(node.ctx, ast.Store | ast.Del)
            and _root(node) in modules
        ):
            says = f"changes {ast.unparse(node)}: {_APART} and does not see it"
            yield node.lineno, says, True
    called = {name for other in cells if other.role != "test" for name in _functions(other)}
    read = {name for other in cells if other.role == "answer" for name in other.needs}
    for name, line in _bound(cell.tree):
        owner = owners.get(name)
        if owner and (name in called or name in read or _is_meant_later(name, cells, place)):
            says = f"{name} is also defined in cell {owner}: {_APART} and goes on with its own"
            yield line, f"{says}; take another name", True
    elsewhere = {name for other in cells if other.role != "test" for name in other.defines}
    for later in cells[place + 1 :]:
        for name, line in _bound(cell.tree):
            if later.role != "test" and name in later.needs and name not in elsewhere:
                says = f"{name} is used in cell {later.name}: {_APART} and does not have it"
                yield line, f"{says}; define it in a cell that is not a test", True


def _is_meant_later(name: str, cells: Sequence[Cell], place: int) -> bool:
    """Whether a later test reads a name that a cell in between has given another value."""
    fresh = False
    for later in cells[place + 1 :]:
        fresh = fresh or (later.role != "test" and name in later.defines)
        if later.role == "test" and name in later.needs:
            return fresh
    return False


def _functions(cell: Cell) -> set[str]:
    body = cell.tree.body if cell.tree else ()
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _bound(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What the top level of a cell binds or deletes, imports apart, with the lines."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield statement.name, statement.lineno
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
                yield node.id, node.lineno


def _imports(cell: Cell) -> dict[str, str]:
    """The names that a cell imports at its top level, and the module that each comes from."""
    found: dict[str, str] = {}
    for node in cell.tree.body if cell.tree else ():
        if isinstance(node, ast.Import):
            found |= {a.asname or a.name.partition(".")[0]: a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return found


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


# -- what is handed over --------------------------------------------------------------------------
def _handed_over(cell: Cell, cells: Sequence[Cell]) -> Said:
    """Objects of a class of the tests' own as arguments of the student's functions."""
    assert cell.tree is not None
    theirs = {n for other in cells if other.role == "answer" for n in other.defines}
    classes = {node.name for node in ast.walk(cell.tree) if isinstance(node, ast.ClassDef)}
    if not classes:
        return
    objects = {
        target.id
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Assign) and _called(node.value) in classes
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Call) and _called(node) in theirs:
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                name = argument.id if isinstance(argument, ast.Name) else ""
                if _called(argument) in classes or name in objects:
                    says = f"{ast.unparse(argument)} is an object of the test's own: {_APART}"
                    yield node.lineno, f"{says}; define its class in a cell that is no test", True


def _called(node: ast.expr) -> str:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return node.func.id if named else ""  # type: ignore[attr-defined]


# -- where names come from ------------------------------------------------------------------------
def _names(cell: Cell, cells: Sequence[Cell], place: int, complete: bool) -> Said:
    assert cell.tree is not None
    tests = {n for other in cells[: place + 1] if other.role == "test" for n in other.defines}
    fixed = {n for other in cells if other.role in ("given", "answer") for n in other.defines}
    for name in sorted(cell.needs - tests - fixed):
        line = _first_use(cell.tree, name)
        free = next((o for o in cells if o.role == "free" and name in o.defines), None)
        if free is None:
            if complete and not hasattr(builtins, name) and name not in _IPYTHON:
                yield line, f"{name} is defined nowhere", True
            continue
        module = _imports(free).get(name, "")
        if module and module.partition(".")[0] in MODULES and _is_module(free, name):
            continue
        if name.startswith("assert") and hasattr(np.testing, name):
            continue
        says = f"{name} comes from cell {free.name}, which students may change"
        yield line, f"{says}; lock that cell, or define {name} in the test", False


def _is_module(cell: Cell, name: str) -> bool:
    assert cell.tree is not None
    return any(
        isinstance(node, ast.Import) and name in {a.asname or a.name for a in node.names}
        for node in cell.tree.body
    )


def _first_use(tree: ast.Module, name: str) -> int:
    lines = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name]
    return min(lines, default=1)


def of_notebook(cells: Iterable[dict[str, object]]) -> list[Cell]:
    """The code cells of a notebook as `notebook.read` gives it, by nbgrader's metadata."""
    found = []
    for index, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code":
            continue
        metadata = cell["metadata"]
        ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        ours = ours if isinstance(ours, dict) else {}
        name = str(ours.get("grade_id") or f"{index} (without a name)")
        found.append(Cell(name, str(cell["source"]), role(ours)))
    return found


def role(metadata: dict[str, object]) -> str:
    """The role of a cell by nbgrader's metadata of it.

    >>> role({"grade": True, "solution": False}), role({"solution": True}), role({})
    ('test', 'answer', 'free')
    """
    if metadata.get("solution"):
        return "answer"
    if metadata.get("grade"):
        return "test"
    return "given" if metadata.get("locked") else "free"
