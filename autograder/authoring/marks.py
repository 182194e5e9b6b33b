"""The marks around a solution: find them, take out what stands between them.

nbgrader looks for the words anywhere in a line and forgives what it does not recognise, so that a
misspelt mark would release the solution. Here a mark is one exact line, and what resembles one is
an error.
"""

from __future__ import annotations

import ast
import difflib
import io
import re
import tokenize
from collections.abc import Iterator

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"

#: What stands in the place of a solution in the released notebook.
STUB = "# TODO: your code here\nraise NotImplementedError()"

# A comment this close to a mark was meant as one: "# BEGIN SOLUTON" is, "# the solution" is not.
_RESEMBLES = 0.75

#: What nbgrader acts upon wherever it stands in a cell, in a text or a string too.
DIRECTIVE = re.compile(
    r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)|AUTOTEST", flags=re.IGNORECASE
)


class MarkError(ValueError):
    """A mark is missing, misspelt or misplaced; `line` counts from 1 in the text that was read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def regions(source: str) -> list[tuple[int, int]]:
    """The lines (from 1) of each pair of marks; MarkError where marks are misspelt or unpaired.

    >>> regions("def f():\\n    ### BEGIN SOLUTION\\n    return 1\\n    ### END SOLUTION")
    [(2, 4)]
    """
    found: list[tuple[int, int]] = []
    opened = 0
    for line, mark in _marks(source):
        if mark == BEGIN and opened:
            raise MarkError(line, f"{BEGIN} inside of the one of line {opened}; expected {END}")
        if mark == END and not opened:
            raise MarkError(line, f"{END} closes nothing; expected {BEGIN} before it")
        if mark == END:
            found.append((opened, line))
        opened = line if mark == BEGIN else 0
    if opened:
        raise MarkError(opened, f"{BEGIN} is never closed; expected {END}")
    return found


def _marks(source: str) -> Iterator[tuple[int, str]]:
    lines = source.split("\n")
    marks: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        if token.string in (BEGIN, END):
            if lines[line - 1].strip() != token.string:
                raise MarkError(
                    line, f"{token.string} shares its line with code; expected it alone"
                )
            marks[line] = token.string
            continue
        words = token.string.strip("#*-= ").upper()
        for mark in (BEGIN, END):
            if difflib.SequenceMatcher(None, words, mark[4:]).ratio() > _RESEMBLES:
                raise MarkError(line, f"{token.string!r} is no mark; expected {mark!r}")
    for number, text in enumerate(lines, 1):
        if number not in marks and (found := DIRECTIVE.search(text)):
            raise MarkError(number, f"{found[0]!r} would be acted upon by nbgrader; expected none")
    yield from sorted(marks.items())


def cleared(source: str) -> str:
    """`source` as students get it: the stub in the place of each solution.

    >>> print(cleared("def f():\\n    ### BEGIN SOLUTION\\n    return 1\\n    ### END SOLUTION"))
    def f():
        # TODO: your code here
        raise NotImplementedError()
    """
    lines = source.split("\n")
    for begin, end in reversed(regions(source)):
        indent = lines[begin - 1][: -len(lines[begin - 1].lstrip())]
        lines[begin - 1 : end] = [indent + line for line in STUB.split("\n")]
    return "\n".join(lines)


def function_source(text: str, name: str) -> tuple[int, str]:
    """The first line (from 1) and the text of the function `name` at the top level of `text`.

    Its marks come along: a closing one stands behind the last statement, where the syntax tree
    ends. MarkError where there is no such function, or two, or one without a solution.

    >>> text = "x = 1\\ndef f():\\n    ### BEGIN SOLUTION\\n    return x\\n    ### END SOLUTION\\n"
    >>> line, source = function_source(text, "f")
    >>> line, source.split("\\n")[-1]
    (2, '    ### END SOLUTION')
    """
    found = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == name]
    if len(found) != 1:
        raise MarkError(1, f"{len(found)} functions are called {name}; expected one")
    start = min([found[0].lineno, *(d.lineno for d in found[0].decorator_list)])
    lines = text.split("\n")
    end = found[0].end_lineno or start
    while end < len(lines) and (not lines[end].strip() or lines[end][0].isspace()):
        end += 1
    source = "\n".join(lines[start - 1 : end]).rstrip()
    try:
        if not regions(source):
            raise MarkError(1, f"{name} has no solution; expected {BEGIN} ... {END} in it")
        ast.parse(cleared(source))
    except MarkError as error:
        raise MarkError(start + error.line - 1, str(error)) from None
    except SyntaxError as error:
        line = start + regions(source)[0][0] - 1
        raise MarkError(
            line, f"{name} with the stub in place of its solution is not Python ({error.msg})"
        ) from None
    return start, source
