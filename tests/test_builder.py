"""The builder makes the same notebook each time, and refuses what no notebook can be made of."""

import json
from pathlib import Path

import nbformat
import pytest

from autograder import course
from autograder.authoring import builder, marks
from autograder.authoring.textnotebook import BuildError
from autograder.exercise import Exercise, Part

SOLUTIONS = '''\
"""Toy solutions."""

import numpy as np

LIMIT = 3


def double(x: np.ndarray) -> np.ndarray:
    """Twice `x`.

    >>> double(2)
    4
    """
    ### BEGIN SOLUTION
    if x is not None:
        return 2 * x
    return x
    ### END SOLUTION


def halve(x: float) -> float:
    """Half of `x`."""
    y = x
    ### BEGIN SOLUTION
    y = x / 2
    ### END SOLUTION
    return y


def third(x: float) -> float:
    """A third of `x`."""
    ### BEGIN SOLUTION
    return double(x) / 6
    ### END SOLUTION
'''

NOTEBOOK = """\
# %% [markdown] key="intro"
# # A toy
#
# With $x^2$ and "quotes".

# %% key="imports"
import numpy as np

from autograder import check

# %% key="double"
from solutions.toy import double

# %% key="check-double"
check(double)

# %% [markdown] key="more"
# Now two at once.

# %% key="parts"
from solutions.toy import third, halve

# %% [markdown] key="between"
# Prose may stand between an exercise and its check.

# %% key="check-parts"
check(
    halve,
    third,
)

# %% key="figure"
display(double(np.arange(3)))
"""

EXERCISES = (
    Exercise("double", "a0_toy", "toy", "Double", (Part("value", 2), Part("shape", 1.5))),
    Exercise("parts", "a0_toy", "toy", "Parts", (Part("value", 4),), functions=("halve", "third")),
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one toy notebook."""
    (tmp_path / "solutions" / "notebooks").mkdir(parents=True)
    (tmp_path / "solutions" / "toy.py").write_text(SOLUTIONS)
    (tmp_path / "solutions" / "notebooks" / "toy.py").write_text(NOTEBOOK)
    monkeypatch.setattr(course, "exercises", lambda: {e.name: e for e in EXERCISES})
    return tmp_path


def built(root: Path) -> str:
    return builder.build(root / "solutions/notebooks/toy.py", EXERCISES, root)


def cells(text: str) -> dict[str, nbformat.NotebookNode]:
    return {cell.id: cell for cell in nbformat.reads(text, as_version=4).cells}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_cell_ids_are_the_keys(root: Path) -> None:
    assert list(cells(built(root))) == [
        "intro", "imports", "double", "check-double", "more", "parts", "between", "check-parts",
        "figure",
    ]  # fmt: skip


def test_an_exercise_cell_holds_the_marked_source_of_its_functions(root: Path) -> None:
    made = cells(built(root))
    assert made["double"].source.startswith("def double(")
    assert made["double"].source.endswith("    ### END SOLUTION")
    assert made["parts"].source.index("def halve(") < made["parts"].source.index("def third(")
    assert "import" not in made["parts"].source


def test_a_check_cell_is_locked_and_graded_with_the_declared_points(root: Path) -> None:
    made = cells(built(root))
    check, answer = made["check-double"].metadata.nbgrader, made["double"].metadata.nbgrader
    assert (check.grade_id, check.points) == ("double", 3.5)
    assert (check.grade, check.locked, check.solution) == (True, True, False)
    assert answer.grade_id == "double-answer"
    assert (answer.grade, answer.locked, answer.solution) == (False, False, True)


def test_prose_and_imports_carry_no_metadata(root: Path) -> None:
    made = cells(built(root))
    assert not any(made[key].metadata for key in ("intro", "imports", "between", "figure"))
    assert set(json.loads(built(root))["metadata"]) == {"kernelspec", "language_info"}


def test_markdown_stays_as_it_is(root: Path) -> None:
    assert cells(built(root))["intro"].source == '# A toy\n\nWith $x^2$ and "quotes".'


def test_two_builds_are_the_same_bytes(root: Path) -> None:
    assert built(root) == built(root)
    assert built(root).endswith("}\n")


def test_a_source_is_written_once_and_stands_alone(root: Path) -> None:
    (path,) = builder.build_sources(root)
    before = path.stat().st_mtime_ns
    stranger = path.with_name("notes.txt")
    stranger.write_text("not for students")
    assert builder.build_sources(root) == [path]
    assert path.stat().st_mtime_ns == before
    assert list(path.parent.iterdir()) == [path]


def test_the_release_holds_stubs_and_no_solution(root: Path) -> None:
    (path,) = builder.generate(root)
    assert path == root / "assignments" / "a0_toy" / "toy.ipynb"
    text = path.read_text()
    made = cells(text)
    assert made["double"].source.endswith(
        '"""\n    # TODO: your code here\n    raise NotImplementedError()'
    )
    assert made["parts"].source.count("raise NotImplementedError()") == 2
    assert "    y = x\n    # TODO" in made["parts"].source
    assert not any(secret in text for secret in ("SOLUTION", "2 * x", "x / 2", "double(x) / 6"))
    assert list(made) == list(cells(built(root)))
    assert made["check-double"].metadata.editable is False


