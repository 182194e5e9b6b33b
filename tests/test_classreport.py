"""The class report says what the stored results hold, and nothing that a browser would run."""

from __future__ import annotations

import csv
import io
import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from nbgrader.api import Gradebook

from autograder.classreport import alike, figure, html, items, report, roll, table, trouble
from autograder.commands import CommandError
from autograder.commands import report as command
from autograder.exercise import Exercise, Hidden, KnownMistake, Part, Probe
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.nbgrader import settings, standing
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, NotebookReport, PartReport
from autograder.seed import Seed
from autograder.store import Results

from .attacks.browser import pwned
from .attacks.xss import STUDENTS, TEXTS

SEED = Seed("a test's")
P, F, N, G = Status.PASSED, Status.FAILED, Status.NOT_ATTEMPTED, Status.GRADER_ERROR


def part(name: str, status: Status, visible: Status | None = None, **more: str) -> PartReport:
    outcome = Outcome(status, more.get("fact", ""), mistake=more.get("mistake", ""))
    return PartReport(name, 2.0, outcome, visible or status, more.get("likeness", ""))


def exercise(name: str, *parts: PartReport, **more: object) -> ExerciseReport:
    return ExerciseReport(name, name.title(), parts, **more)


def notebook(student: str, *exercises: ExerciseReport, **more: object) -> NotebookReport:
    known = {"seed": "5eed", "grader": "code", "tier": 1, "content": "c"}
    return NotebookReport(student, "a0", "toy", exercises, **{**known, **more})


def graded(folder: Path, *reports: NotebookReport) -> report.ClassReport:
    for number, one in enumerate(reports):
        Results(folder).save([one], {"toy": 1.0 + number})
    return report.assemble(roll.read(folder, "a0"))


def a_class(folder: Path) -> report.ClassReport:
    """Four students, one exercise of two parts and one of one."""
    return graded(
        folder,
        notebook(
            "ada",
            exercise("loss", part("value", P), part("slope", P)),
            exercise("norm", part("norm", P)),
        ),
        notebook(
            "bob",
            exercise("loss", part("value", P), part("slope", F, P, mistake="sign flipped")),
            exercise("norm", part("norm", P)),
        ),
        notebook(
            "cyd",
            exercise(
                "loss",
                part("value", F, mistake="sum for mean"),
                part("slope", F, mistake="sign flipped"),
            ),
            exercise("norm", part("norm", F)),
        ),
        notebook(
            "dan",
            exercise("loss", part("value", N), part("slope", N)),
            exercise("norm", part("norm", G)),
        ),
    )


def test_pass_rates_are_of_those_who_were_judged_to_an_end(tmp_path):
    loss, norm = a_class(tmp_path).exercises
    assert (loss.whole.passed, loss.whole.judged, loss.mean) == (1, 4, 0.375)
    assert [(p.part, p.passed, p.judged) for p in loss.parts] == [("value", 2, 4), ("slope", 1, 4)]
    assert (norm.whole.passed, norm.whole.judged) == (2, 3)  # a fault of the grader is no failure
    assert loss.whole.statuses == {"passed": 1, "failed": 2, "not attempted": 1}


def test_times_are_told_by_notebook_and_exercise_in_the_order_of_the_notebook(tmp_path):
    parts = (exercise("norm", part("norm", P)), exercise("loss", part("value", P)))
    for student, factor in (("ada", 1.0), ("bob", 3.0)):
        taken = {"toy": 8.0 * factor, "toy/loss": factor, "toy/norm": 2.0 * factor}
        Results(tmp_path).save([notebook(student, *parts)], taken)
    found = report.assemble(roll.read(tmp_path, "a0")).clocks
    assert [(one.exercise, one.median, one.longest, one.slowest) for one in found] == [
        ("", 16.0, 24.0, "bob"),
        ("norm", 4.0, 6.0, "bob"),
        ("loss", 2.0, 3.0, "bob"),
    ]


