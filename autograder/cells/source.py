"""The text of a test cell: which lines are hidden, and how it is compiled."""

from __future__ import annotations

import ast
import marshal
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.grading.sheet import HandedOut

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
NAME = "<test {}>"  # the file name of a test cell
KEPT = 1024  # test cells that are compiled once
RESULT = "__chainrule_result__"
SHOWN = "__chainrule_shown__"
TYPE = "__chainrule_type__"
_LEFT, _RIGHT = "__chainrule_left__", "__chainrule_right__"

#: Functions and modules that take text, or bytes, for code. In the process of the tests none of the
#: student's may run.
_RUN_TEXT = frozenset({"eval", "exec", "compile", "sympify", "parse_expr"})
READ_CODE = frozenset(
    {
        *("pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"),
        *("sympy", "numexpr"),
    }
)

_SIGNS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def hidden_lines(source: str, begin: str = BEGIN, end: str = END) -> frozenset[int]:
    """The lines, from 1, that nbgrader removes from what students get.

    >>> sorted(hidden_lines("a\\n### BEGIN HIDDEN TESTS\\nb\\n### END HIDDEN TESTS\\nc"))
    [2, 3, 4]
    """
    found, inside = set(), False
    for number, line in enumerate(source.split("\n"), 1):
        inside = inside or begin in line
        if inside:
            found.add(number)
        inside = inside and end not in line
    return frozenset(found)


def handed_out(sources: Iterable[str]) -> HandedOut:
    """Read it from the sources; one that is not Python says nothing.

    >>> handed_out(["import numpy as np\\nclass A: pass", "def f(): pass", "%%html"])
    HandedOut(functions=frozenset({'f'}), classes=frozenset({'A'}), imports='import numpy as np')
    """
    functions, classes, imports = set(), set(), []
    for source in sources:
        for node in _statements(source):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.add(node.name)
            elif isinstance(node, ast.ClassDef):
                classes.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                imports.append(ast.unparse(node))
    return HandedOut(frozenset(functions), frozenset(classes), "\n".join(dict.fromkeys(imports)))


def _statements(source: str) -> list[ast.stmt]:
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n"))
    try:
        return ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError):
        return []


@lru_cache(KEPT)
def marshalled(source: str, filename: str) -> bytes:
    """`compiled`, for a process of this very interpreter; b"" where it is not Python.

    A class has the same test cells in every notebook: the grader compiles each of them once.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the instructor's validation says them
            return marshal.dumps(compiled(source, filename))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return b""


def compiled(source: str, filename: str) -> CodeType:
    """The code of a test cell; SyntaxError where it is not Python.

    Its last expression, if it is one that a notebook would show, is kept in `RESULT`; a comparison
    that is asserted without a message says its two sides; `type(x)` and
    `x.__class__` know proxies.
    """
    module = ast.parse(source, filename)
    last = module.body[-1] if module.body else None
    if isinstance(last, ast.Expr) and not _ends_with_semicolon(source, last):
        target = ast.Name(RESULT, ast.Store())
        module.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
    transformed: Any = ast.fix_missing_locations(_Tests().visit(module))
    # As it stands: what this module imports from __future__ is none of the cell's.
    return compile(transformed, filename, "exec", dont_inherit=True)


def _ends_with_semicolon(source: str, last: ast.stmt) -> bool:
    line = source.split("\n")[(last.end_lineno or last.lineno) - 1].encode()
    return line[last.end_col_offset or 0 :].lstrip().startswith(b";")


def text_as_code(node: ast.AST) -> str:
    """Which part of a test would run text as code, `""` if none: it may be the student's text.

    >>> text_as_code(ast.parse("eval(f())").body[0].value), text_as_code(ast.parse("f('eval')"))
    ('eval', '')
    """
    match node:
        case ast.Import(names=names):
            modules = [one.name for one in names]
        case ast.ImportFrom(module=str(module)):
            modules = [module]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _RUN_TEXT:
            return "" if isinstance(first, ast.Constant) else name
        case _:
            return ""
    return next((name for name in modules if name.partition(".")[0] in READ_CODE), "")


class _Tests(ast.NodeTransformer):
    def visit(self, node: ast.AST) -> ast.AST:
        if name := text_as_code(node):
            line = getattr(node, "lineno", 1)
            raise SyntaxError(f"{name} would run the student's text", ("", line, 0, ""))
        found: ast.AST = super().visit(node)
        return found

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        plain = len(node.args) == 1 and not node.keywords
        if isinstance(node.func, ast.Name) and node.func.id == "type" and plain:
            node.func = ast.copy_location(ast.Name(TYPE, ast.Load()), node.func)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr == "__class__" and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Call(ast.Name(TYPE, ast.Load()), [node.value], []), node)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        self.generic_visit(node)
        test = node.test
        if node.msg is not None or not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return node
        if any(isinstance(inner, ast.Await | ast.Yield) for inner in ast.walk(test)):
            return node
        left = ast.NamedExpr(ast.Name(_LEFT, ast.Store()), test.left)
        right = ast.NamedExpr(ast.Name(_RIGHT, ast.Store()), test.comparators[0])
        test.left, test.comparators = left, [right]
        sides = (ast.Name(_LEFT, ast.Load()), ast.Name(_RIGHT, ast.Load()))
        sign = ast.Constant(_SIGNS[type(test.ops[0])])
        node.msg = ast.Call(ast.Name(SHOWN, ast.Load()), [sides[0], sign, sides[1]], [])
        return node


def messages(source: str) -> frozenset[int]:
    """The lines of assert statements that say their own message."""
    return frozenset(
        line
        for node in ast.walk(ast.Module(_statements(source), []))
        if isinstance(node, ast.Assert) and node.msg is not None
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def statement(source: str, line: int) -> str:
    """The innermost statement at a line, on one line, without the block that it may open.

    >>> statement("x = 1\\nassert (x ==\\n  2)", 2)
    'assert x == 2'
    """
    best: ast.stmt | None = None
    for node in ast.walk(ast.Module(_statements(source), [])):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            best = node  # breadth first: a later one is further in
    if best is None or hasattr(best, "body"):
        lines = source.split("\n")
        return lines[line - 1].strip().rstrip(":") if 0 < line <= len(lines) else ""
    return ast.unparse(best).split("\n")[0]


def definitions(source: str) -> str:
    """What a cell defines without calling anything: imports, functions, classes, constants."""
    return "\n".join(ast.unparse(node) for node in _definitions(source))


def _definitions(source: str) -> Iterator[ast.stmt]:
    for node in _statements(source):
        match node:
            case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
                yield node
            case ast.Assign(targets=[ast.Name()], value=value) if _is_literal(value):
                yield node


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


@lru_cache(KEPT)
def calls_check(source: str) -> bool:
    """Whether a cell is the check of an exercise of Chainrule's own: `check(f)` and no more."""
    body = _statements(source)
    node = body[0] if len(body) == 1 else None
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "check"
    )
