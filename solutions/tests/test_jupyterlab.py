"""A released notebook in JupyterLab, as a student sees it, works in it, and hears it read out.

The pictures are kept in build/screenshots, for whoever wants to look.
"""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("selenium")
pytest.importorskip("axe_core_python")

from nbconvert import HTMLExporter
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from autograder import course
from autograder.display import panel
from autograder.judging.judge import judge
from autograder.judging.student import LocalStudent
from autograder.seed import VISIBLE
from solutions.sample_class.a1_svm_loss import blaise, dorothy
from solutions.sample_class.a4_update_rules import ada as ada_derives
from solutions.tests.lab import Desk, barriers, chromium, server

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "screenshots"
NOTEBOOK = "svm_loss.ipynb"
EXERCISE = "svm_loss_naive"
WRONG, RIGHT = (inspect.getsource(one.svm_loss_naive) for one in (dorothy, blaise))

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("jupyterlab")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with chromium(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the student has the notebook, as it was released."""
    place = tmp_path_factory.mktemp("lab") / "work"
    place.mkdir()
    shutil.copy(ROOT / "assignments" / "a1_svm_loss" / NOTEBOOK, place)
    return place


@pytest.fixture(scope="module")
def desk(page: Chrome, folder: Path) -> Iterator[Desk]:
    """The released notebook, open and run from top to bottom."""
    with server(folder) as address:
        desk = Desk(page)
        desk.open(address.format(NOTEBOOK))
        desk.run_all()
        desk.press(Keys.CONTROL + "b" + Keys.NULL)  # the list of files makes room
        yield desk


@pytest.fixture(scope="module")
def worked(desk: Desk) -> tuple[str, str, str]:
    """What the panel of an exercise says as it is released, answered wrongly, and mended.

    But for the first click, which puts the focus there, the keyboard alone is used.
    """
    untouched = desk.panel(EXERCISE).text
    desk.exercise(EXERCISE).click()
    answered(desk, WRONG)
    failed = desk.panel(EXERCISE)
    shot(failed, "light_failed")
    said = failed.text
    desk.press(Keys.ARROW_UP)
    desk.press(Keys.ARROW_UP)
    desk.press(Keys.ENTER)
    answered(desk, RIGHT)
    shot(desk.panel(EXERCISE), "light_passed")
    return untouched, said, desk.panel(EXERCISE).text


def answered(desk: Desk, source: str) -> None:
    """Write the cell that has the focus, run it, and run the check below it."""
    desk.write(source)
    desk.chord(Keys.ENTER)
    desk.chord(Keys.ENTER)
    desk.idle()


def shot(seen: WebElement | Chrome, name: str) -> None:
    path = str(PICTURES / f"{name}.png")
    assert seen.screenshot(path) if isinstance(seen, WebElement) else seen.save_screenshot(path)


def test_the_released_notebook_runs_from_top_to_bottom(desk: Desk) -> None:
    errors = desk.page.find_elements(
        By.CSS_SELECTOR, ".jp-OutputArea-output[data-mime-type$=stderr]"
    )
    assert [error.text for error in errors] == []
    panels = desk.page.find_elements(By.CSS_SELECTOR, ".chainrule-panel[data-exercise]")
    names = [one.get_attribute("data-exercise") for one in panels]
    assert names == [e.name for e in course.of_assignment("a1_svm_loss")]
    shot(desk.page, "light_released")


def test_a_wrong_answer_is_told_and_turns_right_when_it_is_mended(
    worked: tuple[str, str, str],
) -> None:
    untouched, failed, mended = worked
    assert "0 of 20 points" in untouched
    assert "not attempted" in untouched
    assert "failed" in failed
    assert "passed" in failed
    assert "expected" in failed  # where, and how far off
    assert "20 of 20 points" in mended
    assert "failed" not in mended


@pytest.fixture(scope="module", params=["JupyterLab Light", "JupyterLab Dark"])
def theme(desk: Desk, worked: tuple[str, str, str], request: pytest.FixtureRequest) -> str:
    """A theme, with the wrong answer's panel in it."""
    desk.choose("Settings", "Theme", request.param)
    light = str("Light" in request.param).lower()
    desk.wait("return document.body.dataset.jpThemeLight === arguments[0]", light)
    desk.exercise(EXERCISE).click()
    answered(desk, WRONG)
    return str(request.param).rpartition(" ")[2].lower()


def test_nothing_serious_stands_in_a_readers_way(desk: Desk, theme: str) -> None:
    shot(desk.panel(EXERCISE), f"panel_{theme}")
    shot(desk.page, f"{theme}_page")
    assert barriers(desk.page) == []


def test_a_narrow_window_holds_the_panel(desk: Desk, theme: str) -> None:
    desk.page.set_window_size(500, 900)
    try:
        found = desk.panel(EXERCISE)
        shot(desk.page, f"{theme}_narrow")
        inside, outside, right, edge = desk.page.execute_script(
            "const [panel] = arguments, area = panel.closest('.jp-OutputArea-output');"
            "return [panel.scrollWidth, panel.clientWidth, panel.getBoundingClientRect().right,"
            " area.getBoundingClientRect().right]",
            found,
        )
        assert inside <= outside
        assert right <= edge + 1
        assert barriers(desk.page) == []
    finally:
        desk.page.set_window_size(1280, 900)


def test_a_screen_reader_is_told_a_named_region_with_a_table(desk: Desk, theme: str) -> None:
    found = desk.panel(EXERCISE)
    assert found.aria_role == "region"
    assert found.accessible_name.startswith(f"{EXERCISE}: ")
    assert found.accessible_name.endswith(" of 20 points")
    table = found.find_element(By.TAG_NAME, "table")
    assert table.aria_role == "table"
    assert table.accessible_name.startswith("The SVM loss")
    columns = table.find_elements(By.CSS_SELECTOR, "thead th")
    assert {one.aria_role for one in columns} == {"columnheader"}
    parts = course.exercises()[EXERCISE].parts
    rows = table.find_elements(By.CSS_SELECTOR, "tbody th")
    assert [(one.aria_role, one.text) for one in rows] == [("rowheader", p.name) for p in parts]


def test_tab_reaches_the_links_of_a_panel_in_their_order(desk: Desk) -> None:
    found = desk.page.find_element(By.CSS_SELECTOR, ".chainrule-panel[data-progress]")
    usable = found.find_elements(By.CSS_SELECTOR, "a[href], summary, button, [tabindex='0']")
    assert usable
    cell = desk.page.execute_script("return arguments[0].closest('.jp-Cell')", found)
    desk.page.execute_script("arguments[0].focus()", cell)
    reached: list[WebElement] = []
    for _ in range(40):
        desk.press(Keys.TAB)
        now = desk.page.switch_to.active_element
        if now in usable:
            reached.append(now)
        if len(reached) == len(usable):
            break
    assert reached == usable


# -- outside JupyterLab ---------------------------------------------------------------------------


def rows(html_panel: WebElement) -> list[str]:
    """What a panel's rows say: the part, its status, its points."""
    said = []
    for row in html_panel.find_elements(By.CSS_SELECTOR, ".chainrule-table:first-of-type tbody tr"):
        name = row.find_element(By.TAG_NAME, "th").text
        status = row.find_element(By.CLASS_NAME, "chainrule-status").text
        said.append(f"{status[0]} {name} {status[1:].strip()}")
    return said


def derivation() -> str:
    """A panel with formulas in it, longer than a narrow window."""
    exercises = course.of_assignment("a4_update_rules")
    read = next(e for e in exercises if e.reader and hasattr(ada_derives, e.functions[0]))
    functions = {name: getattr(ada_derives, name) for name in read.functions}
    return panel.html(judge(read, LocalStudent(functions), VISIBLE))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_converted_notebook_shows_the_same_panel(
    desk: Desk, worked: tuple[str, str, str], folder: Path, tmp_path: Path, scheme: str
) -> None:
    expected = rows(desk.panel(EXERCISE))
    desk.press(Keys.CONTROL + "s" + Keys.NULL)
    desk.wait("return !document.querySelector('.jp-mod-dirty')")
    saved = nbformat.read(folder / NOTEBOOK, as_version=4)
    formula = nbformat.v4.new_output("display_data", {"text/html": derivation()})
    saved.cells.append(nbformat.v4.new_code_cell("", outputs=[formula]))
    exporter = HTMLExporter(theme=scheme)
    converted = tmp_path / "page.html"
    converted.write_text(exporter.from_notebook_node(saved)[0], encoding="utf-8")

    there = desk.page.current_window_handle
    desk.page.switch_to.new_window("tab")
    try:
        desk.page.get(converted.as_uri())
        (found,) = desk.page.find_elements(
            By.CSS_SELECTOR, f".chainrule-panel[data-exercise={EXERCISE}]"
        )
        assert rows(found) == expected
        desk.page.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        shot(desk.page, f"html_{scheme}")
        assert barriers(desk.page) == []
        desk.page.set_window_size(500, 900)
        assert barriers(desk.page) == []
        last = desk.page.find_elements(By.CSS_SELECTOR, ".chainrule-panel")[-1]
        desk.page.execute_script(
            "const [panel] = arguments; panel.scrollIntoView(); panel.tabIndex = -1; panel.focus()",
            last,
        )
        shot(desk.page, f"html_{scheme}_narrow")
        desk.press(Keys.TAB)  # to a formula that is wider than its place, which arrows then move
        desk.press(Keys.ARROW_RIGHT)
        desk.wait("return document.activeElement.matches('.chainrule-formula')")
        desk.wait("return document.activeElement.scrollLeft > 0")
    finally:
        desk.page.set_window_size(1280, 900)
        desk.page.close()
        desk.page.switch_to.window(there)


def test_a_terminal_shows_the_same_panel(desk: Desk, worked: tuple[str, str, str]) -> None:
    source = f"import numpy as np\nfrom autograder import check\n{WRONG}\ncheck({EXERCISE})\n"
    desk.exercise(EXERCISE).click()
    answered(desk, WRONG)
    done = subprocess.run(
        [sys.executable, "-"], input=source, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "datasets")])},
    )  # fmt: skip
    shown = " ".join(done.stdout.split())
    for row in rows(desk.panel(EXERCISE)):
        assert row in shown