def test_discrimination_is_the_correlation_with_the_rest_score():
    rng = np.random.default_rng(5)
    rest = rng.integers(0, 20, 40).astype(float)
    passed = rest + rng.normal(0, 6, 40) > 9
    right = np.corrcoef(passed, rest)[0, 1]
    assert items.point_biserial(list(map(bool, passed)), list(rest)) == pytest.approx(
        right, abs=1e-6
    )


def test_discrimination_leaves_the_exercise_itself_out_of_the_score(tmp_path):
    # Whoever passes `hard` fails `easy`: their totals are alike, their rest scores are not.
    mixed = [
        notebook(name, exercise("hard", part("x", a)), exercise("easy", part("x", b)))
        for name, a, b in (("ada", P, F), ("bob", P, F), ("cyd", F, P), ("dan", F, P))
    ]
    assert [one.whole.discrimination for one in graded(tmp_path, *mixed).exercises] == [-1.0, -1.0]


def test_partial_credit_has_a_mean_and_no_parts(tmp_path):
    def cell(*parts):
        return exercise("cell", *parts)

    half = (part("tests passed", P), part("tests failed", F))
    reports = [
        notebook("ada", cell(part("tests", P))),
        notebook("bob", cell(*half)),
        notebook("cyd", cell(part("tests", F))),
    ]
    (found,) = graded(tmp_path, *reports).exercises
    assert (found.parts, found.whole.passed, found.mean) == ((), 1, 0.5)


def test_mistakes_are_counted_by_student_and_the_most_frequent_is_first(tmp_path):
    found = a_class(tmp_path).mistakes
    assert [(m.name, m.count, m.students, m.parts) for m in found] == [
        ("sign flipped", 2, ("bob", "cyd"), ("slope",)),
        ("sum for mean", 1, ("cyd",), ("value",)),
    ]
    assert found[0].hint.startswith("Right size")


def test_the_gap_names_who_passed_the_visible_checks_alone(tmp_path):
    loss, _ = a_class(tmp_path).exercises
    assert [(p.part, p.gap) for p in loss.parts] == [("value", ()), ("slope", ("bob",))]


def test_scores_leave_out_who_has_none(tmp_path):
    spread = a_class(tmp_path).spread
    assert (spread.scores, spread.without, spread.points) == ((0.0, 4.0, 6.0), 1, 6.0)
    assert spread.quartiles == (2.0, 4.0, 5.0)


def test_faults_and_mixed_gradings_are_told_first(tmp_path):
    passed = exercise("loss", part("value", P))
    found = graded(
        tmp_path,
        notebook("ada", passed),
        notebook("bob", exercise("loss", part("value", G)), grader="other code"),
        notebook("cyd", status=Status.NOT_GRADABLE, fault="not JSON", grader="", seed=""),
        notebook("dan", passed, notes=("The check cell of loss was missing.",), seed="other"),
        notebook("eve", status=N, fault="toy.ipynb was not handed in", grader="", seed=""),
        notebook("fay", exercise("loss", part("value", P), replaced=("f",), afresh=("value",))),
    )
    (tmp_path / ".chainrule/results/a0/gus.json").write_text("[{}]")
    told = report.assemble(roll.read(tmp_path, "a0")).trouble
    assert found.trouble.faults == told.faults[1:]
    assert told.faults[0].student == ""
    assert "gus.json" in told.faults[0].text
    assert [(r.student, r.text) for r in told.faults[1:3]] == [
        ("bob", "the grader failed on loss; there is no score"),
        ("cyd", "not gradable: not JSON"),
    ]
    assert [r.text.rpartition(": ")[2] for r in told.faults[3:]] == ["bob", "dan"]
    assert [(r.student, r.text) for r in told.repairs] == [
        ("dan", "The check cell of loss was missing.")
    ]
    assert [r.student for r in told.missing] == ["eve"]
    assert [r.student for r in told.notes] == ["fay", "fay"]
    page = html.to_html(found)
    assert page.index("Needs a person") < page.index("Repaired") < page.index('id="scores"')


