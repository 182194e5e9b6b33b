"""The language's page for students: its examples are run, and they are no exercise's answer."""

import re
from pathlib import Path

import numpy as np

from autograder.derivation import Derivation, Form, Goal, Report, Shows, Symbol, Waypoint, examine

PAGE = Path(__file__).parents[1] / "docs" / "derivation_language.md"


def blocks(kind: str) -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(rf"^```{kind}\n(.*?)\n```$", text, flags=re.MULTILINE | re.DOTALL)
    return [block.split("\n") for block in found]


def judged(lines: list[str]) -> Report:
    derivation = Derivation(
        "page",
        "The page's example",
        (Symbol("w", ("m",)), Symbol("x", ("N", "m")), Symbol("eta")),
        given=tuple(blocks("given")[0]),
        goals=(
            Goal(
                "update",
                (("w[j] <- w[j] - eta*D(L, w[j])",), ("w <- w - eta*grad(L, w)",)),
                Form(("w", "eta", "x", "a"), ("exp",), sums=1, size=14),
                (Waypoint("chain rule", "the chain rule", (Shows.LINKED, Shows.LINEAR)),),
                ("D(L, w[j])", "D(L, w)"),
            ),
        ),
    )
    return examine(lines, derivation, np.random.default_rng(0), hidden=True)


def test_the_examples_earn_everything() -> None:
    assert len(blocks("derivation")) == 2
    for lines in blocks("derivation"):
        assert judged(lines).credit == 1.0, judged(lines).text()


def test_what_is_refused_is_refused_in_these_words() -> None:
    assert len(blocks("refused")) == 3
    for block in blocks("refused"):
        start = next(i for i, line in enumerate(block) if line.startswith("line "))
        bad = judged(block[:start]).first_bad
        assert bad is not None
        assert bad.message() == "\n".join(block[start:])


def test_there_are_25_rules() -> None:
    rules = re.findall(r"^(\d+)\. ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [int(number) for number in rules] == list(range(1, 26))