def test_two_releases_are_the_same_bytes(root: Path) -> None:
    (first,) = builder.generate(root, root / "one")
    (second,) = builder.generate(root, root / "two")
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().endswith(b"}\n")


def test_no_gradebook_is_left_behind(root: Path) -> None:
    builder.generate(root)
    assert not list(root.rglob("*.db"))


def test_the_sections_of_the_exercises_are_listed_and_kept_up_to_date(root: Path) -> None:
    builder.generate(root)
    listed = root / "autograder" / "notebooks" / "passages.json"
    assert listed.read_text() == builder.passages_text(root)
    listed.write_text("{}")
    assert builder.stale(root) == ["autograder/notebooks/passages.json differs from its build"]


def test_a_heading_that_is_there_twice_is_refused(root: Path) -> None:
    path = root / "solutions" / "notebooks" / "toy.py"
    text = '\n\n# %% [markdown] key="{}"\n# ## Signs\n# Which?\n'
    path.write_text(path.read_text() + text.format("one-more") + text.format("and-another"))
    with pytest.raises(builder.BuildError, match="'and-another': the second heading 'Signs'"):
        builder.passages_text(root)


def test_a_release_that_was_changed_is_noticed(root: Path) -> None:
    (path,) = builder.generate(root)
    assert builder.stale(root) == []
    path.write_text(path.read_text().replace("raise NotImplementedError()", "return 2 * x", 1))
    path.with_name("other.ipynb").write_text("{}")
    assert builder.stale(root) == [
        "assignments/a0_toy/other.ipynb is not built",
        "assignments/a0_toy/toy.ipynb differs from its build",
    ]
    path.unlink()
    assert "assignments/a0_toy/toy.ipynb is missing" in builder.stale(root)


NOTEBOOK_ERRORS = {
    "unknown key": ('key="intro"', 'key="intro" tags=["x"]', "1: cell 'intro': unknown {'tags'"),
    "title": ('# %% key="imports"', '# %% Imports key="imports"', "6: cell 'imports': unknown"),
    "no quotes": ('key="double"', "key=double", "11: cell '': unknown"),
    "missing key": ('# %% key="double"', "# %%", "11: cell without a key"),
    "capital key": ('key="double"', 'key="Double"', "'Double': not a key"),
    "underscore": ('key="double"', 'key="the_double"', "'the_double': not a key"),
    "long key": ('key="double"', f'key="{"d" * 65}"', "at most 64"),
    "duplicate key": ('key="check-double"', 'key="double"', "also the key of line 11"),
    "raw cell": ("# %% [markdown]", "# %% [raw]", "a raw cell; expected code or markdown"),
    "empty cell": ("check(double)\n", "\n", "empty; expected code or prose"),
    "text above": ("# %% [markdown]", "x = 1\n# %% [markdown]", "1: text before the first cell"),
    "not python": ("check(double)", "check(double", "14: cell 'check-double': line 1 is not Py"),
    "wrong check": ("check(double)", "check(doubel)", "'check-double': expected check(double)"),
    "check of a part": ("    third,\n)", ")", "expected check(halve, third)"),
    "no check": (
        "check(double)",
        "double(2)",
        "expected check(double), which checks cell 'double'",
    ),
    "last check": (NOTEBOOK[NOTEBOOK.index('# %% key="check-p') :], "", "no check follows"),
    "check alone": ("display(double", "check(double", "'figure': a check without an exercise"),
    "check hidden": ("display(", "print(check)\nx = check(", "a check without an exercise"),
    "renamed": ("import double", "import double as d", "expected one `from solutions.module"),
    "module": ("from solutions.toy import double", "import solutions.toy", "expected one `from"),
    "not alone": ("import double\n", "import double\nx = 1\n", "and nothing else"),
    "undeclared": ("toy import double", "toy import LIMIT", "no exercise is declared with LIMIT"),
    "too early": ("import double", "import halve, third", "parts comes too early; expected double"),
    "twice": ("import third, halve", "import double", "double is declared for toy, or stands here"),
    "no solution file": (
        "solutions.toy import double",
        "solutions.tyo import double",
        "tyo.py can",
    ),
    "free name": ("import numpy as np\n", "", "'double': uses np; expected an earlier cell"),
    "check unknown": ("import check", "import score", "'check-double': uses check;"),
    "figure's name": ("np.arange(3)", "np.arange(n)", "'figure': uses n;"),
    "mark in prose": ("# Now two", "# ### BEGIN SOLUTION two", "'more': nbgrader would act upon"),
    "mark in code": ("display(", "### HIDDEN\n### BEGIN HIDDEN TESTS\ndisplay(", "'figure': nbgr"),
    "autotest": ("display(", "### AUTOTEST x\ndisplay(", "'figure': nbgrader would act upon"),
}