# -- equal wrong answers ---------------------------------------------------------------------------


def mean_square(X, w):
    return float(np.mean((X @ w) ** 2)), 2 * X.T @ (X @ w) / len(X)


def draw(rng):
    return rng.standard_normal((7, 3)), rng.standard_normal(3)


TOY = Exercise(
    "mean_square",
    "a0",
    "toy",
    "A toy",
    (Part("loss", 2), Part("gradient", 3)),
    returns={"mean_square": ("loss", "dw")},
)
HIDDEN = Hidden(
    TOY,
    {"mean_square": mean_square},
    (Probe("loss", "rows", draw, piece="loss"), Probe("gradient", "rows", draw, piece="dw")),
    (
        KnownMistake(
            "sign flipped",
            lambda X, w: (mean_square(X, w)[0], -mean_square(X, w)[1]),
            ("gradient",),
        ),
    ),
)


def slope(change):
    """A student whose gradient is wrong by `change`, in another order of summation each."""

    def answer(X, w):
        loss, dw = mean_square(X, w)
        return loss, change(X, w, dw)

    return answer


ODD = slope(lambda X, w, dw: dw + 0.1 * w)
ODD_TOO = slope(lambda X, w, dw: w / 10 + sum(2 * x * (x @ w) for x in X) / len(X))
OTHER = slope(lambda X, w, dw: dw - 0.1 * w)
NAMED = slope(lambda X, w, dw: -dw)
CONSTANT = slope(lambda X, w, dw: np.full(3, 0.5))


def judged(**codes) -> list[NotebookReport]:
    return [
        notebook(name, judge(TOY, LocalStudent({"mean_square": code}), SEED, HIDDEN))
        for name, code in codes.items()
    ]


def test_two_with_the_same_unusual_wrong_numbers_are_named(tmp_path):
    reports = judged(
        ada=ODD, bob=ODD_TOO, cyd=OTHER, dan=NAMED, eve=NAMED, fay=CONSTANT, gus=CONSTANT
    )
    found = graded(tmp_path, *reports).alike
    assert found.unusual == (alike.Alike(("ada", "bob"), (("mean_square", ("gradient",)),)),)
    assert found.unnamed == ()


def test_what_many_answer_is_a_mistake_without_a_name(tmp_path):
    crowd = judged(**{f"s{n}": ODD for n in range(5)})
    found = graded(tmp_path, *crowd, *judged(zoe=mean_square)).alike
    assert (found.unusual, len(found.unnamed[0].students)) == ((), 5)


def test_a_likeness_cannot_be_looked_up_without_the_seed():
    def likeness(seed):
        found = judge(TOY, LocalStudent({"mean_square": ODD}), Seed(seed), HIDDEN)
        return [p.likeness for p in found.parts]

    assert likeness("one") == likeness("one")
    assert likeness("one")[0] == ""  # the loss is right
    assert likeness("one")[1] != likeness("two")[1]


def test_visible_checks_leave_no_likeness():
    found = judge(TOY, LocalStudent({"mean_square": ODD}), SEED)
    assert {p.likeness for p in found.parts} == {""}


# -- how it is shown -------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page's ids, tags and images without a text in their place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]


def test_the_page_is_one_file_that_fetches_nothing(tmp_path):
    page = html.to_html(a_class(tmp_path))
    assert not any(
        word in page for word in ("http:", "https:", "<script", "@import", "<link", "src=")
    )
    found = Page(page)
    assert len(found.ids) == len(set(found.ids))
    figures = [attributes for tag, attributes in found.tags if tag == "svg"]
    assert len(figures) == 2
    assert all(f["role"] == "img" and len(f["aria-label"]) > 40 for f in figures)
    targets = {a["href"][1:] for _, a in found.tags if "href" in a}
    assert targets <= set(found.ids)


def test_the_same_results_give_the_same_bytes(tmp_path):
    first, second = (a_class(tmp_path / name) for name in ("one", "two"))
    for shown in (html.to_html, table.to_csv, report.to_json):
        assert shown(first) == shown(second)


