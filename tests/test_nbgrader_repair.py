"""What becomes of a submitted notebook before it is graded."""

from __future__ import annotations

from autograder.nbgrader.repair import Original, repaired


def original(name: str, source: str, *, check: bool) -> Original:
    metadata = {"grade": check, "solution": not check, "grade_id": name, "points": 2.0}
    return Original(name, "code", source, check, metadata)


SHEET = [
    original("double-answer", "stub", check=False),
    original("double", "check(double)", check=True),
    original("triple-answer", "stub", check=False),
    original("triple", "check(triple)", check=True),
]


def cell(source: str, name: str = "", kind: str = "code", **metadata: object) -> dict[str, object]:
    ours = {"nbgrader": {"grade_id": name}} if name else {}
    return {"cell_type": kind, "source": source, "id": "same", "metadata": ours | metadata}


GOOD = [
    cell("import math"),
    cell("def double", "double-answer"),
    cell("check(double)", "double"),
    cell("def triple", "triple-answer"),
    cell("check(triple)", "triple"),
]


def sources(cells):
    return [one.source for one in cells]


def test_an_untouched_notebook_stays_as_it_is_and_has_no_notes():
    cells, notes = repaired(GOOD, SHEET)
    assert sources(cells) == [one["source"] for one in GOOD]
    assert notes == []


def test_what_nbgrader_knows_of_a_cell_comes_from_the_gradebook():
    forged = [{**GOOD[2], "metadata": {"nbgrader": {"grade_id": "double", "points": 99}}}]
    (found,) = (c for c in repaired(forged, SHEET[:2])[0])
    assert found.metadata == {"nbgrader": SHEET[1].metadata}


def test_ids_are_unique_whatever_they_were():
    cells, _ = repaired(GOOD, SHEET)
    assert len({one.id for one in cells}) == len(cells)


def test_other_metadata_is_dropped_and_tags_are_told():
    cells, notes = repaired([cell("1", tags=["skip-execution"], trusted=True), *GOOD], SHEET)
    assert cells[0].metadata == {}
    assert notes == ["The tags of 1 cell were removed: grading runs every cell."]


def test_a_name_that_the_course_does_not_know_means_nothing():
    cells, notes = repaired([cell("x", "quadruple"), *GOOD], SHEET)
    assert cells[0].metadata == {}
    assert notes == []


def test_an_edited_check_is_replaced_and_told():
    edited = [*GOOD[:2], cell("print('passed')", "double"), *GOOD[3:]]
    cells, notes = repaired(edited, SHEET)
    assert sources(cells)[2] == "check(double)"
    assert notes == ["The check cell of double was changed. Grading took what was handed out."]


def test_blank_space_around_a_check_is_no_change():
    spaced = [*GOOD[:2], cell("check(double)\n\n", "double"), *GOOD[3:]]
    assert repaired(spaced, SHEET)[1] == []


def test_a_check_of_another_type_is_replaced():
    retyped = [*GOOD[:2], cell("check(double)", "double", "markdown"), *GOOD[3:]]
    cells, notes = repaired(retyped, SHEET)
    assert cells[2].cell_type == "code"
    assert "double was changed" in notes[0]


def test_an_answer_of_another_type_runs_again():
    retyped = [GOOD[0], cell("def double", "double-answer", "raw"), *GOOD[2:]]
    cells, notes = repaired(retyped, SHEET)
    assert (cells[1].cell_type, cells[1].source) == ("code", "def double")
    assert "double-answer was not a code cell" in notes[0]


def test_a_missing_check_comes_back_below_its_answer():
    cells, notes = repaired([*GOOD[:2], *GOOD[3:]], SHEET)
    assert sources(cells) == [one["source"] for one in GOOD]
    assert notes == ["The check cell of double was missing. It was put back."]


def test_checks_whose_answers_are_gone_too_come_back_at_the_end():
    cells, notes = repaired([cell("def double"), cell("def triple")], SHEET)
    assert sources(cells) == ["def double", "def triple", "check(double)", "check(triple)"]
    assert notes == ["The check cells of double and triple were missing. They were put back."]


def test_an_empty_notebook_gets_all_checks():
    assert sources(repaired([], SHEET)[0]) == ["check(double)", "check(triple)"]


def test_of_copies_of_a_check_the_last_counts():
    cells, notes = repaired([GOOD[1], GOOD[2], GOOD[2], GOOD[3], GOOD[4]], SHEET)
    named = [bool(one.metadata) for one in cells]
    assert named == [True, False, True, True, True]
    assert notes == ["The check cell of double was there more than once. The last one counts."]


def test_an_answer_that_was_split_runs_in_both_halves():
    halves = [cell("first = 1", "double-answer"), cell("second = 2", "double-answer")]
    cells, notes = repaired([*halves, *GOOD[2:]], SHEET)
    assert sources(cells)[:3] == ["first = 1", "second = 2", "check(double)"]
    assert all(one.cell_type == "code" for one in cells)
    assert notes == []


def test_a_check_above_its_answer_goes_below_it():
    moved = [GOOD[2], GOOD[4], GOOD[0], GOOD[1], GOOD[3]]
    cells, notes = repaired(moved, SHEET)
    order = sources(cells)
    assert order.index("check(double)") == order.index("def double") + 1
    assert order.index("check(triple)") == order.index("def triple") + 1
    assert len(order) == 5
    assert len(notes) == 1
    assert "double and triple" in notes[0]
