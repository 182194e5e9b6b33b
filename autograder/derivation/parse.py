"""From the text of an expression to its tree: an allow-list over Python's own grammar.

`ast.parse` reads and runs nothing; what is not on the list below is refused by name. No eval,
no exec, no attribute but .T, no call but of the functions listed.
"""

from __future__ import annotations

import ast
from fractions import Fraction

from autograder.derivation import tree
from autograder.derivation.fault import LanguageError
from autograder.derivation.reader import Text
from autograder.derivation.tree import Index, Node

#: Functions of one number, applied entrywise to arrays.
ENTRYWISE = frozenset({"exp", "log", "sqrt", "sin", "cos", "tanh", "sigma", "abs"})
ARITY = dict.fromkeys(ENTRYWISE, 1) | {"max": 2, "dot": 2, "diag": 1}
FORMS = frozenset({"Sum", "D", "grad", "ind", "cases"})
#: Names with a meaning of their own, which nothing may redefine.
CONSTANTS = frozenset({"e", "pi"})
SIZES = frozenset({"N", "m", "C"})
RESERVED = frozenset(ARITY) | FORMS | CONSTANTS | SIZES

MAX_NODES = 250
#: Deep enough for a sum of 50 terms, and far from Python's own limit wherever this runs.
MAX_DEPTH = 60
#: Literal powers and constants beyond these are refused before anything computes them.
MAX_POWER = 12
MAX_CONSTANT = Fraction(10**9)
MIN_CONSTANT = Fraction(1, 10**9)

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def parse(piece: Text) -> Node:
    """The tree of one expression; LanguageError names the first thing that is not allowed.

    >>> from autograder.derivation.reader import normalise
    >>> parse(normalise("2*w[j]")) == tree.Binary(
    ...     "*", tree.Number(Fraction(2)), tree.Entry("w", (Index("j"),))
    ... )
    True
    >>> parse(normalise("w.real"))
    Traceback (most recent call last):
    autograder.derivation.fault.LanguageError: `.real` is not in the language; only .T is
    """
    return _Parser(piece).expression(_python(piece))


def parse_target(piece: Text) -> tree.Name | tree.Entry:
    """The left side of := or <-: a name, or a name with letters in brackets."""
    node = parse(piece)
    if not isinstance(node, tree.Name | tree.Entry):
        raise LanguageError("a name stands here, like `s` or `s[i]`", piece.column(0))
    return node


def _python(piece: Text) -> ast.expr:
    try:
        return ast.parse(piece.text, mode="eval").body
    except SyntaxError as error:
        at = max((error.offset or 1) - 1, 0)
        text = piece.text[at : at + 1]
        fact = f"this cannot be read at `{text}`" if text.strip() else "something is missing here"
        raise LanguageError(fact, piece.column(min(at, len(piece.text)))) from None
    except (ValueError, MemoryError, RecursionError):
        raise LanguageError("this is too much to read; split it by :=", piece.column(0)) from None


