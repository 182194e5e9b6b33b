"""The page on ordinary courses: its examples are judged, its refusals refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.cells import source, validate
from autograder.cells.bench import Bench
from autograder.grading.sheet import TestCell
from autograder.judging.student import SandboxedStudent
from autograder.nbgrader import configure
from autograder.sandbox import Zygote

PAGE = Path(__file__).parents[1] / "docs" / "any_course.md"


def blocks(kind: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)\n```$", text, flags=re.MULTILINE | re.DOTALL)


def notebook(test: str) -> list[validate.Cell]:
    answer = validate.Cell("squares", blocks("answer")[0], "answer")
    return [answer, validate.Cell("test", test, "test")]


def test_the_tests_give_the_answer_full_marks() -> None:
    assert len(blocks("test")) == 2
    (answer,) = blocks("answer")
    with Zygote() as zygote, SandboxedStudent(zygote) as student:
        student.run(answer)
        with Bench(student, zygote.limits, source.handed_out([answer])) as bench:
            for text in blocks("test"):
                assert not validate.complaints(notebook(text))
                cell = TestCell("t", text, 2, source.hidden_lines(text))
                assert bench.judge(cell).earned == 2


@pytest.mark.parametrize("text", blocks("refused"))
def test_what_is_refused_is_named_at_validation(text: str) -> None:
    assert any(complaint.grave for complaint in validate.complaints(notebook(text)))


def test_the_configuration_switches_the_judge_on(monkeypatch) -> None:
    (text,) = blocks("config")
    config = Config()
    exec(compile(text, str(PAGE), "exec"), {"c": config, "__file__": str(PAGE)})
    assert config.Judge.ordinary is True
    assert config.Autograde.exporter_class is configure.Intake


def test_a_configuration_that_fails_stops_everything() -> None:
    (text,) = blocks("config")
    with pytest.raises(SystemExit, match=r"nbgrader_config\.py"):
        exec(compile(text, str(PAGE), "exec"), {"c": None, "__file__": str(PAGE)})
