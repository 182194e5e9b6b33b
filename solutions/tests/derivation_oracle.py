"""Whether two expressions of the language are equal, by other means than the checker's.

Python's own parser, SymPy's expansion and differentiation on concrete sizes, and one random point
in 30 digits. Slow, and written to share no line with `autograder.derivation`.
"""

from __future__ import annotations

import ast
import itertools
import operator
import random
from collections.abc import Mapping, Sequence

import sympy as sp

SIZES = {"m": 2, "N": 3, "C": 3}
FUNCTIONS = {
    "exp": sp.exp,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "sin": sp.sin,
    "cos": sp.cos,
    "tanh": sp.tanh,
    "sigma": lambda z: 1 / (1 + sp.exp(-z)),
}
COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class Oracle:
    def __init__(
        self,
        dims: Mapping[str, tuple[str | int, ...]],
        domains: Mapping[str, tuple[int, ...]],
        labels: Mapping[str, str],
        definitions: Sequence[str],
        seed: int,
    ) -> None:
        rng = random.Random(seed)
        self.dims = {n: tuple(SIZES.get(d, d) for d in ds) for n, ds in dims.items()}
        self.sizes = {n: tuple(ds) for n, ds in dims.items()}
        self.labels = {n: rng.randrange(SIZES[s]) for n, s in labels.items()}
        self.values: dict[sp.Symbol, sp.Rational] = {}
        self.symbols: dict[tuple[str, tuple[int, ...]], sp.Symbol] = {}
        for name, ds in self.dims.items():
            for at in itertools.product(*map(range, ds)):
                symbol = sp.Symbol("_".join([name, *map(str, at)]), real=True)
                choice = domains[name]
                value = sp.Rational(rng.randint(200, 1500), 1009)
                if choice == (-1, 0, 1):
                    value *= rng.choice((-1, 1))
                elif choice:
                    value = sp.Integer(rng.choice(choice))
                self.symbols[name, at] = symbol
                self.values[symbol] = value
        self.definitions: dict[str, tuple[list[str], ast.expr]] = {}
        self.ranges: dict[str, list[int]] = {}
        for text in definitions:
            left, _, right = text.partition(":=")
            target = ast.parse(left.strip(), mode="eval").body
            body = ast.parse(right.strip(), mode="eval").body
            name = target.value.id if isinstance(target, ast.Subscript) else target.id
            parameters = self.inside(target) if isinstance(target, ast.Subscript) else []
            names = [p.id for p in parameters]
            ranges = self.letters(body)
            self.definitions[name] = (names, body)
            self.sizes[name] = tuple(ranges[n] for n in names)
            if not names:
                shape = self.value(body, {}, {})
                if isinstance(shape, sp.MatrixBase) and shape.cols == 1:
                    self.sizes[name] = (shape.rows,)

    @staticmethod
    def inside(node: ast.Subscript) -> list[ast.expr]:
        return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]

    def letters(self, node: ast.AST) -> dict[str, str | int]:
        found: dict[str, str | int] = {}
        for part in ast.walk(node):
            if isinstance(part, ast.Subscript):
                name = self.called(part.value.id)
                for index, size in zip(self.inside(part), self.sizes.get(name, ()), strict=False):
                    if isinstance(index, ast.Name):
                        found[index.id] = size
        for part in ast.walk(node):
            if isinstance(part, ast.Compare) and isinstance(part.left, ast.Name):
                a, b = part.left, part.comparators[0]
                for x, y in ((a, b), (b, a)):
                    if isinstance(x, ast.Name) and isinstance(y, ast.Name):
                        size = found.get(y.id) or ("C" if y.id in self.labels else None)
                        if size and x.id not in self.sizes and x.id not in found:
                            found[x.id] = size
        return found

    def called(self, name: str) -> str:
        return "x" if name == "X" and "x" in self.dims and len(self.dims["x"]) == 2 else name

    def range(self, size: str | int) -> range:
        return range(SIZES[size] if isinstance(size, str) else size)

    def whole(self, name: str, cuts: Mapping[str, object]) -> object:
        """All of a name; a name that is cut stands for itself."""
        if name in cuts:
            return cuts[name]
        if name in self.dims:
            ds = self.dims[name]
            if not ds:
                return self.symbols[name, ()]
            rows, cols = ds[0], ds[1] if len(ds) == 2 else 1
            return sp.Matrix(
                rows, cols, lambda i, j: self.symbols[name, (i, j) if len(ds) == 2 else (i,)]
            )
        parameters, body = self.definitions[name]
        if not parameters:
            return self.value(body, {}, cuts)
        return sp.Matrix(
            [self.value(body, {parameters[0]: i}, cuts) for i in self.range(self.sizes[name][0])]
        )

    def index(self, node: ast.expr, env: Mapping[str, int]) -> int:
        return node.value if isinstance(node, ast.Constant) else {**self.labels, **env}[node.id]

    def number(self, expression: object) -> sp.Float:
        expression = sp.sympify(expression)
        cut = any(symbol.name.startswith("cut_") for symbol in expression.free_symbols)
        return sp.N(expression.subs(self.point if cut else self.values), 40)

    @property
    def point(self) -> dict[sp.Symbol, object]:
        cuts = {
            symbol: value
            for name in self.definitions
            for symbol, value in zip(self.cut(name), self.flat(self.whole(name, {})), strict=True)
        }
        return {**{s: sp.sympify(v).subs(self.values) for s, v in cuts.items()}, **self.values}

    @staticmethod
    def flat(value: object) -> list[object]:
        return list(value) if isinstance(value, sp.MatrixBase) else [value]

    def cut(self, name: str) -> list[sp.Symbol]:
        count = len(self.flat(self.whole(name, {})))
        return [sp.Symbol(f"cut_{name}_{i}", real=True) for i in range(count)]

    def holds(self, node: ast.expr, env: Mapping[str, int], cuts: Mapping[str, object]) -> bool:
        if isinstance(node, ast.BoolOp):
            join = all if isinstance(node.op, ast.And) else any
            return join(self.holds(v, env, cuts) for v in node.values)
        left, right = self.value(node.left, env, cuts), self.value(node.comparators[0], env, cuts)
        return bool(COMPARE[type(node.ops[0])](self.number(left), self.number(right)))

    def value(self, node: ast.expr, env: Mapping[str, int], cuts: Mapping[str, object]) -> object:
        match node:
            case ast.Constant(value=value):
                return sp.Rational(str(value))
            case ast.Name(id=name):
                if name in env or name in self.labels:
                    return sp.Integer({**self.labels, **env}[name])
                if name in SIZES:
                    return sp.Integer(SIZES[name])
                return sp.E if name == "e" else self.whole(self.called(name), cuts)
            case ast.Subscript():
                name = self.called(node.value.id)
                whole = self.whole(name, cuts)
                at = [self.index(i, env) for i in self.inside(node)]
                if len(at) == 2:
                    return whole[at[0], at[1]]
                return whole[at[0]] if whole.cols == 1 else whole[at[0], :].T
            case ast.UnaryOp(operand=operand):
                return -self.value(operand, env, cuts)
            case ast.Attribute(value=inner):
                value = self.value(inner, env, cuts)
                return value.T if isinstance(value, sp.MatrixBase) else value
            case ast.IfExp():
                return self.value(
                    node.body if self.holds(node.test, env, cuts) else node.orelse, env, cuts
                )
            case ast.BinOp():
                a, b = self.value(node.left, env, cuts), self.value(node.right, env, cuts)
                return self.joined(node.op, a, b)
            case ast.Call():
                return self.call(node, env, cuts)
        raise ValueError(ast.dump(node))

    @staticmethod
    def joined(op: ast.operator, a: object, b: object) -> object:
        arrays = [isinstance(v, sp.MatrixBase) for v in (a, b)]
        if isinstance(op, ast.MatMult):
            a, b = (v if isinstance(v, sp.MatrixBase) else sp.Matrix([v]) for v in (a, b))
            product = a * b
            return product[0] if product.shape == (1, 1) else product
        entry = {
            ast.Add: operator.add,
            ast.Sub: operator.sub,
            ast.Mult: operator.mul,
            ast.Div: operator.truediv,
            ast.Pow: operator.pow,
        }[type(op)]
        if all(arrays):
            return sp.Matrix(a.rows, a.cols, lambda i, j: entry(a[i, j], b[i, j]))
        if arrays[0]:
            return a.applyfunc(lambda t: entry(t, b))
        return b.applyfunc(lambda t: entry(a, t)) if arrays[1] else entry(a, b)

    def call(self, node: ast.Call, env: Mapping[str, int], cuts: Mapping[str, object]) -> object:
        name, arguments = node.func.id, node.args
        if name == "Sum":
            total: object = None
            tests = [a for a in arguments[:-1] if isinstance(a, ast.Compare)]
            names = [a.left.id if isinstance(a, ast.Compare) else a.id for a in arguments[:-1]]
            ranges = {**self.letters(node)}
            for at in itertools.product(*(self.range(ranges[n]) for n in names)):
                inner = {**env, **dict(zip(names, at, strict=True))}
                if all(self.holds(t, inner, cuts) for t in tests):
                    term = self.value(arguments[-1], inner, cuts)
                    total = term if total is None else total + term
            return sp.Integer(0) if total is None else total
        if name == "ind":
            return sp.Integer(int(self.holds(arguments[0], env, cuts)))
        if name == "cases":
            for case in arguments:
                if self.holds(case.elts[1], env, cuts):
                    return self.value(case.elts[0], env, cuts)
        if name in ("D", "grad"):
            return self.derivative(node, env, cuts)
        values = [self.value(a, env, cuts) for a in arguments]
        if name == "max":
            return values[0] if self.number(values[0]) > self.number(values[1]) else values[1]
        if name == "dot":
            return (values[0].T * values[1])[0]
        if name == "diag":
            return sp.diag(*values[0])
        if isinstance(values[0], sp.MatrixBase):
            return values[0].applyfunc(FUNCTIONS[name])
        return FUNCTIONS[name](values[0])

    def derivative(
        self, node: ast.Call, env: Mapping[str, int], cuts: Mapping[str, object]
    ) -> object:
        of, by = node.args
        name = self.called(by.value.id if isinstance(by, ast.Subscript) else by.id)
        inner, back = dict(cuts), {}
        if name in self.definitions and name not in cuts:
            own, whole = self.cut(name), self.whole(name, cuts)
            back = dict(zip(own, self.flat(whole), strict=True))
            inner[name] = sp.Matrix(own) if isinstance(whole, sp.MatrixBase) else own[0]
        value, v = self.value(of, env, inner), self.value(by, env, inner)
        tops, bottoms = self.flat(value), self.flat(v)
        if node.func.id == "grad":
            result = sp.Matrix(*v.shape, [sp.diff(tops[0], b) for b in bottoms])
        elif len(bottoms) == 1 and isinstance(value, sp.MatrixBase):
            result = value.applyfunc(lambda t: sp.diff(t, v))
        else:
            result = sp.Matrix(
                len(tops), len(bottoms), [sp.diff(t, b) for t in tops for b in bottoms]
            )
        result = result.subs(back)
        return result[0] if result.shape == (1, 1) else result

    def equal(self, left: str, right: str) -> bool:
        """Whether two expressions agree for every choice of their free letters."""
        a, b = (ast.parse(t.strip(), mode="eval").body for t in (left, right))
        ranges = {**self.letters(a), **self.letters(b)}
        bound = {
            (x.left if isinstance(x, ast.Compare) else x).id
            for t in (a, b)
            for c in ast.walk(t)
            if isinstance(c, ast.Call) and c.func.id == "Sum"
            for x in c.args[:-1]
        }
        free = [n for n in ranges if n not in self.labels and n not in bound]
        for at in itertools.product(*(self.range(ranges[n]) for n in free)):
            env = dict(zip(free, at, strict=True))
            x, y = self.value(a, env, {}), self.value(b, env, {})
            x, y = (v if isinstance(v, sp.MatrixBase) else sp.Matrix([v]) for v in (x, y))
            if x.shape != y.shape:
                return False
            if any(abs(self.number(p - q)) > 1e-20 for p, q in zip(x, y, strict=True)):
                return False
        return True
