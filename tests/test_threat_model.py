"""The threat model names its tests; they are there, and every row has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat_model.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]


def test_all_rows_are_there():
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, 30))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_row_is_held_by_tests(row):
    named = re.findall(r"`((?:tests|solutions)/[^`]+\.py)`", row)
    assert named
    for path in named:
        if path.startswith("solutions/") and not (ROOT / "solutions").is_dir():
            continue
        assert "\ndef test_" in (ROOT / path).read_text(encoding="utf-8"), path
