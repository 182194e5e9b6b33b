"""Read how a student's function is written, from its text alone: nothing is run here."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

#: Calls that are loops in disguise; the last name of a dotted one (`np.vectorize`) counts.
HIDDEN_LOOPS = frozenset(
    {"map", "filter", "reduce", "vectorize", "apply_along_axis", "frompyfunc", "apply_over_axes",
     "fromiter", "nditer", "ndenumerate", "ndindex"}
)  # fmt: skip

_CONSTRUCTS: Mapping[type[ast.AST], str] = {
    ast.For: "a for loop",
    ast.AsyncFor: "a for loop",
    ast.While: "a while loop",
    ast.ListComp: "a list comprehension",
    ast.SetComp: "a set comprehension",
    ast.DictComp: "a dict comprehension",
    ast.GeneratorExp: "a generator expression",
}


def parse(source: str) -> ast.Module | None:
    """The syntax tree of a notebook cell, IPython's `%` and `!` lines taken out; None if broken.

    >>> ast.unparse(parse("%matplotlib inline\\nx = 1"))
    'x = 1'
    """
    plain = "\n".join(
        "" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.split("\n")
    )
    for text in (source, plain):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def definitions(sources: Iterable[str]) -> dict[str, ast.FunctionDef]:
    """The last definition of each function at the top level of these cells.

    >>> sorted(definitions(["def f(): pass", "def g(): return f()", "not python"]))
    ['f', 'g']
    """
    found: dict[str, ast.FunctionDef] = {}
    for source in sources:
        tree = parse(source)
        for node in tree.body if tree else ():
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found[target.id] = _named(target.id, node.value)
    return found


def _named(name: str, code: ast.Lambda) -> ast.FunctionDef:
    """A `name = lambda ...` as the `def` that it stands for."""
    body = ast.Return(code.body, lineno=code.lineno, col_offset=code.col_offset)
    shell = ast.parse(f"def {name}(): pass").body[0]
    assert isinstance(shell, ast.FunctionDef)
    shell.args, shell.body, shell.lineno = code.args, [body], code.lineno
    return shell


def definitions_of(code: Callable[..., object]) -> dict[str, ast.FunctionDef]:
    """The definition of a living function, and of each function that it reaches by global name.

    Where Python cannot find the text of one (typed at a bare prompt), that one is left out.
    """
    found: dict[str, ast.FunctionDef] = {}
    waiting = [code]
    while waiting:
        function = inspect.unwrap(waiting.pop())
        if not inspect.isfunction(function) or function.__name__ in found:
            continue
        try:
            source = textwrap.dedent(inspect.getsource(function))
        except (OSError, TypeError):
            continue
        found.update(definitions([source]))
        for name in names(found.get(function.__name__)):
            helper = function.__globals__.get(name)
            # Only the notebook's own helpers: a library may loop inside as it likes.
            if inspect.isfunction(helper) and helper.__globals__ is function.__globals__:
                waiting.append(helper)
    return found


def names(node: ast.AST | None) -> set[str]:
    """The names that a piece of code mentions."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} if node else set()


def reached(
    function: str, known: Mapping[str, ast.FunctionDef]
) -> Iterator[tuple[str, ast.FunctionDef]]:
    """`function` and every known helper that it names, directly or through another."""
    waiting, seen = [function], set()
    while waiting:
        name = waiting.pop()
        if name in known and name not in seen:
            seen.add(name)
            yield name, known[name]
            waiting.extend(sorted(names(known[name])))


def first_loop(function: str, known: Mapping[str, ast.FunctionDef]) -> tuple[str, str, int] | None:
    """Where `function`, or a helper that it names, loops: its name, the construct, the line.

    The line is counted from that helper's `def` line as 1.

    >>> first_loop("f", definitions(["def f(X):\\n    return sum(x for x in X)"]))
    ('f', 'a generator expression', 2)
    >>> first_loop("f", definitions(["def f(X):\\n    return X.sum()"])) is None
    True
    """
    for name, tree in reached(function, known):
        for node in ast.walk(tree):
            construct = _CONSTRUCTS.get(type(node), "")
            if isinstance(node, ast.Call) and (called := _last_name(node.func)) in HIDDEN_LOOPS:
                construct = f"{called}()"
            if construct:
                line = int(getattr(node, "lineno", tree.lineno))
                return name, construct, line - tree.lineno + 1
    return None


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