class _Parser:
    def __init__(self, piece: Text) -> None:
        self._piece = piece
        self._nodes = 0
        self._depth = 0

    def _at(self, node: ast.AST) -> int:
        return self._piece.column(int(getattr(node, "col_offset", 0)))

    def _text(self, node: ast.AST) -> str:
        return ast.get_source_segment(self._piece.text, node) or self._piece.text

    def _refuse(self, node: ast.AST, fact: str) -> LanguageError:
        return LanguageError(fact, self._at(node))

    def expression(self, node: ast.expr) -> Node:
        self._nodes += 1
        self._depth += 1
        if self._nodes > MAX_NODES or self._depth > MAX_DEPTH:
            raise self._refuse(node, "this is too much for one line; give a part a name by :=")
        found = self._expression(node)
        self._depth -= 1
        return found

    def _expression(self, node: ast.expr) -> Node:
        at = self._at(node)
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return tree.Number(Fraction(self._text(node)), at=at)
            case ast.Name(id=name):
                if name in ARITY or name in FORMS:
                    raise self._refuse(node, f"{name} is a function: write {name}(...)")
                return tree.Name(name, at=at)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return tree.Negative(self.expression(operand), at=at)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.expression(operand)
            case ast.BinOp():
                return self._binary(node)
            case ast.Subscript():
                return self._entry(node)
            case ast.Attribute(value=value, attr=attribute):
                if attribute != "T":
                    dot = self._piece.column(value.end_col_offset or 0)
                    raise LanguageError(f"`.{attribute}` is not in the language; only .T is", dot)
                return tree.Transpose(self.expression(value), at=at)
            case ast.Call():
                return self._call(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                first = (self.expression(body), self.condition(test))
                other = self.expression(orelse)
                rest = other.branches if isinstance(other, tree.Cases) else ((other, None),)
                return tree.Cases((first, *rest), at=at)
            case ast.Compare():
                raise self._refuse(
                    node, "a condition stands in ind(...), cases(...) or after if, not alone"
                )
            case ast.Tuple():
                raise self._refuse(node, "a comma stands in brackets after a name only")
            case _:
                raise self._refuse(node, f"`{self._text(node)[:40]}` is not in the language")

    def _binary(self, node: ast.BinOp) -> Node:
        op = _BINARY.get(type(node.op))
        if op is None:
            raise self._refuse(node, "the operators are + - * / ** and @")
        left, right = self.expression(node.left), self.expression(node.right)
        between = self._piece.text[node.left.end_col_offset or 0 : node.right.col_offset]
        op_at = (node.left.end_col_offset or 0) + max(between.find(op), 0)
        result = tree.Binary(op, left, right, at=self._at(node), op_at=self._piece.column(op_at))
        constant(result)
        return result

    def _entry(self, node: ast.Subscript) -> tree.Entry:
        if not isinstance(node.value, ast.Name):
            raise self._refuse(
                node, "brackets stand after a name only; give the expression a name by :="
            )
        name = node.value.id
        if name in RESERVED:
            raise self._refuse(node, f"{name} has no entries; functions take ( )")
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not 1 <= len(inside) <= 2:
            raise self._refuse(node, f"{name} has one index or two")
        return tree.Entry(name, tuple(self._index(i) for i in inside), at=self._at(node))

    def _index(self, node: ast.expr) -> Index:
        match node:
            case ast.Name(id=letter) if letter not in RESERVED:
                return Index(letter, at=self._at(node))
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return Index(value, at=self._at(node))
        raise self._refuse(node, "an index is a letter, or a number from 0")

    def _call(self, node: ast.Call) -> Node:
        if not isinstance(node.func, ast.Name):
            raise self._refuse(node, "only the language's functions can be called; write * between")
        name, arguments, at = node.func.id, node.args, self._at(node)
        if name not in ARITY and name not in FORMS:
            raise self._refuse(node, f"{name} is no function of the language; a product has a *")
        if node.keywords:
            raise self._refuse(node.keywords[0], f"{name} takes no named arguments")
        match name:
            case "Sum":
                return self._sum(node)
            case "D" | "grad":
                self._count(node, name, 2)
                by = self.expression(arguments[1])
                if not isinstance(by, tree.Name | tree.Entry):
                    raise self._refuse(
                        arguments[1], f"{name}(E, v) needs a name for v; give it one by :="
                    )
                return tree.Derivative(
                    self.expression(arguments[0]), by, gradient=name == "grad", at=at
                )
            case "ind":
                self._count(node, name, 1)
                return tree.Indicator(self.condition(arguments[0]), at=at)
            case "cases":
                return self._cases(node)
        self._count(node, name, ARITY[name])
        return tree.Apply(name, tuple(self.expression(a) for a in arguments), at=at)

    def _count(self, node: ast.Call, name: str, count: int) -> None:
        if len(node.args) != count:
            takes = "one argument" if count == 1 else f"{count} arguments"
            raise self._refuse(node, f"{name} takes {takes}, here are {len(node.args)}")

    def _sum(self, node: ast.Call) -> tree.Sum:
        if len(node.args) < 2:
            raise self._refuse(node, "Sum takes the letter first: Sum(k, E)")
        letters: list[Index] = []
        conditions: list[tree.Compare] = []
        for argument in node.args[:-1]:
            condition = None
            if isinstance(argument, ast.Compare):
                condition = self.condition(argument)
                argument = argument.left
            index = self._index(argument)
            if isinstance(index.is_, int):
                raise self._refuse(argument, "Sum runs over a letter: Sum(k, E)")
            if index.is_ in {letter.is_ for letter in letters}:
                raise self._refuse(argument, f"Sum runs over {index.is_} twice")
            letters.append(index)
            if condition is not None:
                if not isinstance(condition, tree.Compare):
                    raise self._refuse(argument, "one comparison a letter: Sum(j != y, E)")
                conditions.append(condition)
        body = self.expression(node.args[-1])
        return tree.Sum(tuple(letters), tuple(conditions), body, at=self._at(node))

    def _cases(self, node: ast.Call) -> tree.Cases:
        branches: list[tuple[Node, tree.Condition | None]] = []
        for argument in node.args:
            if not isinstance(argument, ast.Tuple) or len(argument.elts) != 2:
                raise self._refuse(argument, "a case is (expression, condition)")
            value, test = argument.elts
            branches.append((self.expression(value), self.condition(test)))
        if not branches:
            raise self._refuse(node, "cases needs (expression, condition), ...")
        return tree.Cases(tuple(branches), at=self._at(node))

    def condition(self, node: ast.expr) -> tree.Condition:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=rights):
                sides = [self.expression(side) for side in (left, *rights)]
                parts: list[tree.Condition] = []
                for i, op in enumerate(ops):
                    if type(op) not in _COMPARE:
                        raise self._refuse(node, "a condition compares by == != < <= > >=")
                    sign = _COMPARE[type(op)]
                    parts.append(tree.Compare(sign, sides[i], sides[i + 1], at=self._at(node)))
                return parts[0] if len(parts) == 1 else tree.Both("and", tuple(parts))
            case ast.BoolOp(op=op, values=values):
                word = "and" if isinstance(op, ast.And) else "or"
                return tree.Both(word, tuple(self.condition(v) for v in values), at=self._at(node))
        raise self._refuse(node, "a condition stands here, like i == j")