def test_figures_take_their_colours_from_the_page(tmp_path):
    page = figure.outcomes(a_class(tmp_path).exercises)
    assert "fill: var(--good)" in page
    assert "#0102" not in page


def evil_class(folder: Path) -> report.ClassReport:
    reports = []
    for number, text in enumerate(TEXTS):
        lost = part("value", F, P, fact=text, mistake=text, likeness="same" if number % 9 else "")
        reports.append(notebook(f"{number}{text}", exercise(text, lost), notes=(text,)))
        fault = {"status": Status.NOT_GRADABLE, "fault": text}
        reports.append(notebook(f"x{number}{text}", **fault))
    reports += [notebook(name, exercise("f", part("p", F, likeness="same"))) for name in STUDENTS]
    return graded(folder, *reports)


@pytest.mark.xdist_group("escapes")
def test_nobodys_text_runs_in_the_page(tmp_path):
    page = html.to_html(evil_class(tmp_path))
    tags = {tag for tag, _ in Page(page).tags}
    assert not tags & {"script", "iframe", "img", "object", "form", "a", "base", "input", "math"}
    assert not pwned(page, tmp_path)


def test_no_cell_of_the_table_is_a_formula(tmp_path):
    bad = exercise("=1+1", part("@SUM(A1)", F, mistake="+cmd|' /C calc'!A0"))
    text = table.to_csv(graded(tmp_path, notebook("ada", bad)))
    cells = [value for row in csv.reader(io.StringIO(text)) for value in row]
    assert not any(value.startswith(("=", "@", "+")) for value in cells)
    assert "'=1+1" in cells


def test_the_table_has_a_row_for_each_exercise_and_part(tmp_path):
    rows = list(csv.DictReader(io.StringIO(table.to_csv(a_class(tmp_path)))))
    assert [(r["exercise"], r["part"]) for r in rows[:3]] == [
        ("loss", ""),
        ("loss", "value"),
        ("loss", "slope"),
    ]
    assert (rows[2]["passed"], rows[2]["most_frequent_mistake"]) == ("1", "sign flipped")
    assert rows[2]["visible_passed_hidden_failed"] == "1"


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with a configuration that sets nothing, as nbgrader reads one."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])  # which nbgrader adds the folder to
    yield tmp_path
    settings.Settings.clear_instance()


@pytest.mark.filterwarnings("ignore")  # traitlets' own, about nbgrader's
def test_the_command_writes_the_page_and_says_where(course, capsys):
    a_class(course)
    assert command.main(["a0"]) == 1  # dan needs a person
    assert "a0.html: 4 students" in capsys.readouterr().out
    assert "dan" in (course / "reports" / "a0.html").read_text(encoding="utf-8")
    assert command.main(["a0", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["students"] == 4
    assert found["trouble"]["faults"][0]["text"] == trouble.NO_GRADEBOOK
    assert not (course / "gradebook.db").exists()
    with pytest.raises(CommandError, match="no results of 'a9'"):
        command.main(["a9"])


@pytest.mark.filterwarnings("ignore")
def test_scores_by_hand_count_and_who_handed_in_nothing_is_named(toy):
    for student in ("ada", "bob"):
        toy.submit(student, {"double": "def double(x):\n    return 3 * x"})
    toy.grade()
    with Gradebook(toy.url) as gradebook:
        gradebook.add_student("zoe")
        given = gradebook.find_grade("double", "toy", "a0", "bob")
        given.manual_score, given.needs_manual_grade = 2.5, False
        gradebook.db.commit()
        known = standing.of(gradebook, Results(toy.root), "a0")
    found = report.assemble(roll.read(toy.root, "a0"), known)
    assert (found.spread.scores, found.by_hand) == ((1.0, 2.5), 1)
    assert [(r.student, r.text) for r in found.trouble.missing] == [("zoe", "handed in nothing")]
    assert trouble.of(roll.read(toy.root, "a0"), known).faults == ()