@pytest.mark.parametrize(("old", "new", "message"), NOTEBOOK_ERRORS.values(), ids=NOTEBOOK_ERRORS)
def test_a_faulty_text_notebook_is_refused_by_file_and_cell(
    root: Path, old: str, new: str, message: str
) -> None:
    edit(root / "solutions/notebooks/toy.py", old, new)
    with pytest.raises(BuildError) as caught:
        built(root)
    assert str(caught.value).startswith(str(root / "solutions/notebooks/toy.py"))
    assert message in str(caught.value)


B, E = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n"
SOLUTION_ERRORS = {
    "misspelt": (B, "    ### BEGIN SOLUTON\n", "toy.py:14: '### BEGIN SOLUTON' is no mark"),
    "two hashes": (B, "    ## BEGIN SOLUTION\n", "toy.py:14: '## BEGIN SOLUTION' is no mark"),
    "lower case": (E, "    ### end solution\n", "toy.py:18: '### end solution' is no mark"),
    "no space": (E, "    ### ENDSOLUTION\n", "toy.py:18: '### ENDSOLUTION' is no mark"),
    "no end": (E, "", "toy.py:14: ### BEGIN SOLUTION is never closed"),
    "no begin": (B, "", "toy.py:17: ### END SOLUTION closes nothing"),
    "nested": (B, B + B, "toy.py:15: ### BEGIN SOLUTION inside of the one of line"),
    "none": (B + "    if", "    if", "toy.py:17: ### END SOLUTION closes nothing"),
    "with code": ("return x\n" + E, "return x  ### END SOLUTION\n", "shares its line with code"),
    "in a string": ("Twice `x`", "BEGIN SOLUTION", "'BEGIN SOLUTION' would be acted upon"),
    "stub breaks": (B + "    if x is not None:\n", "    if x is not None:\n" + B, "not Python"),
    "unmarked": (SOLUTIONS[SOLUTIONS.index(B) : SOLUTIONS.index("\n\ndef h")], "", "no solution"),
    "two functions": ("def third", "def double", "2 functions are called double"),
    "gone": ("def double", "def duoble", "0 functions are called double"),
    "not python": ("def third(", "def third", "toy.py:30: not Python"),
    "constant": ("return 2 * x", "return LIMIT * x", "'double': uses LIMIT; expected an earlier"),
    "later function": ("return 2 * x", "return halve(x)", "'double': uses halve;"),
}


@pytest.mark.parametrize(("old", "new", "message"), SOLUTION_ERRORS.values(), ids=SOLUTION_ERRORS)
def test_a_faulty_solution_is_refused_by_file_and_cell(
    root: Path, old: str, new: str, message: str
) -> None:
    edit(root / "solutions/toy.py", old, new)
    with pytest.raises(BuildError) as caught:
        built(root)
    assert "notebooks/toy.py:11: cell 'double': " in str(caught.value)
    assert message in str(caught.value)


def test_a_declared_exercise_without_a_cell_is_refused(root: Path) -> None:
    more = (*EXERCISES, Exercise("extra", "a0_toy", "toy", "Extra", (Part("value", 1),)))
    with pytest.raises(BuildError, match="no cell imports extra; expected exercise extra"):
        builder.build(root / "solutions/notebooks/toy.py", more, root)


def test_a_declared_notebook_without_a_file_is_refused(root: Path) -> None:
    (root / "solutions/notebooks/toy.py").unlink()
    with pytest.raises(BuildError, match=r"toy\.py: cannot be read"):
        builder.build_sources(root)


def test_a_notebook_that_nobody_declared_is_refused(root: Path) -> None:
    (root / "solutions/notebooks/other.py").write_text(NOTEBOOK)
    with pytest.raises(BuildError, match="no exercise is declared for notebook 'other'"):
        builder.build_sources(root)


def test_the_command_rebuilds_then_finds_nothing_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert builder.main(["--check"]) == 1
    assert "toy.ipynb is missing; run `make notebooks`" in capsys.readouterr().err
    assert builder.main([]) == 0
    assert capsys.readouterr().out == "assignments/a0_toy/toy.ipynb\n"
    assert builder.main(["--check"]) == 0


def test_the_command_says_where_it_is_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert builder.main([]) == 1
    assert "expected the course's root" in capsys.readouterr().err


def test_a_comment_about_a_solution_is_no_mark() -> None:
    assert marks.regions("# the solution begins here\nx = 1  # end of it") == []


def test_the_assignments_are_what_the_solutions_build() -> None:
    assert builder.stale(Path(__file__).parents[1]) == [], "run `make notebooks`"
