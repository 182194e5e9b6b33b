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
    """The last definition of each function of these cells; `g = f` defines `g` as `f` is.

    >>> sorted(definitions(["def f(): pass", "def g(): return f()", "h = f", "not python"]))
    ['f', 'g', 'h']
    """
    found: dict[str, ast.FunctionDef] = {}
    for source in sources:
        tree = parse(source)
        for node in _statements(tree.body if tree else ()):
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        _assign(target.id, node.value, found)
    return found


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """These statements and those inside their `if`, `try` and `with`, in order."""
    # No recursion: a thousand `elif`s are as many levels, which are the student's to choose.
    waiting: list[ast.AST] = [*reversed([*body])]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            fields = ("body", "handlers", "orelse", "finalbody")
            waiting += [inner for field in fields for inner in getattr(node, field, ())][::-1]


def _assign(name: str, value: ast.expr, found: dict[str, ast.FunctionDef]) -> None:
    if isinstance(value, ast.Lambda):
        found[name] = _named(name, value)
    elif isinstance(value, ast.Name) and value.id in found:
        found[name] = found[value.id]
    else:
        # The name holds something else now, whose text is not here.
        found.pop(name, None)


def _named(name: str, code: ast.Lambda) -> ast.FunctionDef:
    """A `name = lambda ...` as the `def` that it stands for."""
    body = ast.Return(code.body, lineno=code.lineno, col_offset=code.col_offset)
    shell = ast.parse(f"def {name}(): pass").body[0]
    assert isinstance(shell, ast.FunctionDef)
    shell.args, shell.body, shell.lineno = code.args, [body], code.lineno
    return shell


def definitions_of(code: Callable[..., object], name: str = "") -> dict[str, ast.FunctionDef]:
    """The definition of a living function, and of each function that it reaches by global name.

    `name` is the one it goes by, if not its own. Where Python cannot find the text of a function
    (typed at a bare prompt), that one is left out.
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
        for used in names(found.get(function.__name__)):
            helper = function.__globals__.get(used)
            # Only the notebook's own helpers: a library may loop inside as it likes.
            if inspect.isfunction(helper) and helper.__globals__ is function.__globals__:
                waiting.append(helper)
    own = getattr(inspect.unwrap(code), "__name__", "")
    if name and name not in found and own in found:
        found[name] = found[own]
    return found


def names(node: ast.AST | None) -> set[str]:
    """The names that a piece of code takes from outside: its own variables are not among them.

    >>> sorted(names(ast.parse("def f(x):\\n    margins = g(x)\\n    return margins").body[0]))
    ['g']
    """
    if node is None:
        return set()
    walked = list(ast.walk(node))
    found = [n for n in walked if isinstance(n, ast.Name)]
    own = {n.id for n in found if isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in walked if isinstance(n, ast.arg)}
    public = {name for n in walked if isinstance(n, ast.Global) for name in n.names}
    return {n.id for n in found} - (own - public)


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
            if isinstance(node, ast.Call) and (called := _loop_called(node.func)):
                construct = f"{called}()"
            if construct:
                line = int(getattr(node, "lineno", tree.lineno))
                return name, construct, line - tree.lineno + 1
    return None


def _loop_called(node: ast.expr) -> str:
    """The loop in disguise that is called by this name, `""` if it is none."""
    name = _last_name(node)
    if name == "reduce" and isinstance(node, ast.Attribute):
        # A ufunc's own, np.logaddexp.reduce, is array arithmetic; functools.reduce is a loop.
        name = "" if isinstance(node.value, ast.Attribute) else name
    return name if name in HIDDEN_LOOPS else ""


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
