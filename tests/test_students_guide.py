"""The students' guide: its commands are there, and its numbers are those of the code."""

from __future__ import annotations

import argparse
import importlib
import re
from pathlib import Path

import pytest

from autograder.display import message
from autograder.sandbox import Limits

GUIDE = (Path(__file__).parents[1] / "docs" / "students_guide.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"chainrule ([a-z-]+)( [^`|\n]+)", GUIDE)))


@pytest.mark.parametrize(("name", "words"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_each_command_takes_what_the_guide_gives_it(name, words):
    command = importlib.import_module(f"autograder.commands.{name.replace('-', '_')}")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    parser.parse_intermixed_args(words.split())


def test_the_limits_are_those_of_grading():
    limits = Limits()
    cell, call = limits.cell_seconds, limits.call_seconds
    assert f"({cell:g} s a cell, {call:g} s a call, {limits.notebook_seconds:g} s in all" in GUIDE


def test_the_example_of_a_message_is_one():
    assert f"`{message.off('dW', (3, 1), 0.25, 1e-9, 7, 12)}`" in GUIDE


def test_what_a_notebook_imports_is_what_the_guide_names():
    import autograder

    for name in ("check", "guess", "progress"):
        assert name in autograder.__all__
        assert f"`{name}(" in GUIDE
