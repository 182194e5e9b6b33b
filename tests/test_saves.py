"""Noticing saves: half-written files, files that go and come, saves that change no code."""

from __future__ import annotations

import json
import os
import sys
import time

import nbformat
import pytest

from autograder.commands.watch import Keys
from autograder.selfcheck.saves import Save, Saves, Unreadable


def text_of(*sources, outputs=(), prose="Read this."):
    code = [nbformat.v4.new_code_cell(source, outputs=list(outputs)) for source in sources]
    cells = [nbformat.v4.new_markdown_cell(prose), *code]
    return json.dumps(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "mine.ipynb"
    found.write_text(text_of("x = 1"))
    return found


@pytest.fixture
def saves(path):
    """The saves of a notebook whose first content has been told."""
    found = Saves(path)
    assert [found.look(), sources(found.look())] == [None, ["x = 1"]]
    return found


def sources(told):
    return [cell.source for cell in told.cells]


def after_two_looks(saves):
    assert saves.look() is None
    return saves.look()


def test_a_save_is_told_once_when_it_has_come_to_rest(path, saves):
    path.write_text(text_of("x = 2"))
    assert sources(after_two_looks(saves)) == ["x = 2"]
    assert saves.look() is None


def test_a_file_that_is_still_being_written_is_waited_for(path, saves):
    for half in (100, 200, 300):
        path.write_text(text_of("x = 2")[:half])
        assert saves.look() is None
    path.write_text(text_of("x = 2"))
    assert sources(after_two_looks(saves)) == ["x = 2"]


def test_outputs_prose_and_times_are_no_change(path, saves):
    shown = nbformat.v4.new_output("stream", text="hello")
    for text in (text_of("x = 1", outputs=[shown]), text_of("x = 1", prose="# New\n\nprose")):
        path.write_text(text)
        assert after_two_looks(saves) is None
    os.utime(path, (1, 1))
    assert after_two_looks(saves) is None


def test_a_save_that_leaves_the_time_as_it_was_is_noticed(path, saves):
    before = path.stat()
    path.write_text(text_of("x = 7"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert sources(after_two_looks(saves)) == ["x = 7"]


def test_a_file_that_goes_and_comes_back_is_told_both_times(path, saves):
    text = path.read_text()
    path.unlink()
    assert after_two_looks(saves) == Unreadable("mine.ipynb is not there")
    assert saves.look() is None
    path.write_text(text)
    assert sources(after_two_looks(saves)) == ["x = 1"]


def test_a_file_put_in_its_place_by_renaming_is_noticed(path, saves):
    new = path.with_name(".mine.tmp")
    new.write_text(text_of("x = 3"))
    os.replace(new, path)
    assert isinstance(after_two_looks(saves), Save)


def test_what_stays_broken_is_told_with_its_reason(path, saves):
    path.write_text('{"cells": [')
    told = after_two_looks(saves)
    assert isinstance(told, Unreadable)
    assert "not JSON" in told.reason


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs in folders")
def test_a_pipe_under_its_name_is_never_opened(path, saves):
    path.unlink()
    os.mkfifo(path)
    assert isinstance(after_two_looks(saves), Unreadable)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_what_is_typed_is_read_without_waiting_and_a_closed_terminal_is_no_error(monkeypatch):
    master, terminal = os.openpty()
    with os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keys = Keys()
        assert keys.read() == []
        os.write(master, b"hello\n\nx\nQuit\n")
        found, deadline = [], time.monotonic() + 20
        while len(found) < 2 and time.monotonic() < deadline:
            found += keys.read()
        assert found == ["h", "q"]
        os.close(master)
        keys.thread.join(20)
        assert not keys.thread.is_alive()
