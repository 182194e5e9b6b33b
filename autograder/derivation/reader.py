"""A line of text: normalised, screened and split, before anything parses it.

Greek and other Unicode characters become what a student means by them, characters that mean
nothing here are refused with what to write instead, and `:=`, `=`, `<-` outside brackets are
split off. Every piece remembers the columns of the student's own text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from autograder.derivation.fault import LanguageError

MAX_LINE = 600
MAX_LINES = 80
MAX_DEPTH = 24
MAX_DIGITS = 9

_LETTERS = (
    ("αβγδεζηθικλ", "alpha beta gamma delta epsilon zeta eta theta iota kappa lam"),
    ("μνξοπρστυφχψω", "mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega"),
    ("ςϵϑϕϱ", "sigma epsilon theta phi rho"),
    ("ΓΔΘΛΞΠΦΨΩ", "Gamma Delta Theta Lam Xi Pi Phi Psi Omega"),
)
#: Every Greek letter and the name that it equals.
GREEK = {
    letter: name
    for letters, names in _LETTERS
    for letter, name in zip(letters, names.split(), strict=True)
}
_MEANT = {
    "−": "-",
    "–": "-",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "←": "<-",
    "≔": ":=",
    "∑": "Sum",
    "Σ": "Sum",
    "ᵀ": ".T",
    "⊤": ".T",
    "²": "**2",
    "³": "**3",
    "⊙": "*",
    "∘": "*",
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\t": " ",
}
_INSTEAD = {
    "·": "is read as part of a name; write dot(w, x) or w.T @ x, and * between numbers",
    "⋅": "is no operator here; write dot(w, x) or w.T @ x, and * between numbers",
    "•": "is no operator here; write dot(w, x) or w.T @ x, and * between numbers",
    "×": "is no operator here; write * (or @ for matrices)",
    "÷": "is no operator here; write /",
    "^": "is no power; write **",
    "∂": "is no operator here; write D(f, v)",
    "∇": "is no operator here; write grad(f, v)",
    "√": "is no function here; write sqrt(...)",
    "∏": "is not in the language; write exp of a Sum of log",
    "∞": "is no number here",
    "_": "is not in the language; indices stand in brackets: w[j]",
    "'": "is not in the language; write D(s, z) for a derivative",
    "′": "is not in the language; write D(s, z) for a derivative",
    '"': "is not in the language: a line holds no quotes",
    "{": "is not in the language; write ( )",
    "}": "is not in the language; write ( )",
    "|": "is not in the language; write abs(...), or `or` between conditions",
    "&": "is not in the language; write `and` between conditions",
    ";": "is not in the language; one line holds one chain",
    "\\": "is not in the language; write names without a backslash",
    "%": "is not in the language",
    "\n": "starts a new line: make it a string of its own in the list",
    "∈": "is not in the language; a letter's range comes from where it stands",
}
_ALLOWED = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 +-*/@()[],.=<>!:"
)
_SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘ"
_KEYWORDS = frozenset({"if", "else", "and", "or", "not"})
_TOKEN = re.compile(r"\d+(?:\.\d*)?|\.\d+|[A-Za-z][A-Za-z0-9]*|\*\*|[:!<>=]=|<-|\S")


@dataclass(frozen=True)
class Text:
    """A normalised text and, for each of its characters, the column of the student's own."""

    text: str
    columns: tuple[int, ...]

    def column(self, index: int) -> int:
        """The student's column of the character at `index`."""
        if not self.columns:
            return 0
        return self.columns[index] if index < len(self.columns) else self.columns[-1] + 1

    def slice(self, start: int, stop: int) -> Text:
        """The part from `start` to `stop`, blanks at its ends left off."""
        text = self.text[start:stop]
        start += len(text) - len(text.lstrip())
        stop = start + len(text.strip())
        # An empty piece still knows where it is.
        columns = self.columns[start:stop] or (self.column(start),)
        return Text(self.text[start:stop], columns)


@dataclass(frozen=True)
class Line:
    """A line split: `left` is what stands before the first sign, `pieces` what follows each.

    `kind` is "note", ":=", "=" or "<-". A line that continues the one above has no `left`.
    """

    kind: str
    left: Text | None = None
    pieces: tuple[Text, ...] = ()


def normalise(line: str) -> Text:
    """`line` in plain ASCII; LanguageError names the first character that has no meaning here.

    >>> normalise("2*η − xᵀ").text
    '2*eta - x.T'
    """
    if len(line) > MAX_LINE:
        raise LanguageError(
            f"a line has at most {MAX_LINE} characters, this one has {len(line)}; "
            "split it, or give a part a name by :=",
            MAX_LINE,
        )
    out: list[str] = []
    columns: list[int] = []
    for column, character in enumerate(line):
        if character == "#":
            break
        new = _meaning(line, column, character)
        out.append(new)
        columns.extend([column] * len(new))
    text = Text("".join(out), tuple(columns))
    renamed = re.sub(r"\blambda\b", "lam   ", text.text)  # the same length: columns stay
    return Text(renamed, text.columns)


