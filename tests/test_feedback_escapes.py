"""No page, table or log line takes a student's text for more than text."""

from __future__ import annotations

import csv
import html
import json
import logging
import re
import sys
import tempfile
import unicodedata
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import v4
from nbgrader.server_extensions.formgrader import handlers

from autograder.display import mathml, panel
from autograder.grading import grade
from autograder.outcome import Outcome, Status
from autograder.report import ExerciseReport, PartReport

from .attacks.browser import pwned
from .attacks.xss import CONTROL, MARKDOWN, STUDENTS, TEXTS, UNPRINTABLE
from .toy_course import FULL, RIGHT, Toy, in_place

# Warnings of nbgrader's and nbconvert's own making are theirs to mend.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("escapes")]

_TAGS = """
a b blockquote body br caption code dd del details div em footer h1 h2 h3 h4 h5 h6 head header hr
html img li main meta ol p pre section span strong style summary table tbody td th thead title tr ul
"""
_ATTRIBUTES = """
alt aria-hidden aria-label aria-labelledby charset class content data-exercise data-part href
http-equiv id lang name rel role scope src start style tabindex
"""
#: What may stand in a feedback page, all of it ours.
TAGS, ATTRIBUTES = frozenset(_TAGS.split()), frozenset(_ATTRIBUTES.split())
LINKS = re.compile(r"#|https?://|mailto:|data:image/png;base64,[A-Za-z0-9+/=]*$", re.IGNORECASE)


class Tags(HTMLParser):
    """The tags of a page as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    handle_startendtag = handle_starttag


def assert_harmless(page: str, *, links: bool = True) -> None:
    """Nothing but tags and attributes of ours; links that lead where they may; no controls."""
    for tag, attributes in Tags(page).found:
        if tag in mathml._KEPT_TAGS:
            assert set(attributes) <= mathml._KEPT_ATTRIBUTES | {"alttext"}, (tag, attributes)
            continue
        assert tag in TAGS, (tag, attributes)
        assert set(attributes) <= ATTRIBUTES, (tag, attributes)
        for name in ("href", "src"):
            assert name not in attributes or LINKS.match(attributes[name]), attributes
        assert re.fullmatch(r"(width:[\d.]+%)?", attributes.get("style", "")), attributes
    assert not commands(page)


def commands(text: str) -> set[str]:
    """The characters in a text that a terminal or a browser would act upon."""
    categories = {c: (unicodedata.category(c), unicodedata.bidirectional(c)) for c in set(text)}
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return {
        c
        for c, (kind, direction) in categories.items()
        if (kind in ("Cc", "Cs") and c not in "\n\t") or direction in turning
    }


def evil_cells() -> list:
    """Every payload through every channel that a cell has."""
    cells = [v4.new_markdown_cell(text) for text in (*TEXTS, *MARKDOWN)]
    cells += [v4.new_raw_cell(text) for text in TEXTS]
    cells += [v4.new_code_cell(f"# {text}\n{text!r} # {text}") for text in TEXTS]
    listed = f"TEXTS = {TEXTS!r}"
    shown = """
import sys, warnings
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
for text in TEXTS:
    print(text)
    print(text, file=sys.stderr)
    warnings.warn(text)
    for kind in (HTML, SVG, Javascript, Latex, Markdown):
        try:
            display(kind(text))
        except Exception as error:
            print(error)
    display({"text/plain": text, "text/html": text, "application/javascript": text,
             "image/svg+xml": text, "image/png": text}, raw=True)