def constant(node: Node) -> Fraction | None:
    """The value of an expression of literals alone, None for any other; bombs are refused.

    >>> constant(tree.Binary("/", tree.Number(Fraction(1)), tree.Number(Fraction(2))))
    Fraction(1, 2)
    """
    match node:
        case tree.Number(value):
            return value
        case tree.Negative(of):
            inner = constant(of)
            return None if inner is None else -inner
        case tree.Binary(op, left, right):
            power = constant(right)
            if op == "**" and power is not None and abs(power) > MAX_POWER:
                raise LanguageError(f"a power is at most {MAX_POWER} here", node.op_at)
            base = constant(left)
            if power is None or base is None:
                return None
            return _within(_computed(op, base, power, node.op_at), node.op_at)
    return None


def _computed(op: str, a: Fraction, b: Fraction, at: int) -> Fraction | None:
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/" | "**" if (b if op == "/" else a) == 0 and (op == "/" or b < 0):
            raise LanguageError("this divides by 0", at)
        case "/":
            return a / b
        case "**" if b.denominator == 1:
            return Fraction(a ** int(b))
    return None


def _within(value: Fraction | None, at: int) -> Fraction | None:
    if value and not MIN_CONSTANT <= abs(value) <= MAX_CONSTANT:
        raise LanguageError("a constant lies between 10**-9 and 10**9 here", at)
    return value