def _meaning(line: str, column: int, character: str) -> str:
    if character in _ALLOWED:
        return character
    if character in _MEANT:
        return _MEANT[character]
    if character in GREEK:
        name = GREEK[character]
        for other in (column - 1, column + 1):
            if 0 <= other < len(line) and line[other].isalpha() and line[other] not in _MEANT:
                raise LanguageError(
                    f"`{character}` touches `{line[other]}`: no product is implied; write *",
                    column,
                )
        return name
    if _INSTEAD.get(character):
        raise LanguageError(f"`{character}` {_INSTEAD[character]}".replace("\n", "\\n"), column)
    if character in _SUBSCRIPT:
        raise LanguageError(
            f"`{character}` is not in the language; indices stand in brackets: w[j]", column
        )
    plain = unicodedata.normalize("NFKC", character)
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    shown = f"`{character}` ({name})" if character.isprintable() else name
    if plain in _ALLOWED or character.isalpha():
        raise LanguageError(f"{shown} is no plain letter or digit; type it anew", column)
    raise LanguageError(f"{shown} is not in the language", column)


def read(line: str) -> Line:
    """Split a line.

    >>> [p.text for p in read("D(L, w) = 2*w = w + w").pieces]
    ['2*w', 'w + w']
    >>> read("= 2*w").left is None, read("# by the chain rule").kind
    (True, 'note')
    """
    whole = normalise(line)
    if not whole.text.strip():
        return Line("note")
    _balanced(whole)
    signs = _signs(whole.text)
    if not signs:
        raise LanguageError(
            "a line has =, := or <-; to go on from the line above, begin it with =",
            whole.slice(0, len(whole.text)).column(0),
        )
    kind = signs[0][1]
    for at, sign in signs[1:]:
        if kind != "=" or sign != "=":
            raise LanguageError(f"one {kind} a line, and no `{sign}` beside it", whole.column(at))
    left = whole.slice(0, signs[0][0])
    ends = [at for at, _ in signs[1:]] + [len(whole.text)]
    pieces = tuple(
        whole.slice(at + len(sign), end) for (at, sign), end in zip(signs, ends, strict=True)
    )
    for piece in (*((left,) if left.text else ()), *pieces):
        if not piece.text:
            raise LanguageError("something is missing here", piece.column(0))
        _screen(piece)
    if kind == ":=" and not left.text:
        raise LanguageError("the name that := defines is missing", whole.column(signs[0][0]))
    return Line(kind, left if left.text else None, pieces)


def _balanced(whole: Text) -> None:
    open_: list[tuple[str, int]] = []
    for i, c in enumerate(whole.text):
        if c in "([":
            open_.append((c, i))
            if len(open_) > MAX_DEPTH:
                raise LanguageError(
                    f"brackets nest {MAX_DEPTH} deep at most; give a part a name by :=",
                    whole.column(i),
                )
        elif c in ")]":
            if not open_ or open_[-1][0] + c not in ("()", "[]"):
                raise LanguageError(f"`{c}` closes no bracket", whole.column(i))
            open_.pop()
    if open_:
        c, i = open_[-1]
        raise LanguageError(f"`{c}` is never closed", whole.column(i))


def _signs(text: str) -> list[tuple[int, str]]:
    """The signs :=, = and <- outside brackets, with where they stand."""
    found: list[tuple[int, str]] = []
    depth = 0
    for token in _TOKEN.finditer(text):
        if token.group() in "([":
            depth += 1
        elif token.group() in ")]":
            depth -= 1
        elif depth == 0 and token.group() in (":=", "=", "<-"):
            found.append((token.start(), token.group()))
    return found


def _screen(piece: Text) -> None:
    """Refuse what Python would read in a way that a student cannot mean."""
    before = ""
    for token in _TOKEN.finditer(piece.text):
        word, at = token.group(), piece.column(token.start())
        number = word[0].isdigit() or (word[0] == "." and len(word) > 1)
        after = piece.text[token.end() : token.end() + 1]
        if number and after.isalpha() and piece.text[token.end() :].startswith(tuple(_KEYWORDS)):
            raise LanguageError("a blank is missing after the number", at)
        if number and len(word) > MAX_DIGITS:
            raise LanguageError(f"a number has at most {MAX_DIGITS} digits here", at)
        if number and len(word) > 1 and word[0] == "0" and word[1] != ".":
            raise LanguageError("a number does not begin with 0", at)
        operand = number or (word[0].isalpha() and word not in _KEYWORDS)
        ends = bool(before) and (before[-1].isalnum() or before in ")]") and before not in _KEYWORDS
        if ends and (operand or (word == "(" and not before[0].isalpha())):
            raise LanguageError(f"no product is implied: write * before `{word}`", at)
        if word in (":=", "="):
            raise LanguageError(
                f"`{word}` stands outside brackets only; a condition is written ==", at
            )
        if word in (":", "!"):
            raise LanguageError(f"`{word}` is not in the language", at)
        if word == "*" and before in ("*", "**"):
            raise LanguageError("`*` follows an operator", at)
        before = word