"""
    cells.append(v4.new_code_cell(listed + shown))
    for text in TEXTS:
        # The name of an exception may be any text at all; a file's name may stand in a traceback.
        name = text.replace("\x00", "")
        cells.append(v4.new_code_cell(f"raise type({name!r}, (Exception,), {{}})({text!r})"))
    for number, cell in enumerate(cells):
        cell.id = f"evil-{number}"
        cell.metadata["tags"] = list(TEXTS)
        cell.metadata["title"] = TEXTS[number % len(TEXTS)]
        if cell.cell_type == "markdown":
            cell.attachments = {"evil.svg": {"image/svg+xml": TEXTS[0]}}
    return cells


def answers(text: str, kind: str) -> dict[str, str]:
    """Answers whose values, types or errors hold a text."""
    name = text.replace("\x00", "")
    value = {
        "value": repr(text),
        "key": f"{{{text!r}: 1.0}}",
        "type": f"type({name!r}, (), {{}})()",
        "error": f"raise_(type({name!r}, (ValueError,), {{}})({text!r}))",
        "file": f"raise_(OSError(2, {text!r}, {text!r}))",
    }[kind]
    helper = "def raise_(error):\n    raise error\n\n"
    return {n: f"{helper}def {n}(x):\n    '''{kind}'''\n    return {value}" for n in FULL}


@pytest.fixture(scope="module")
def evil(tmp_path_factory, toy_sandbox):
    """A class in which everybody writes such texts, and their pages."""
    toy = Toy(tmp_path_factory.mktemp("evil"))

    def tamper(notebook):
        notebook.cells += evil_cells()
        notebook.metadata |= {"title": TEXTS[0], "authors": [{"name": TEXTS[0]}]}

    with in_place():
        toy.generate()
        stamp = toy.submit("cells", RIGHT, tamper).with_name("timestamp.txt")
        stamp.write_text(TEXTS[0], encoding="utf-8")
        for kind in ("value", "key", "type", "error", "file"):
            for number, text in enumerate(TEXTS[::6]):
                toy.submit(f"{kind}-{number}", answers(text, kind))
        for student in (*STUDENTS, *UNPRINTABLE):
            toy.submit(student)
        for number, text in enumerate(TEXTS[::3]):
            name = f"{text.replace('/', '').replace(chr(0), '')}.ipynb"
            place = toy.folder(f"named-{number}")
            place.mkdir(parents=True)
            (place / name).write_text("{}", encoding="utf-8")
        with logged() as lines:
            toy.autograde()
            toy.feedback("cells")
        toy.lines = lines
        yield toy


@contextmanager
def logged():
    """The lines that are logged meanwhile, as a terminal gets them."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(logging.Formatter().format(record))
    places = (logging.getLogger(), logging.getLogger("traitlets"))
    levels = [place.level for place in places]
    for place in places:
        place.addHandler(handler)
        place.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        for place, level in zip(places, levels, strict=True):
            place.removeHandler(handler)
            place.setLevel(level)


def pages(toy: Toy) -> dict[str, str]:
    found = sorted((toy.root / "feedback").glob("*/a0/toy.html"))
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in found}


def test_every_page_holds_tags_of_ours_alone(evil):
    found = pages(evil)
    assert set(STUDENTS) <= set(found)
    there = list((evil.root / "submitted").iterdir())
    assert len(found) == len(there) - len(UNPRINTABLE)
    for page in found.values():
        assert_harmless(page)


def test_what_was_written_can_be_read_on_the_page(evil):
    page = html.unescape(re.sub(r"<[^>]*>", "", pages(evil)["cells"]))
    for text in TEXTS:
        if text not in CONTROL:
            assert text in page


def test_no_template_of_a_students_is_filled_in(evil):
    for page in pages(evil).values():
        assert "1337" not in page
        assert "NotebookReport" not in page


def test_no_page_names_a_folder_of_this_machine(evil):
    places = {str(evil.root), str(Path.home()), sys.prefix, tempfile.gettempdir(), sys.base_prefix}
    for page in pages(evil).values():
        assert not [place for place in places if len(place) > 4 and place in page]
        assert "site-packages" not in page


def test_no_page_runs_anything_in_a_browser(evil, tmp_path):
    every = pages(evil)
    for name in ("cells", "error-0", STUDENTS[1], "named-4"):
        assert not pwned(every[name], tmp_path)


def test_the_browser_would_tell(tmp_path):
    page = "<!doctype html><html><head></head><body>{}</body></html>"
    assert pwned(page.format("<img src=x onerror=window.pwned=1>"), tmp_path)
    assert pwned(page.format("<a href='javascript:window.pwned=1'>x</a>"), tmp_path)
    assert not pwned(page.format("<p>text</p>"), tmp_path)


