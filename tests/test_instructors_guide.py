"""What the instructors' guide says of commands, options and limits is what there is."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from autograder.classreport import alike
from autograder.explain import text
from autograder.judging.likeness import DECIMALS

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = (DOCS / "instructors_guide.md").read_text(encoding="utf-8")
SECTIONS = {"report": "The class report", "explain": "Appeals", "export": "Exports"}


def section(title: str) -> str:
    return GUIDE.partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("command", SECTIONS)
def test_every_option_that_is_named_exists(command, capsys):
    with pytest.raises(SystemExit) as end:
        importlib.import_module(f"autograder.commands.{command}").main(["--help"])
    assert end.value.code == 0
    told = capsys.readouterr().out
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section(SECTIONS[command])))
    assert named
    assert {option for option in named if option not in told} == set()


def test_numbers_in_the_text_are_those_of_the_code():
    report = " ".join(section("The class report").split())
    assert f"to {DECIMALS} digits" in report
    assert (alike.FEW, alike.SHARE) == (3, 0.1)
    assert f"at most {alike.FEW} students or a tenth of the class" in report
    assert f"over {text.MOST} entries" in " ".join(section("Appeals").split())
