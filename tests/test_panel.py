"""The panel: whole HTML, nothing of a student's text in it unescaped, the same facts as text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from autograder import hints
from autograder.display import message, panel, rows
from autograder.exercise import Exercise, Part
from autograder.notebooks.passages import Passage
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, PartReport

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt; & &amp;",
    "]]><!--",
    "\x1b]0;title\x07\x1b[31mred",
    "\x00\x08\x7f\x85",
    "\u202egnorw\u2066",
    "\ud800 alone",
    "\ufffe\uffff",
    "first\r\nsecond\u2028third",
)


def part(name="loss", status=Status.FAILED, points=2.0, visible=Status.FAILED, **words):
    return PartReport(name, points, Outcome(status, **words), visible)


def exercise(*parts, name="halve", title="Half of it", **more):
    return ExerciseReport(name, title, parts, **more)


def parsed(markup):
    """The tree of a panel; an error if it is not well-formed."""
    return ElementTree.fromstring(markup)


def words_of(markup):
    """What a reader reads: without the style sheet and what is hidden from screen readers."""
    root = parsed(markup)
    for parent in root.iter():
        for child in list(parent):
            if child.tag == "style" or child.get("aria-hidden") == "true":
                child.text, tail = "", child.tail
                child.clear()
                child.tail = tail
    return " ".join(" ".join(root.itertext()).split())


MIXED = exercise(
    part("loss", Status.PASSED, visible=Status.PASSED),
    part("gradient", fact="dW[0, 1] is off by 2", mistake="sign flipped"),
    part("shape", fact="db has shape (1, 3); expected (3,)", step="Sum over rows."),
    part("purity", Status.CRASHED, fact="halve raised ValueError: <x>", step="Print it."),
    part("slack", Status.NOT_ATTEMPTED, fact="slack is not written yet"),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_text_wherever_it_stands(text):
    report = exercise(
        part(text, fact=text, step=text),
        part("other", Status.CRASHED, fact=f"raised {text}"),
        name=text,
        title=text,
        replaced=(text,),
    )
    for markup in (
        panel.html(report, notes=[text], footer=text),
        panel.progress_html([report], title=text, changed={text}, notes=[text]),
    ):
        root = parsed(markup)
        tags = {element.tag for element in root.iter()}
        assert tags <= {
            "section", "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "div",
            "span", "code", "p", "b",
        }  # fmt: skip
        allowed = re.compile(r"class|role|scope|aria-\w+|data-\w+|style")
        assert all(allowed.fullmatch(key) for element in root.iter() for key in element.attrib)
        assert root.find("style").text.strip() == panel.style().strip()
    for text_form in (panel.text(report, notes=[text]), panel.progress_text([report], title=text)):
        assert all(c.isprintable() or c == "\n" for c in text_form)
        text_form.encode("utf-8")


def test_html_asks_for_nothing_from_anywhere():
    markup = panel.html(MIXED) + panel.progress_html([MIXED])
    for asking in ("<script", "<link", "<img", "http:", "https:", "@import", "url(", "src="):
        assert asking not in markup


def test_html_is_a_labelled_region_with_a_real_table():
    root = parsed(panel.html(MIXED))
    assert root.get("role") == "region"
    assert root.get("aria-label") == "halve: 2 of 10 points"
    assert [th.text for th in root.findall(".//thead//th[@scope='col']")] == [
        "Part", "Result", "Points",
    ]  # fmt: skip
    assert [th.text for th in root.findall(".//tbody//th[@scope='row']")] == [
        p.name for p in MIXED.parts
    ]
    assert not any(element.get("id") for element in root.iter()), "two panels share no id"


@pytest.mark.parametrize("status", Status)
def test_each_status_is_said_in_words_in_both_forms(status):
    report = exercise(part(status=status, fact="why"))
    assert str(status) in words_of(panel.html(report))
    assert str(status) in panel.text(report)


def test_text_and_html_tell_the_same():
    notes = ["Your code warned: <b>"]
    markup = words_of(panel.html(MIXED, notes=notes, footer=panel.VISIBLE_ONLY))
    text = " ".join(panel.text(MIXED, notes=notes, footer=panel.VISIBLE_ONLY, width=60).split())
    told = [line for p in MIXED.parts for line in panel.reasons(p)]
    told += ["Your code warned: <b>.", panel.VISIBLE_ONLY, "2 of 10 points", "Half of it", "halve"]
    told += [line.status for line in panel.part_lines(MIXED)]
    for fact in told:
        assert fact in markup
        assert fact in text


def test_a_named_mistake_shows_its_hint_and_a_failure_always_shows_a_next_step():
    assert panel.reasons(MIXED.parts[1]) == [
        "dW[0, 1] is off by 2.",
        f"Hint: {hints.hint('sign flipped')}",
    ]
    bare = panel.reasons(part(fact="the loss is 3"))
    assert bare[0] == "the loss is 3."
    assert bare[1].startswith("Next: ")


def test_a_mistake_without_words_costs_only_its_hint():
    assert panel.reasons(part(fact="it is off", mistake="not in the list"))[0] == "it is off."


def test_one_and_the_same_next_step_is_told_once():
    lost = [part(name, fact=f"{name} is off", step="Look at it.") for name in ("loss", "slack")]
    told = panel.text(exercise(*lost))
    assert told.count("Next: Look at it.") == 1
    assert "loss is off." in told
    assert "slack is off." in told


@pytest.mark.parametrize(("rung", "told"), [(1, 0), (2, 1), (3, 2), (None, 2)])
def test_each_rung_tells_one_thing_more(monkeypatch, rung, told):
    monkeypatch.setattr(rows, "passage", {"halve": Passage("Halves", "1. Parts")}.get)
    report = exercise(part(mistake="sign flipped", fact="it is off by 2"))
    rungs = None if rung is None else {"loss": rung}
    for shown in (
        words_of(panel.html(report, rungs=rungs)),
        " ".join(panel.text(report, rungs=rungs).split()),
    ):
        assert "it is off by 2." in shown
        assert ("Hint: Right size, wrong sign." in shown) == (told > 0)
        assert ("Read again: “Halves” in section “1. Parts”" in shown) == (told > 1)
    assert ('href="#Halves"' in panel.html(report, rungs=rungs)) == (told > 1)
    assert "href" not in panel.html(report, rungs=rungs, linked=False)
    assert panel.next_rung(report, rungs) == ("a hint", "the section to read again", "")[told]


def test_a_reason_that_parts_share_is_told_once():
    crash = {"status": Status.CRASHED, "fact": "halve raised KeyError: 3", "step": "Print it."}
    text = panel.text(exercise(part("loss", **crash), part("shape", **crash)))
    assert text.count("halve raised KeyError: 3") == 1
    assert "For the same reason as loss." in text
    stub = {"status": Status.NOT_ATTEMPTED, "fact": "halve is not written yet"}
    text = panel.text(exercise(part("loss", **stub), part("shape", **stub)))
    assert text.count("not written") == 1
    assert "same reason" not in text


def test_a_failure_on_fresh_inputs_says_that_the_visible_check_had_passed():
    found = part(fact="it is off", step="Look.", visible=Status.PASSED)
    assert "the visible check had passed" in panel.text(exercise(found))
    assert "the visible check had passed" not in panel.text(exercise(part(fact="it is off")))


def test_follow_through_is_told():
    report = exercise(part(status=Status.PASSED), replaced=("scores",))
    said = message.replaced(("scores",))
    assert said in words_of(panel.html(report))
    assert said in panel.text(report)


def test_an_extra_exercise_is_marked_and_has_no_points():
    report = exercise(part(points=0, status=Status.PASSED), extra=True)
    assert "extra, no points" in words_of(panel.html(report))
    assert "0 of 0" not in panel.text(report)
    assert "extra" in panel.progress_text([report])


def test_progress_adds_up_and_tells_unchecked_and_changed_exercises():
    full = exercise(part(status=Status.PASSED, points=3), name="full", title="Full")
    declared = Exercise("later", "a0", "toy", "Later", (Part("value", 5),))
    reports = [full, MIXED, panel.blank(declared)]
    shown = {"unchecked": {"later"}, "changed": {"full"}, "title": "toy"}
    for told in (
        words_of(panel.progress_html(reports, **shown)),
        " ".join(panel.progress_text(reports, **shown).split()),
    ):
        assert "5 of 18 points" in told
        assert "not checked yet 0 of 5" in told
        assert "1 of 5 parts passed" in told
        assert "Left: gradient, shape, purity, slack." in told
        assert told.count("Changed since it was checked: run its check again.") == 1


def test_a_grader_error_is_no_verdict_in_the_progress():
    broken = exercise(part(status=Status.GRADER_ERROR, fact=message.grader_error()))
    assert "grader error" in panel.progress_text([broken])
    assert "parts passed" not in panel.progress_text([broken])


def test_progress_over_nothing_is_no_error():
    assert "0 of 0 points" in panel.progress_text([])
    parsed(panel.progress_html([]))


def test_colours_are_there_only_when_asked_for():
    assert "\x1b" not in panel.text(MIXED)
    assert "\x1b[32m" in panel.text(MIXED, colour=True)


def test_text_keeps_to_its_width():
    long = exercise(part(fact="word " * 60))
    assert max(map(len, panel.text(long, width=60).splitlines())) <= 60


def test_a_page_can_hold_the_style_once():
    assert "<style>" not in panel.html(MIXED, styled=False)
    assert panel.html(MIXED).count("<style>") == 1


# -- contrast: the statuses are mixtures of a hue with the text colour ----------------------------


def channel(value):
    value /= 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour):
    return sum(w * channel(c) for w, c in zip((0.2126, 0.7152, 0.0722), colour, strict=True))


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colour_of(code):
    return tuple(int(code[i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#1f2328", "#ffffff"),
        ("#e6e8eb", "#16191d"),
        ("#ffffff", "#111111"),
        ("#3b3b3b", "#f8f8f8"),
    ],
    ids=["light", "dark", "JupyterLab dark", "VS Code light"],
)
@pytest.mark.parametrize("hue", ["green", "red", "amber"])
def test_statuses_have_the_contrast_that_small_text_needs(text, ground, hue):
    css = panel.style()
    code = re.search(rf"--chainrule-{hue}: (#\w+);", css).group(1)
    rule = rf"chainrule-status \{{\s+color: color-mix\(in srgb, var\(--chainrule-{hue}\) (\d+)%"
    share = int(re.search(rule, css).group(1)) / 100
    mixed = tuple(
        share * a + (1 - share) * b for a, b in zip(colour_of(code), colour_of(text), strict=True)
    )
    assert contrast(mixed, colour_of(ground)) >= 4.5