def grading_page(toy: Toy, student: str) -> str:
    """nbgrader's own page for whoever grades by hand, as its server makes it."""
    config = toy.config.copy()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    path = toy.root / "autograded" / student / "a0" / "toy.ipynb"
    where = {"base_url": "", "index": 0, "total": 1, "submission_id": "1", "notebook_path": ""}
    where |= {"assignment_id": "a0", "notebook_id": "toy", "student": "s"}
    where |= {"last_name": "", "first_name": ""}
    return str(HTMLExporter(config=config).from_filename(str(path), resources=where)[0])


def test_nbgraders_own_grading_page_shows_a_students_text_as_text(evil):
    page = grading_page(evil, "cells")
    body = page[page.index("<body") :]
    for tag, attributes in Tags(body).found:
        assert "pwned" not in " ".join(attributes.values()) or tag in ("a", "math"), tag
        assert not re.match(r"\s*(javascript|data:text|vbscript)", attributes.get("href", ""))
        assert "example.org" not in attributes.get("src", "")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL | re.IGNORECASE)
    assert not [script for script in scripts if "pwned" in script]
    shown = html.unescape(re.sub(r"<[^>]*>", "", body))
    assert "<svg onload=window.pwned=1>" in shown


def test_the_notebook_that_is_kept_has_the_students_own_words(evil):
    path = evil.root / "autograded" / "cells" / "a0" / "toy.ipynb"
    kept = json.loads(path.read_text(encoding="utf-8"))
    prose_cells = ["".join(c["source"]) for c in kept["cells"] if c["cell_type"] == "markdown"]
    assert TEXTS[0] in prose_cells


def test_a_spreadsheet_takes_no_students_name_for_a_formula(evil):
    rows = evil.exported()
    assert len(rows) == len(pages(evil))
    for name in rows:
        assert not name.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not commands(name)
    assert "'@SUM(1+1)" in rows
    text = (evil.root / "grades.csv").read_text(encoding="utf-8")
    assert len(list(csv.reader(text.splitlines()))) == len(rows) + 1


@pytest.mark.parametrize("student", STUDENTS)
def test_every_name_is_graded_in_its_own_folder(evil, student):
    assert evil.scores(student) == FULL
    assert (evil.root / "autograded" / student / "a0" / "toy.ipynb").is_file()


def test_no_log_line_commands_the_terminal(evil, monkeypatch):
    assert len(evil.lines) > len(STUDENTS)
    for name in UNPRINTABLE:
        assert [line for line in evil.lines if "Left out" in line and ascii(name)[1:-1] in line]
    text = "".join(CONTROL)

    def breaks(*_):
        raise RuntimeError(text)

    monkeypatch.setattr(grade, "judge_following_through", breaks)
    with logged() as lines:
        evil.autograde(force=True, student_id='=HYPERLINK("https:example.org","x")')
    assert [line for line in lines if "RuntimeError: \\x1b[31mred" in line]
    assert not commands("".join([*evil.lines, *lines]))


def test_no_name_leads_out_of_the_course(evil):
    assert {path.name for path in evil.root.parent.iterdir()} >= {evil.root.name}
    assert {path.name for path in evil.root.iterdir()} <= {
        ".chainrule", "assignments", "autograded", "build", "feedback", "grades.csv",
        "gradebook.db", "submitted",
    }  # fmt: skip


# -- panels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*TEXTS, *MARKDOWN])
def test_a_panel_escapes_every_field(text):
    outcome = Outcome(Status.FAILED, text, text, text)
    part = PartReport(text, 2, outcome, Status.PASSED)
    report = ExerciseReport(text, text, (part,), replaced=(text,))
    for page in (
        panel.html(report, notes=[text], footer=text),
        panel.progress_html([report], title=text, notes=[text], changed=[text]),
    ):
        found = Tags(page).found
        allowed = {"section", "style", "table", "caption", "thead", "tbody", "tr", "th", "td"}
        assert {tag for tag, _ in found} <= allowed | {"div", "span", "b", "p", "code"}
        names = {name for _, attributes in found for name in attributes}
        assert names <= ATTRIBUTES | {"data-progress", "data-part"}
    told = panel.text(report, notes=[text]) + panel.progress_text([report], title=text)
    assert not commands(told)
    assert not commands(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
