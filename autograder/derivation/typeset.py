"""A line shown back as mathematics: LaTeX in the notebook, Unicode in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.derivation import tree
from autograder.derivation.fault import LanguageError
from autograder.derivation.meaning import meaning
from autograder.derivation.parse import parse
from autograder.derivation.reader import Line, Text
from autograder.derivation.scope import Scope
from autograder.derivation.shape import NUMBER
from autograder.derivation.style import Latex, Plain, Style
from autograder.derivation.tree import Node

#: How tightly an expression holds together, loosest first.
_ADD, _SUM, _TIMES, _SIGN, _POWER, _ATOM = range(6)


@dataclass(frozen=True)
class Shown:
    """One line in both styles."""

    latex: str
    plain: str


class _Setter:
    def __init__(self, style: Style, array: Callable[[Node], bool]) -> None:
        self._style = style
        self._array = array

    def set(self, node: Node, within: int = _ADD) -> str:
        """`node`, in brackets if it holds together less tightly than `within`."""
        level, text = self._set(node)
        return text if level >= within else self._style.brackets(text)

    def _unsigned(self, node: Node) -> str:
        """`node` after a sign: a second sign never stands beside it."""
        text = self.set(node, _SUM)
        return self._style.brackets(text) if text.startswith("-") else text

    def _set(self, node: Node) -> tuple[int, str]:
        style = self._style
        match node:
            case tree.Number(value):
                if value.denominator == 1:
                    return _ATOM, str(value)
                decimal = f"{float(value):.12g}"
                return _ATOM, decimal
            case tree.Name(name):
                return _ATOM, style.name(name)
            case tree.Entry(name, indices):
                inside = ",".join(style.name(str(i.is_)) for i in indices)
                return _ATOM, style.entry(name, inside)
            case tree.Negative(of):
                return _SUM, "-" + self._unsigned(of)
            case tree.Transpose(of):
                return _POWER, style.transpose(self.set(of, _ATOM))
            case tree.Binary():
                return self._binary(node)
            case tree.Apply("dot", (u, v)):
                first = style.transpose(self.set(u, _ATOM))
                return _TIMES, f"{first} {self.set(v, _TIMES)}"
            case tree.Apply(function, arguments):
                inner = ", ".join(self.set(a) for a in arguments)
                return _ATOM, style.function(function, inner)
            case tree.Sum(letters, conditions, body):
                return _SUM, style.sum(self._under(letters, conditions), self.set(body, _SUM))
            case tree.Indicator(condition):
                return _ATOM, style.indicator(self._condition(condition))
            case tree.Cases(branches):
                rows = [(self.set(e), self._condition(c) if c else "") for e, c in branches]
                return _ATOM, style.cases(rows)
            case tree.Derivative(of, by, gradient):
                atom = isinstance(of, tree.Name | tree.Entry)
                if gradient:
                    return _SIGN, style.gradient(self.set(of, _ATOM), self.set(by))
                return _SIGN, style.partial(self.set(of), self.set(by), atom)

    def _binary(self, node: tree.Binary) -> tuple[int, str]:
        style, left, right = self._style, node.left, node.right
        if node.op in style.plus:
            return _ADD, self.set(left) + style.plus[node.op] + self._unsigned(right)
        if node.op == "/":
            latex = isinstance(style, Latex)
            over = self.set(left, _ADD if latex else _SIGN)
            level = _SIGN if latex else _TIMES
            return level, style.fraction(over, self.set(right, _ADD if latex else _SIGN), latex)
        if node.op == "**":
            return _POWER, style.power(self.set(left, _ATOM), self.set(right))
        # A sum holds all that follows it: it goes without brackets only at the end.
        first = self.set(left, _TIMES) if not isinstance(left, tree.Negative) else self.set(left)
        if isinstance(left, tree.Binary) and left.op == "/" and isinstance(style, Plain):
            first = style.brackets(first)
        second = self.set(right, _SUM if isinstance(right, tree.Sum) else _SIGN)
        sign = " "
        if node.op == "*":
            if isinstance(right, tree.Number):
                sign = style.dot
            elif self._array(left) and self._array(right):
                sign = style.entrywise
        level = _SUM if isinstance(left, tree.Negative) or isinstance(right, tree.Sum) else _TIMES
        return level, first + sign + second

    def _under(self, letters: tuple[tree.Index, ...], conditions: tuple[tree.Compare, ...]) -> str:
        limits = []
        for letter in letters:
            own = [
                self._condition(c)
                for c in conditions
                if isinstance(c.left, tree.Name) and c.left.name == letter.is_
            ]
            limits += own or [self._style.name(str(letter.is_))]
        return ",".join(limits)

    def _condition(self, condition: tree.Condition) -> str:
        if isinstance(condition, tree.Both):
            return self._style.joined[condition.op].join(map(self._condition, condition.parts))
        sign = self._style.compare[condition.op]
        return f"{self.set(condition.left)} {sign} {self.set(condition.right)}"


def plain(node: Node) -> str:
    """An expression for a terminal.

    >>> from autograder.derivation.reader import normalise
    >>> plain(parse(normalise("-2*Sum(k, delta[k]*x[k,j])")))
    '-2 Σ[k] δ[k] x[k,j]'
    """
    return _Setter(Plain(), lambda _: False).set(node)


def latex(node: Node) -> str:
    r"""An expression as LaTeX.

    >>> from autograder.derivation.reader import normalise
    >>> latex(parse(normalise("D(L, w[j])")))
    '\\frac{\\partial L}{\\partial w_{j}}'
    """
    return _Setter(Latex(), lambda _: False).set(node)


def line(line: Line, scope: Scope) -> Shown:
    """A whole line in both styles; names of `scope` tell entrywise products from others."""

    def array(node: Node) -> bool:
        try:
            return meaning(scope, scope.resolved(node)).kind != NUMBER
        except LanguageError:
            return False

    def whole(setter: _Setter, sign: str) -> str:
        def one(piece: Text) -> str:
            return setter.set(parse(piece))

        left = [one(line.left)] if line.left else [""]
        return f" {sign} ".join(left + [one(piece) for piece in line.pieces]).strip()

    signs = {
        "=": ("=", "="),
        ":=": (r"\mathrel{:=}", ":="),
        "<-": (r"\leftarrow", "←"),
        "note": ("", ""),
    }
    in_latex, in_plain = signs[line.kind]
    return Shown(whole(_Setter(Latex(), array), in_latex), whole(_Setter(Plain(), array), in_plain))
