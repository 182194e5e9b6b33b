"""The pages: links lead somewhere, blocks of Python run, commands are those that there are."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps import NbGraderApp
from traitlets.config import Config

from autograder import commands
from autograder.nbgrader.options import Judge

ROOT = Path(__file__).parents[1]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
#: Pages whose blocks another test follows, from the first to the last.
FOLLOWED = {"docs/add_an_exercise.md"}

BLOCK = re.compile(
    r"^(?P<told><!-- not run: .+ -->\n)?"
    r"(?P<fence>```+)(?P<kind>[\w{}]*)\n(?P<text>.*?)\n(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def prose(page: str) -> str:
    """A page without its blocks and without inline code, where brackets are no links."""
    return re.sub(r"`[^`\n]+`", "code", BLOCK.sub("", page))


# ------------------------------------------------------------------------------ links


def links(page: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(page))


def anchors(page: str) -> set[str]:
    """The names that GitHub gives to a page's headings."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", BLOCK.sub("", page), flags=re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        found.add(slug if slug not in found else f"{slug}-1")
    return found


def broken(name: str, pages: dict[str, str], root: Path) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    for link in links(pages[name]):
        if re.match(r"https?://", link):
            continue  # asked of no network
        place, _, anchor = link.partition("#")
        target = (root / name).parent / place if place else root / name
        there = target.exists()
        if not there or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            yield link


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    assert list(broken(name, PAGES, ROOT)) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = "# One two\n[a](#one-two) [b](#three) [c](c.md) [d](page.md#one-two) `[e](e)`\n"
    (tmp_path / "page.md").write_text(page)
    assert list(broken("page.md", {"page.md": page}, tmp_path)) == ["#three", "c.md"]


# ------------------------------------------------------------------------------ Python


PYTHON = [
    pytest.param(block["text"], id=f"{name}-{number}")
    for name, page in PAGES.items()
    if name not in FOLLOWED
    for number, block in enumerate(BLOCK.finditer(page))
    if block["kind"] == "python" and not block["told"]
]


@pytest.mark.parametrize("text", PYTHON)
def test_blocks_of_python_run(text: str) -> None:
    # Settings are read by Jupyter, which defines this name.
    exec(compile(text, "a page's block", "exec"), {"get_config": Config})


# ------------------------------------------------------------------------------ commands


def lines(page: str) -> Iterator[str]:
    """The commands of a page: lines of blocks without a language or of bash, and inline code."""
    for block in BLOCK.finditer(page):
        if block["kind"] in ("", "bash") and not block["told"]:
            yield from block["text"].replace("\\\n", " ").split("\n")
    for code in re.findall(r"`([^`]+)`", BLOCK.sub("", page)):
        if code.partition(" ")[0] in ("chainrule", "nbgrader", "make") and "COMMAND" not in code:
            yield " ".join(code.split())


def refusal(line: str) -> str:
    """Why a line of a page is no command, `""` if it is one, or of a program that is not ours."""
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"\w+=.*", words[0]):  # CHAINRULE_SEEDS=20 make test
        words.pop(0)
    if "||" in words:
        words = words[: words.index("||")]
    if words[:2] == ["docker", "run"] and "chainrule" in words:
        words = words[words.index("chainrule") + 1 :]  # the image; then what runs in it
    if not words:
        return ""
    program = words[0].removeprefix(".venv/bin/")
    check = {"chainrule": _chainrule, "nbgrader": _nbgrader, "make": _make, "python": _python}
    return check[program](words[1:]) if program in check and words[1:] else ""


def _chainrule(words: list[str]) -> str:
    name = words[0].replace("-", "_")
    if not importlib.util.find_spec(f"{commands.__name__}.{name}"):
        return f"there is no command {words[0]}"
    command = importlib.import_module(f"{commands.__name__}.{name}")
    if words[0] == "grade":
        from autograder.nbgrader.app import GradeApp

        return _options(words[1:], {*GradeApp.aliases, *GradeApp.flags})
    if hasattr(command, "main"):
        return _reading(command, words[1:])
    parser = argparse.ArgumentParser(exit_on_error=False)
    command.add_arguments(parser)
    try:
        if len(words) > 1:  # the bare name of a command is a way to speak of it
            parser.parse_intermixed_args(words[1:])
    except (argparse.ArgumentError, SystemExit):
        return f"chainrule does not take {words}"
    return ""


class Read(Exception):
    """A command has read its words; what it leaves to nbgrader."""


def _reading(command: Any, words: list[str]) -> str:
    """What is wrong with the words of a command that takes nbgrader's options too."""
    parse = argparse.ArgumentParser.parse_known_args

    def read(parser: argparse.ArgumentParser, *args: Any) -> None:
        raise Read(parse(parser, *args)[1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_known_args", read)
        try:
            if words:
                command.main(words)
        except Read as done:
            return _options(done.args[0], {"course-dir", "db"})
        except SystemExit:
            return f"{command.__name__} does not take {words}"
    return ""


def _nbgrader(words: list[str]) -> str:
    known = {name.replace("-", "_"): app for name, (app, _) in NbGraderApp.subcommands.items()}
    app = known.get(words[0].replace("-", "_"))
    if app is None:
        return f"nbgrader has no command {words[0]}"
    return _options(words[1:], {*app.aliases, *app.flags})


def _options(words: list[str], known: set[object]) -> str:
    names = {name for key in known for name in (key if isinstance(key, tuple) else (key,))}
    for word in words:
        option = word.lstrip("-").partition("=")[0]
        own, _, trait = option.partition(".")
        if not word.startswith("--"):
            continue
        if own == "Judge":
            if not Judge.class_traits(config=True).get(trait):
                return f"there is no option {word}"
        elif not trait and option not in names:
            return f"there is no option {word}"
    return ""


def _make(words: list[str]) -> str:
    path = ROOT / "Makefile"
    if not path.is_file():
        return ""  # not among what students get
    targets = set(re.findall(r"^(\w+):", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
    wrong = [w for w in words if not w.startswith("-") and "=" not in w and w not in targets]
    return f"make has no target {wrong}" if wrong else ""


def _python(words: list[str]) -> str:
    if words[0] != "-m":
        return ""
    room = words[1].partition(".")[0]
    if room == "autograder" and not importlib.util.find_spec(words[1]):
        return f"there is no module {words[1]}"
    return ""


@pytest.mark.parametrize("name", PAGES)
def test_every_command_is_one_that_there_is(name: str) -> None:
    found = {line: refusal(line) for line in lines(PAGES[name])}
    assert {line: why for line, why in found.items() if why} == {}


@pytest.mark.parametrize(
    "line",
    [
        "chainrule chekc NOTEBOOK",
        "chainrule doctor --limts",
        "chainrule grade a1 --diferences",
        "chainrule explain ada",
        "chainrule export canvs a1",
        "chainrule report a1 --sjon",
        "nbgrader autogrde a1",
        "nbgrader autograde a1 --Judge.sed=1",
        "nbgrader autograde a1 --dbb=sqlite://",
        "python -m autograder.bulder",
        "docker run --rm chainrule chainrule doctr",
    ],
)
def test_a_slip_in_a_command_is_found(line: str) -> None:
    assert refusal(line)


def test_the_image_is_made_of_what_there_is() -> None:
    text = (ROOT / "docs" / "Dockerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (.+) \S+$", text, re.M) for word in line.split()]
    # What answers there are is in a clone alone.
    there = [word for word in copied if (ROOT / word).exists()]
    assert len(copied) - len(there) <= (0 if (ROOT / "Makefile").is_file() else 2)
    assert re.search(r"^FROM \S+:\d\S*$", text, re.M)
