"""The two styles that a line is shown in: LaTeX and Unicode text."""

from __future__ import annotations

import string
from typing import ClassVar, Protocol

from autograder.derivation.reader import GREEK

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_UNICODE = {name: letter for letter, name in reversed(GREEK.items())} | {"lam": "λ"}


class Style(Protocol):
    """What differs between the two styles."""

    plus: ClassVar[dict[str, str]]
    dot: ClassVar[str]
    entrywise: ClassVar[str]
    compare: ClassVar[dict[str, str]]
    joined: ClassVar[dict[str, str]]

    def name(self, name: str) -> str: ...
    def entry(self, name: str, indices: str) -> str: ...
    def brackets(self, inner: str) -> str: ...
    def fraction(self, over: str, under: str, atoms: bool) -> str: ...
    def power(self, base: str, exponent: str) -> str: ...
    def transpose(self, of: str) -> str: ...
    def function(self, name: str, inner: str) -> str: ...
    def sum(self, under: str, body: str) -> str: ...
    def indicator(self, condition: str) -> str: ...
    def cases(self, rows: list[tuple[str, str]]) -> str: ...
    def partial(self, of: str, by: str, atom: bool) -> str: ...
    def gradient(self, of: str, by: str) -> str: ...


class Latex:
    """Mathematics for a page, between the dollar signs."""

    plus: ClassVar[dict[str, str]] = {"+": " + ", "-": " - "}
    dot: ClassVar[str] = r" \cdot "
    entrywise: ClassVar[str] = r" \odot "
    compare: ClassVar[dict[str, str]] = {
        "==": "=",
        "!=": r"\ne",
        "<": "<",
        "<=": r"\le",
        ">": ">",
        ">=": r"\ge",
    }
    joined: ClassVar[dict[str, str]] = {"and": r" \text{ and } ", "or": r" \text{ or } "}

    def name(self, name: str) -> str:
        if name == "lam":
            return r"\lambda"
        if name in _UNICODE and name != "omicron":
            return f"\\{name}"
        letters = name.rstrip(string.digits)
        digits = name[len(letters) :]
        shown = letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"
        return f"{shown}_{{{digits}}}" if digits else shown

    def entry(self, name: str, indices: str) -> str:
        shown = self.name(name)
        return f"{{{shown}}}_{{{indices}}}" if "_" in shown else f"{shown}_{{{indices}}}"

    def brackets(self, inner: str) -> str:
        return rf"\left({inner}\right)"

    def fraction(self, over: str, under: str, atoms: bool) -> str:
        return rf"\frac{{{over}}}{{{under}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{{{base}}}^{{{exponent}}}"

    def transpose(self, of: str) -> str:
        return rf"{{{of}}}^{{\top}}"

    def function(self, name: str, inner: str) -> str:
        if name == "sqrt":
            return rf"\sqrt{{{inner}}}"
        if name == "abs":
            return rf"\left|{inner}\right|"
        shown = rf"\operatorname{{{name}}}" if name == "diag" else f"\\{name}"
        return shown + self.brackets(inner)

    def sum(self, under: str, body: str) -> str:
        return rf"\sum_{{{under}}} {body}"

    def indicator(self, condition: str) -> str:
        return rf"\mathbf{{1}}\{{{condition}\}}"

    def cases(self, rows: list[tuple[str, str]]) -> str:
        inner = r" \\ ".join(
            rf"{e} & \text{{if }} {c}" if c else rf"{e} & \text{{otherwise}}" for e, c in rows
        )
        return rf"\begin{{cases}} {inner} \end{{cases}}"

    def partial(self, of: str, by: str, atom: bool) -> str:
        if atom:
            return rf"\frac{{\partial {of}}}{{\partial {by}}}"
        return rf"\frac{{\partial}}{{\partial {by}}}{self.brackets(of)}"

    def gradient(self, of: str, by: str) -> str:
        return rf"\nabla_{{{by}}} {of}"


class Plain:
    """Mathematics for a terminal, in Unicode."""

    plus: ClassVar[dict[str, str]] = {"+": " + ", "-": " - "}
    dot: ClassVar[str] = "·"
    entrywise: ClassVar[str] = "⊙"
    compare: ClassVar[dict[str, str]] = {
        "==": "=",
        "!=": "≠",
        "<": "<",
        "<=": "≤",
        ">": ">",
        ">=": "≥",
    }
    joined: ClassVar[dict[str, str]] = {"and": " and ", "or": " or "}

    def name(self, name: str) -> str:
        return _UNICODE.get(name, name)

    def entry(self, name: str, indices: str) -> str:
        return f"{self.name(name)}[{indices}]"

    def brackets(self, inner: str) -> str:
        return f"({inner})"

    def fraction(self, over: str, under: str, atoms: bool) -> str:
        return f"{over}/{under}"

    def power(self, base: str, exponent: str) -> str:
        if exponent.lstrip("-").isdigit():
            return base + exponent.translate(_SUPERSCRIPT)
        return f"{base}^{exponent}" if exponent.isalnum() else f"{base}^({exponent})"

    def transpose(self, of: str) -> str:
        return f"{of}ᵀ"

    def function(self, name: str, inner: str) -> str:
        if name == "abs":
            return f"|{inner}|"
        return ("σ" if name == "sigma" else name) + self.brackets(inner)

    def sum(self, under: str, body: str) -> str:
        return f"Σ[{under}] {body}"

    def indicator(self, condition: str) -> str:
        return f"1{{{condition}}}"

    def cases(self, rows: list[tuple[str, str]]) -> str:
        inner = "; ".join(f"{e} if {c}" if c else f"{e} otherwise" for e, c in rows)
        return f"{{{inner}}}"

    def partial(self, of: str, by: str, atom: bool) -> str:
        return f"∂{of if atom else self.brackets(of)}/∂{by}"

    def gradient(self, of: str, by: str) -> str:
        return f"∇[{by}] {of}"
