"""Numbers of many digits that carry exact derivatives: dual numbers over mpmath.

A `Dual` is `value + slope * epsilon` with `epsilon**2 = 0`; what a rule of differentiation says
holds for it exactly, so D(E, v) is E evaluated at `v + epsilon`: no symbolic algebra, no step
size. A derivative inside a derivative has an epsilon of its own, told apart by `tag`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import mpmath

#: Working precision. Points have 64 random bits in each coordinate, so two lines that differ are
#: told apart in about the first 20 digits, and rounding stays in the last 20.
DIGITS = 80


#: The most steps that one line may take at all its points: right lines of assignment 4 stay below
#: a tenth of it. And the most that all lines of a derivation may take.
LINE_STEPS = 60_000
ALL_STEPS = 400_000


class Undefined(Exception):
    """An expression has no value at a point: a division by 0, a log of a negative number."""

    def __init__(self, fact: str, at: int = 0) -> None:
        super().__init__(fact)
        self.fact = fact
        self.at = at


class Dual:
    """`value + slope * epsilon[tag]`; both parts may be Dual with a smaller tag."""

    __slots__ = ("slope", "tag", "value")

    def __init__(self, tag: int, value: Value, slope: Value) -> None:
        self.tag = tag
        self.value = value
        self.slope = slope


#: An int, an mpf or a Dual; mpmath has no types of its own.
Value: TypeAlias = Any

# Bounds on powers of 2 outside which results are refused: a term too small to show in the
# comparison of two lines would otherwise be accepted whatever it is. So every number that is not 0
# has a size between them, and what cancels almost to the last digit is 0.
_SMALL, _LARGE = -100, 100
_TOO_SMALL = "a number here is too small to compare"


class Arithmetic:
    """The operations on values, in `digits` digits.

    >>> a = Arithmetic(); square = a.power(Dual(1, a.number(3), 1), 2)
    >>> print(square.value, square.slope)
    9.0 6.0
    """

    def __init__(self, digits: int = DIGITS) -> None:
        # A context of our own: the precision of `mpmath.mp` is everybody's.
        self.context = mpmath.MPContext()
        self.context.dps = digits
        self.digits = digits
        self._steps = 0
        self._most = LINE_STEPS
        self._cancelled = int(self.context.prec) * 3 // 4

    def step(self) -> None:
        """Count one node or one operation on slopes; `Undefined` once there are too many."""
        self._steps += 1
        if self._steps > self._most:
            raise Undefined("this would take too long: fewer sums, fewer derivatives inside others")

    def allow(self) -> None:
        """Let another line take its steps."""
        self._most = min(self._steps + LINE_STEPS, ALL_STEPS)

    def number(self, numerator: int, denominator: int = 1) -> Value:
        value = self.context.mpf(numerator)
        return value if denominator == 1 else value / denominator

    def plain(self, value: Value) -> Value:
        """The value without its slopes."""
        while isinstance(value, Dual):
            value = value.value
        return value

    def add(self, a: Value, b: Value) -> Value:
        if not isinstance(a, Dual) and not isinstance(b, Dual):
            total = a + b
            if _exponent(total) < _SMALL:
                lost = max(_exponent(a), _exponent(b)) - _exponent(total)
                if lost <= self._cancelled:
                    raise Undefined(_TOO_SMALL)
                return 0 * total
            return total
        self.step()
        tag, av, slope_a, bv, slope_b = _aligned(a, b)
        return _dual(tag, self.add(av, bv), self._plus(slope_a, slope_b))

    def _plus(self, a: Value, b: Value) -> Value:
        if type(a) is int and a == 0:
            return b
        return a if type(b) is int and b == 0 else self.add(a, b)

    def negative(self, a: Value) -> Value:
        if isinstance(a, Dual):
            return Dual(a.tag, self.negative(a.value), self.negative(a.slope))
        return -a

    def subtract(self, a: Value, b: Value) -> Value:
        return self.add(a, self.negative(b))

    def multiply(self, a: Value, b: Value) -> Value:
        if not isinstance(a, Dual) and not isinstance(b, Dual):
            return _bounded(a * b)
        self.step()
        tag, av, slope_a, bv, slope_b = _aligned(a, b)
        slope = self._plus(self._times(av, slope_b), self._times(slope_a, bv))
        return _dual(tag, self.multiply(av, bv), slope)

    def _times(self, a: Value, b: Value) -> Value:
        zero = (type(a) is int and a == 0) or (type(b) is int and b == 0)
        return 0 if zero else self.multiply(a, b)

    def divide(self, a: Value, b: Value) -> Value:
        return self.multiply(a, self.power(b, -1))

    def power(self, base: Value, exponent: Value) -> Value:
        """`base ** exponent`, the exponent an int or a value."""
        if type(exponent) is not int:
            return self.apply("exp", self.multiply(exponent, self.apply("log", base)))
        if exponent == 0:
            return self.number(1)
        if not isinstance(base, Dual):
            if exponent < 0 and base == 0:
                raise Undefined("this divides by 0")
            return _bounded(self.context.mpf(base) ** exponent)
        self.step()
        slope = self._times(exponent, self.power(base.value, exponent - 1))
        chained = self.chain("**", slope, base.slope)
        return Dual(base.tag, self.power(base.value, exponent), chained)

    def chain(self, function: str, outer: Value, inner: Value) -> Value:
        """The chain rule: the outer derivative times the inner one."""
        return self._times(outer, inner)

    def apply(self, function: str, a: Value) -> Value:
        """A function of one number, with its derivative."""
        if not isinstance(a, Dual):
            return self._apply(function, a)
        self.step()
        value = self.apply(function, a.value)
        outer = self._slope(function, a.value, value)
        return Dual(a.tag, value, self.chain(function, outer, a.slope))

    def _apply(self, function: str, a: Value) -> Value:
        c = self.context
        match function:
            case "exp":
                return _bounded(self._exp(a))
            case "log" if a <= 0:
                raise Undefined("this is the log of a number that is not positive")
            case "log":
                return c.log(a)
            case "sqrt" if a < 0:
                raise Undefined("this is the root of a negative number")
            case "sqrt":
                return c.sqrt(a)
            case "sigma":
                return 1 / (1 + self._exp(-a))
            case "abs":
                return abs(a)
            case "tanh" if abs(a) > 34:
                raise Undefined("a tanh here is too close to 1 to compare")
        return getattr(c, {"sin": "sin", "cos": "cos", "tanh": "tanh"}[function])(a)

    def _exp(self, a: Value) -> Value:
        if abs(a) > 69:  # e**69 is about 2**100
            raise Undefined("an exponential here is too large or too small to compare")
        return self.context.exp(a)

    def _slope(self, function: str, a: Value, value: Value) -> Value:
        """The derivative of `function` at `a`, where it has the value `value`."""
        match function:
            case "exp":
                return value
            case "log":
                return self.power(a, -1)
            case "sqrt":
                return self.power(self.multiply(2, value), -1)
            case "sin":
                return self.apply("cos", a)
            case "cos":
                return self.negative(self.apply("sin", a))
            case "tanh":
                return self.subtract(1, self.multiply(value, value))
            case "sigma":
                return self.multiply(value, self.subtract(1, value))
        return 1 if self.plain(a) > 0 else -1


def ordered(op: str, a: Value, b: Value) -> bool:
    """Whether `a op b` for numbers without slopes.

    >>> ordered("<=", 1, 2), ordered("!=", 1, 1)
    (True, False)
    """
    match op:
        case "==":
            return bool(a == b)
        case "!=":
            return bool(a != b)
        case "<":
            return bool(a < b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
    return bool(a >= b)


def _aligned(a: Value, b: Value) -> tuple[int, Value, Value, Value, Value]:
    tag = max(a.tag if isinstance(a, Dual) else 0, b.tag if isinstance(b, Dual) else 0)
    av, slope_a = (a.value, a.slope) if isinstance(a, Dual) and a.tag == tag else (a, 0)
    bv, slope_b = (b.value, b.slope) if isinstance(b, Dual) and b.tag == tag else (b, 0)
    return tag, av, slope_a, bv, slope_b


def _dual(tag: int, value: Value, slope: Value) -> Value:
    return value if type(slope) is int and slope == 0 else Dual(tag, value, slope)


def _exponent(a: Value) -> int:
    """The power of 2 of a number's size; that of 0 counts as 0."""
    if type(a) is int:
        return a.bit_length()
    _, mantissa, exponent, bits = a._mpf_
    return int(exponent) + int(bits) if mantissa else 0


def _bounded(value: Value) -> Value:
    if _exponent(value) > _LARGE:
        raise Undefined("a number here is too large to compare")
    if _exponent(value) < _SMALL:
        raise Undefined(_TOO_SMALL)
    return value
