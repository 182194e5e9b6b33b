"""A gradebook on PostgreSQL, in a server of the test's own: two machines grade at once."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, text

from autograder import course
from autograder.nbgrader.database import Generate, prepare
from autograder.store import Results
from solutions.sample_class import fill

pytest.importorskip(
    "psycopg", reason="no driver of PostgreSQL: chainrule[postgresql]", exc_type=ImportError
)
# Debian keeps the server's programs off the path.
PLACES = (os.environ.get("PATH", ""), *glob.glob("/usr/lib/postgresql/*/bin"))
PG_CTL = shutil.which("pg_ctl", path=os.pathsep.join(PLACES))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("postgresql"),  # one server for all of them
    pytest.mark.skipif(PG_CTL is None, reason="no pg_ctl: install the package postgresql"),
    # nbgrader's models make SQLAlchemy warn.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]

ROOT = Path(__file__).parents[2]
ASSIGNMENT, NOTEBOOK = "a1_svm_loss", "svm_loss"
CLASSES = (("ada", "grace", "mary"), ("carl", "emmy", "zoë o'hara"))


class Server:
    """A cluster of databases in a folder, reached by a socket in it and by no port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # PostgreSQL refuses to run as root.
        self.user = "nobody" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        self.control(
            "initdb", "-o", "--auth=trust --username=grader --no-sync --locale=C --encoding=UTF8"
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        self.control("start", "-w", "-l", str(folder / "log"), "-o", options)

    def control(self, command: str, *options: str) -> None:
        assert PG_CTL is not None
        # To a file: the server keeps a pipe open, and nobody would see its end.
        said = self.folder.with_name("said")
        with said.open("ab") as out:
            done = subprocess.run(
                [PG_CTL, command, "-D", str(self.folder / "data"), *options],
                cwd=self.folder,
                user=self.user,
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            )
        assert done.returncode == 0, said.read_text()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://grader@/{database}?host={self.folder}"

    def create(self, database: str) -> str:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(
                text(f"CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0")
            )
        engine.dispose()
        return self.url(database)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # The path of a socket has to be short.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as outer:
        os.chmod(outer, 0o755)
        folder = Path(outer) / "server"
        folder.mkdir()
        made = Server(folder)
        yield made
        made.control("stop", "-m", "immediate")


def start(folder: Path, command: str, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nbgrader", command, ASSIGNMENT, *options],
        cwd=folder,
        env={**os.environ, "PATH": os.defpath},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finish(started: list[subprocess.Popen[str]]) -> list[str]:
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(started), "\n".join(said)
    return said


def at_once(url: str, folders: Sequence[Path], command: str, *options: str) -> list[str]:
    """The same command in several course folders at the same time; what each said."""
    given = (f"--db={url}", *options)
    return finish([start(ROOT, command, f"--course-dir={f}", *given) for f in folders])


def submissions(folder: Path, students: tuple[str, ...]) -> dict[str, float]:
    """Hand in the first, the first two and none of the exercises; what each is worth."""
    released = nbformat.read(ROOT / "assignments" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", 4)
    right = next(s for s in fill.students(ASSIGNMENT) if not s.lost and s.answers)
    imports, *solved = (c for c in fill.fill(released, right).cells if c.cell_type == "code")
    points = {}
    for number, student in enumerate(students, 1):
        wanted = course.of_assignment(ASSIGNMENT)[: number % 3]
        ids = {f"{exercise.name}-answer" for exercise in wanted}
        kept = [c for c in solved if c.metadata.get("nbgrader", {}).get("grade_id") in ids]
        place = folder / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(cells=[imports, *kept]), place)
        points[student] = float(sum(exercise.points for exercise in wanted))
    return points


@dataclass(frozen=True)
class Graded:
    """Two course folders with one gradebook, and what their students' work is worth."""

    url: str
    folders: tuple[Path, ...]
    points: dict[str, float]
    said: list[str]

    def scores(self) -> dict[str, float]:
        with Gradebook(self.url) as gradebook:
            found = gradebook.assignment_submissions(ASSIGNMENT)
            return {one.student.id: one.score for one in found}


OPTIONS = ("--Judge.seed=x", "--Judge.workers=1", "--Judge.allow_unsafe=True")


@pytest.fixture(scope="module")
def graded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    url = server.create("grades")
    folders = tuple(tmp_path_factory.mktemp("course") for _ in CLASSES)
    points: dict[str, float] = {}
    for folder, students in zip(folders, CLASSES, strict=True):
        points |= submissions(folder, students)
    at_once(url, folders, "generate_assignment")  # into an empty database
    return Graded(url, folders, points, at_once(url, folders, "autograde", *OPTIONS))


def test_two_machines_make_an_assignment_and_grade_their_students_at_once(graded):
    assert not [text for text in graded.said if "Another run holds" in text]
    assert graded.scores() == graded.points
    with Gradebook(graded.url) as gradebook:
        cells = [len(one.grades) for one in gradebook.notebook_submissions(NOTEBOOK, ASSIGNMENT)]
    assert cells == [len(course.of_assignment(ASSIGNMENT))] * len(graded.points)
    for folder, students in zip(graded.folders, CLASSES, strict=True):
        for student in students:
            report = Results(folder).load(ASSIGNMENT, student)[NOTEBOOK]
            assert (report.settled, report.earned) == (True, graded.points[student])


def test_a_gradebook_that_was_behind_is_set_right(graded):
    """A grader that was killed before it wrote; here its grades are taken back by hand."""
    with Gradebook(graded.url) as gradebook:
        for grade in gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, "ada").grades:
            grade.auto_score = None
        gradebook.db.commit()
    assert graded.scores() != graded.points
    (said,) = at_once(graded.url, graded.folders[:1], "autograde", *OPTIONS)
    assert "The gradebook was behind for ada" in said
    assert graded.scores() == graded.points


def test_first_runs_in_an_empty_database_take_turns(server, monkeypatch):
    # nbgrader starts alembic by its bare name.
    tools = os.path.dirname(sys.executable)
    monkeypatch.setenv("PATH", os.pathsep.join((tools, os.environ["PATH"])))
    url = server.create("empty")
    students = [f"student{number}" for number in range(20)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: prepare(url, "course", students), range(3)))
    with Gradebook(url, "course") as gradebook:
        assert sorted(student.id for student in gradebook.students) == sorted(students)


def test_a_server_that_does_not_answer_ends_the_run_with_a_word(tmp_path):
    nowhere = f"postgresql+psycopg://grader@/grades?host={tmp_path}"
    folders = CourseDirectory(root=str(tmp_path), db_url=nowhere)
    with pytest.raises(SystemExit, match=r"chainrule: nothing was generated: .*connection"):
        Generate(parent=GenerateAssignment(coursedir=folders))


def test_a_driver_that_is_missing_is_named():
    with pytest.raises(ValueError, match=r"chainrule\[postgresql\]"):
        prepare("postgresql+asyncpg://grader@/grades", "")
