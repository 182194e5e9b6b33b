"""nbgrader's formgrader, asked over HTTP as its pages do: our reports, and grades given by hand."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_server.serverapp import ServerApp
from nbgrader.server_extensions.formgrader.formgrader import load_jupyter_server_extension
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from autograder.nbgrader import configure

from .toy_course import FULL, RIGHT

if TYPE_CHECKING:
    from .toy_course import Toy

# Warnings of Jupyter's and nbgrader's own making are theirs to mend.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("formgrader")]

CONFIG = f"""
from pathlib import Path
from {configure.__name__} import configure
configure(c, Path(__file__).parent)
c.Judge.seed, c.Judge.allow_unsafe, c.Judge.workers = "a test's", True, 1
"""

#: A request: its method, its path below /formgrader/, and what it sends.
Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def formgrader(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a conversation with the formgrader, set up as the instructors' guide says.

    Jupyter is started above the course, and only the grader's own settings say where that is.
    """
    (toy.root / "nbgrader_config.py").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name))
    (tmp_path / "CONFIG").mkdir()
    settings = f"c.CourseDirectory.root = {str(toy.root)!r}\n"
    (tmp_path / "CONFIG" / "nbgrader_config.py").write_text(settings)

    async def hold(conversation: Callable[[Ask], Awaitable[None]]) -> None:
        app = ServerApp(
            root_dir=str(tmp_path),
            token="",
            allow_root=True,
            open_browser=False,
            disable_check_xsrf=True,
        )
        app.initialize(argv=[], find_extensions=False, new_httpserver=False)
        load_jupyter_server_extension(app)
        socket, port = bind_unused_port()
        server = HTTPServer(app.web_app)
        server.add_socket(socket)
        client = AsyncHTTPClient(force_instance=True)

        async def ask(method: str, place: str, **body: object) -> Any:
            answer = await client.fetch(
                f"http://127.0.0.1:{port}/formgrader/{place}",
                method=method,
                body=None if method == "GET" else json.dumps(body),
                request_timeout=120,
            )
            text = answer.body.decode()
            return json.loads(text) if place.startswith("api/") else text

        try:
            await conversation(ask)
        finally:
            client.close()
            server.stop()
            if gradebook := app.web_app.settings["nbgrader_gradebook"]:
                gradebook.close()
            await app._cleanup()

    return lambda conversation: asyncio.run(hold(conversation))


async def notebook_of(ask: Ask) -> str:
    """The id of ada's notebook."""
    (found,) = await ask("GET", "api/submitted_notebooks/a0/toy")
    return found["id"]


async def grades_of(ask: Ask) -> dict[str, dict[str, Any]]:
    found = await ask("GET", f"api/grades?submission_id={await notebook_of(ask)}")
    return {grade["name"]: grade for grade in found}


def test_a_graded_notebook_shows_our_report_below_its_check(toy: Toy, formgrader) -> None:
    toy.submit("ada", {"double": "def double(x):\n    return -2 * x", "triple": RIGHT["triple"]})
    toy.autograde()

    async def conversation(ask: Ask) -> None:
        page = await ask("GET", f"submissions/{await notebook_of(ask)}/")
        page = html.unescape(re.sub(r"<[^>]+>", "", page))
        assert "return -2 * x" in page
        assert "Right size, wrong sign" in page  # the hint of a mistake that has a name
        assert "Three times as much" in page
        assert {name: g["auto_score"] for name, g in (await grades_of(ask)).items()} == {
            "double": 1.0,
            "triple": 3.0,
        }

    formgrader(conversation)


def test_a_score_typed_there_holds_through_regrades_and_is_on_the_page(
    toy: Toy, formgrader
) -> None:
    toy.submit("ada", {"triple": RIGHT["triple"]})
    toy.autograde()

    async def conversation(ask: Ask) -> None:
        double = (await grades_of(ask))["double"]
        put = await ask("PUT", f"api/grade/{double['id']}", manual_score=2.5)
        assert (put["auto_score"], put["manual_score"]) == (0.0, 2.5)
        regraded = await ask("POST", "api/submission/a0/ada/autograde")
        assert regraded["success"], regraded
        toy.grade(force=True)
        double = (await grades_of(ask))["double"]
        assert (double["auto_score"], double["manual_score"]) == (0.0, 2.5)
        assert double["needs_manual_grade"] is False
        said = await ask("POST", "api/assignment/a0/ada/generate_feedback")
        assert said["success"], said
        (submission,) = await ask("GET", "api/submissions/a0")
        assert (submission["score"], submission["needs_manual_grade"]) == (5.5, False)

    formgrader(conversation)
    page = (toy.root / "feedback/ada/a0/toy.html").read_text(encoding="utf-8")
    assert "Your instructor set the grade: 2.5 of 3 points" in page
    assert "<b>5.5</b> of 6 points" in page
    assert toy.exported()["ada"]["score"] == "5.5"


def test_a_regrade_that_finds_otherwise_asks_for_a_second_look(toy: Toy, formgrader) -> None:
    toy.submit("ada", {})
    toy.autograde()

    async def conversation(ask: Ask) -> None:
        for grade in (await grades_of(ask)).values():
            await ask("PUT", f"api/grade/{grade['id']}", manual_score=1)
        toy.submit("ada", {"double": RIGHT["double"]})
        await ask("POST", "api/submission/a0/ada/autograde")
        found = await grades_of(ask)
        assert {n: (g["auto_score"], g["manual_score"]) for n, g in found.items()} == {
            "double": (FULL["double"], 1.0),
            "triple": (0.0, 1.0),
        }
        assert {n for n, g in found.items() if g["needs_manual_grade"]} == {"double"}
        # Taken back, the score is the judge's again.
        put = await ask("PUT", f"api/grade/{found['double']['id']}", manual_score=None)
        assert (put["manual_score"], put["needs_manual_grade"]) == (None, False)
        toy.grade(force=True)
        assert (await ask("GET", "api/submissions/a0"))[0]["score"] == FULL["double"] + 1

    formgrader(conversation)


def test_what_could_not_be_judged_waits_there_without_a_score(
    toy: Toy, formgrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.submit("ada").write_text("<html>Your session has expired</html>")
    toy.autograde()

    async def conversation(ask: Ask) -> None:
        found = await grades_of(ask)
        assert {g["auto_score"] for g in found.values()} == {None}
        assert (await ask("GET", "api/submissions/a0"))[0]["needs_manual_grade"] is True
        for grade in found.values():
            await ask("PUT", f"api/grade/{grade['id']}", manual_score=2)
        assert (await ask("GET", "api/submissions/a0"))[0]["needs_manual_grade"] is False
        toy.grade(force=True)
        assert (await ask("GET", "api/submissions/a0"))[0]["score"] == 4.0

    formgrader(conversation)
