"""The slips that a mutant makes: each operator takes a node of a syntax tree and yields others.

The library mutators (mutmut, cosmic-ray) rewrite files on disk for a suite to import, and know
nothing of axes, transposes, masks or copies, which are the slips that array code is prone to.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

#: What an operator puts in a node's place, one after the other. It never changes a node in place.
Operator = Callable[[ast.AST], Iterator[ast.AST]]

_ARITHMETIC: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}

_BOUNDARY: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
}

_TURNED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}

#: Names that are taken for one another, functions and methods alike.
_CONFUSED: Mapping[str, tuple[str, ...]] = {
    "mean": ("sum",),
    "sum": ("mean", "max"),
    "max": ("min",),
    "min": ("max",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "nanargmax": ("argmax", "nanargmin"),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "any": ("all",),
    "all": ("any",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "sin": ("cos",),
    "cos": ("sin",),
    "exp": ("expm1",),
    "log": ("log2", "log1p"),
    "abs": ("positive",),
    "sign": ("abs",),
    "tanh": ("arctan",),
    "permutation": ("arange",),
    "normal": ("uniform",),
    "standard_normal": ("random",),
    "isnan": ("isinf",),
    "isfinite": ("isnan",),
    "outer": ("inner",),
    "logaddexp": ("maximum",),
}

#: Calls whose arguments may stand in any order.
_COMMUTATIVE = frozenset({"maximum", "minimum", "max", "min", "logaddexp"})

#: Calls of one argument that only change a type: without them the value is the same.
_CONVERSIONS = frozenset({"float", "int", "bool", "len", "list", "tuple", "range", "map"})


def _constant(value: object) -> ast.Constant:
    return ast.Constant(value)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _called(node: ast.AST) -> str:
    """The last name of what is called: `sum` of `X.sum()`, of `np.sum(X)` and of `sum(X)`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def arithmetic(node: ast.AST) -> Iterator[ast.AST]:
    """Another operation: `a + b` as `a - b`, `a += b` as `a -= b` and as `a = b`."""
    if isinstance(node, ast.BinOp):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node, ast.AugAssign):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield ast.AugAssign(node.target, other(), node.value)
        yield ast.Assign([node.target], node.value, lineno=node.lineno)


def boundary(node: ast.AST) -> Iterator[ast.AST]:
    """`>` as `>=`, and so on: it shows at equality alone."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _BOUNDARY:
        other = _BOUNDARY[type(node.ops[0])]()
        yield ast.Compare(node.left, [other, *node.ops[1:]], node.comparators)


def comparison(node: ast.AST) -> Iterator[ast.AST]:
    """`>` as `<`, `==` as `!=`, and so on."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _TURNED:
        other = _TURNED[type(node.ops[0])]()
        yield ast.Compare(node.left, [other, *node.ops[1:]], node.comparators)


def constant(node: ast.AST) -> Iterator[ast.AST]:
    """A whole number one off, another twice or half as large, text with a mark more."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield _constant(not value)
    elif isinstance(value, int):
        yield from (_constant(value + 1), _constant(value - 1))
    elif isinstance(value, float):
        others = (1.0, -1.0) if value == 0 else (value * 2, value / 2, value + 1.0)
        yield from map(_constant, others)
    elif isinstance(value, str):
        yield _constant(value + "?")


def axis(node: ast.AST) -> Iterator[ast.AST]:
    """Another axis, or a named argument left out: `axis=1` as `axis=0`, `keepdims=True` gone."""
    if not isinstance(node, ast.Call):
        return
    for number, keyword in enumerate(node.keywords):
        others = [k for k in node.keywords if k is not keyword]
        if keyword.arg in ("axis", "keepdims", "dtype"):
            yield ast.Call(node.func, node.args, others)
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            turned = ast.keyword("axis", _constant(1 - keyword.value.value))
            yield ast.Call(node.func, node.args, [*others[:number], turned, *others[number:]])
        if keyword.arg == "axis" and isinstance(keyword.value, ast.UnaryOp):
            first = ast.keyword("axis", _constant(0))
            yield ast.Call(node.func, node.args, [*others[:number], first, *others[number:]])


def sign(node: ast.AST) -> Iterator[ast.AST]:
    """A minus lost, or one too many in what is returned."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    if isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, ast.Tuple):
            items = node.value.elts
            for k, item in enumerate(items):
                if not isinstance(item, ast.Constant):
                    minus = ast.UnaryOp(ast.USub(), item)
                    yield ast.Return(ast.Tuple([*items[:k], minus, *items[k + 1 :]], ast.Load()))
        elif not isinstance(node.value, ast.Constant | ast.Dict | ast.List | ast.Compare):
            yield ast.Return(ast.UnaryOp(ast.USub(), node.value))


def index(node: ast.AST) -> Iterator[ast.AST]:
    """A neighbour: `s[y]` as `s[y - 1]`, `X[1:]` as `X[:]`, `range(N)` without its end."""
    if isinstance(node, ast.Subscript):
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for k, item in enumerate(inside):
            for shifted in _shifted(item):
                items = [*inside[:k], shifted, *inside[k + 1 :]]
                whole = ast.Tuple(items, ast.Load()) if len(inside) > 1 else shifted
                yield ast.Subscript(node.value, whole, node.ctx)
    if _called(node) in ("range", "arange") and isinstance(node, ast.Call):
        *start, stop = node.args[:2]
        before = ast.BinOp(stop, ast.Sub(), _constant(1))
        yield ast.Call(node.func, [*start, before, *node.args[2:]], node.keywords)
        if not start:
            yield ast.Call(node.func, [_constant(1), stop], node.keywords)


def _shifted(item: ast.expr) -> Iterator[ast.expr]:
    if isinstance(item, ast.Slice):
        if item.lower is not None:
            yield ast.Slice(None, item.upper, item.step)
        if item.upper is not None:
            yield ast.Slice(item.lower, None, item.step)
    elif isinstance(item, ast.Name):
        yield ast.BinOp(item, ast.Sub(), _constant(1))


def dropped(node: ast.AST) -> Iterator[ast.AST]:
    """A term, factor, condition, mask or wrapping call left out."""
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    if isinstance(node, ast.BoolOp):
        for k in range(len(node.values)):
            rest = [*node.values[:k], *node.values[k + 1 :]]
            yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    if isinstance(node, ast.Call):
        name = _called(node)
        if len(node.args) == 1 and not node.keywords and name not in _CONVERSIONS:
            yield node.args[0]
        if name in ("maximum", "max", "minimum", "min", "logaddexp") and len(node.args) == 2:
            yield from node.args
        if name == "where" and len(node.args) == 3:
            yield from node.args[1:]
        if isinstance(node.func, ast.Attribute) and name in ("reshape", "astype"):
            yield node.func.value
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node.value


def statement(node: ast.AST) -> Iterator[ast.AST]:
    """A statement left out, or a loop that runs once."""
    if isinstance(node, ast.For | ast.While):
        yield _with_body(node, [*node.body, ast.Break()])
    if isinstance(node, ast.If):
        yield from (_inlined(body) for body in (node.body, node.orelse))
    changes = ast.AugAssign | ast.Expr | ast.Raise | ast.Continue | ast.Break | ast.For | ast.While
    if isinstance(node, changes):
        yield ast.Pass()
    # Without its first assignment a name is unknown, and the mutant no more than a crash.
    if isinstance(node, ast.Assign) and (
        isinstance(node.targets[0], ast.Subscript) or _names(node.targets[0]) & _names(node.value)
    ):
        yield ast.Pass()


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _with_body(loop: ast.For | ast.While, body: list[ast.stmt]) -> ast.stmt:
    if isinstance(loop, ast.For):
        return ast.For(loop.target, loop.iter, body, loop.orelse, lineno=loop.lineno)
    return ast.While(loop.test, body, loop.orelse)


def _inlined(body: list[ast.stmt]) -> ast.stmt:
    """One statement that always does what `body` says."""
    return ast.If(_constant(True), body or [ast.Pass()], [])


def swapped(node: ast.AST) -> Iterator[ast.AST]:
    """Arguments, operands or returned items in each other's place."""
    if isinstance(node, ast.Call) and _called(node) not in _COMMUTATIVE:
        for k in range(len(node.args) - 1):
            first, second = node.args[k : k + 2]
            args = [*node.args[:k], second, first, *node.args[k + 2 :]]
            yield ast.Call(node.func, args, node.keywords)
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add | ast.Mult | ast.BitOr):
        yield ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        items = node.value.elts
        for k in range(len(items) - 1):
            order = [*items[:k], items[k + 1], items[k], *items[k + 2 :]]
            yield ast.Return(ast.Tuple(order, ast.Load()))
    if isinstance(node, ast.Dict):
        for k in range(len(node.values) - 1):
            a, b = node.values[k : k + 2]
            yield ast.Dict(node.keys, [*node.values[:k], b, a, *node.values[k + 2 :]])
    if isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)


def copies(node: ast.AST) -> Iterator[ast.AST]:
    """A copy not made: `x.copy()` as `x`, `np.array(x)` as `np.asarray(x)`, `x = x + d` as `+=`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "copy":
            yield node.func.value
        # Of a list, `asarray` makes a copy as well.
        if node.func.attr == "array" and isinstance(node.args[0], ast.Name):
            asarray = ast.Attribute(node.func.value, "asarray", ast.Load())
            yield ast.Call(asarray, node.args, node.keywords)
        if node.func.attr == "zeros" and getattr(node.args[0], "attr", "") == "shape":
            assert isinstance(node.args[0], ast.Attribute)
            like = ast.Attribute(node.func.value, "zeros_like", ast.Load())
            yield ast.Call(like, [node.args[0].value], node.keywords)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        target, left = node.targets[0], node.value.left
        if isinstance(target, ast.Name | ast.Subscript) and ast.unparse(target) == ast.unparse(
            left
        ):
            yield ast.AugAssign(target, node.value.op, node.value.right)


def confused(node: ast.AST) -> Iterator[ast.AST]:
    """A name taken for its neighbour: mean for sum, minimum for maximum, all for any."""
    if isinstance(node, ast.Attribute):
        for other in _CONFUSED.get(node.attr, ()):
            yield ast.Attribute(node.value, other, node.ctx)
    if isinstance(node, ast.Name) and node.id in ("max", "min", "any", "all"):
        for other in _CONFUSED[node.id]:
            yield ast.Name(other, ast.Load())


def transposed(node: ast.AST) -> Iterator[ast.AST]:
    """A transpose lost, or one too many at a matrix (a capital letter) in a product."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = (
            ast.Attribute(side, "T", ast.Load())
            if isinstance(side, ast.Name) and side.id[0].isupper()
            else None
            for side in (node.left, node.right)
        )
        if left is not None:
            yield ast.BinOp(left, node.op, node.right)
        if right is not None:
            yield ast.BinOp(node.left, node.op, right)


def negated(node: ast.AST) -> Iterator[ast.AST]:
    """A condition turned round: `if wrong` as `if not wrong`, `and` as `or`, `not` and `~` gone."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    if isinstance(node, ast.If) and not isinstance(node.test, ast.Compare):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


#: By name, in the order in which they are applied to a node.
OPERATORS: Mapping[str, Operator] = {
    "arithmetic": arithmetic,
    "boundary": boundary,
    "comparison": comparison,
    "constant": constant,
    "axis": axis,
    "sign": sign,
    "index": index,
    "dropped": dropped,
    "statement": statement,
    "swapped": swapped,
    "copy": copies,
    "name": confused,
    "transpose": transposed,
    "negated": negated,
}
