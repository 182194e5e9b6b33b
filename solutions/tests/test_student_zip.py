"""The zip is installed as students do it, and a notebook is worked through with what came of it.

What they do not install cannot be imported there. Windows and macOS are stood in for by a Python
that lacks what Windows lacks: `.github/workflows/students.yml` runs the zip on the real ones.
"""

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import release
from solutions.sample_class.fill import fill, students

ROOT = Path(__file__).parents[2]
NOTEBOOK = "assignments/a1_svm_loss/svm_loss.ipynb"
SECONDS = 240

#: Libraries of the other half, which a student's environment has not.
NOT_THERE = ("nbgrader", "sqlalchemy", "alembic", "jupytext", "dask", "distributed", "sklearn")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("student_zip")]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The zip of the last commit, unpacked."""
    place = tmp_path_factory.mktemp("student")
    packed = place / "student.zip"
    packed.write_bytes(release.pack(release.for_students(ROOT), "course"))
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(place)
    return place / "course"


@pytest.fixture(scope="module")
def environment(unpacked: Path) -> Path:
    """A virtual environment with the zip in it; its libraries are those of this environment."""
    place = unpacked.parent / "environment"
    wheels = unpacked.parent / "wheels"
    python = place / "bin" / "python"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, cwd=unpacked, check=True, capture_output=True, env=clean())
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    (wheel,) = wheels.iterdir()
    alone = ["--no-index", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*pip, *alone, str(wheel)], check=True, env=clean())
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout
    Path(site.strip(), "libraries.pth").write_text(
        f"{sysconfig.get_path('purelib')}\n"
        f"import sys; sys.modules.update(dict.fromkeys({NOT_THERE!r}))\n"
    )
    return place


def clean() -> dict[str, str]:
    """This process's environment without paths to the course."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}


def run(environment: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(environment / "bin" / words[0]), *words[1:]]
    if words[0] == "pytest":  # not installed here, so there is no script of that name
        command = [str(environment / "bin" / "python"), "-P", "-m", *words]
    return subprocess.run(
        command,
        cwd=folder,
        env=clean(),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def answer(notebook: Path) -> None:
    """Write right answers into a released notebook."""
    blaise = next(s for s in students("a1_svm_loss") if s.name == "blaise")
    nbformat.write(fill(nbformat.read(notebook, as_version=4), blaise), notebook)


def test_a_notebook_is_worked_through_with_what_the_zip_installs(
    unpacked: Path, environment: Path
) -> None:
    at_home = run(
        environment,
        unpacked,
        *("python", "-P", "-c", "import autograder; print(autograder.__file__)"),
    )
    assert at_home.stdout.startswith(str(environment)), at_home.stderr
    helped = run(environment, unpacked, "chainrule", "--help")
    listed = re.findall(r"^  ([a-z-]+) +[A-Z]", helped.stdout, re.M)
    assert listed == ["check", "submit-check", "watch"]

    notebook = unpacked / NOTEBOOK
    released = notebook.read_bytes()
    before = run(environment, unpacked, "chainrule", "check", NOTEBOOK, "stretch", "--json")
    assert before.returncode == 1, before.stderr
    assert '"not attempted"' in before.stdout
    try:
        answer(notebook)
        after = run(environment, unpacked, "chainrule", "check", NOTEBOOK)
        assert after.returncode == 0, after.stdout + after.stderr
        ready = run(environment, unpacked, "chainrule", "submit-check", NOTEBOOK)
        assert ready.returncode == 0, ready.stdout + ready.stderr
        tested = run(environment, unpacked, "pytest", "-q", "-p", "no:cacheprovider", NOTEBOOK)
        assert tested.returncode == 0, tested.stdout + tested.stderr
        assert " passed" in tested.stdout
        assert "failed" not in tested.stdout
        assert "skipped" not in tested.stdout
    finally:
        notebook.write_bytes(released)


#: What Windows has not, for code of ours: the standard library and its users are Linux's here.
WINDOWS = """
import builtins, os, select, socket, sys
real = builtins.__import__
def guarded(name, names=None, *rest, **more):
    ours = str((names or {}).get("__name__")).split(".")[0] in ("autograder", "sandboxed")
    if ours and name in ("fcntl", "resource", "pwd", "grp", "termios", "pty"):
        raise ModuleNotFoundError("No module named " + name)
    return real(name, names, *rest, **more)
builtins.__import__ = guarded
del socket.AF_UNIX, select.poll
for name in ("fork", "getuid", "geteuid", "killpg", "pidfd_open", "wait4"):
    vars(os).pop(name, None)
"""

WORK = f"""
import asyncio, importlib, pkgutil, subprocess, tempfile
exec({WINDOWS!r})
import autograder
# These run on Linux alone, in the worker, at the better tiers.
LINUX = ("autograder.sandbox.landlock", "autograder.sandbox.seccomp")
names = [info.name for info in pkgutil.walk_packages(autograder.__path__, "autograder.")]
modules = [importlib.import_module(name) for name in names if name not in LINUX]
assert len(modules) > 100, names

class Windows:
    platform = "win32"
    def __getattr__(self, name):
        return getattr(sys, name)

for module in modules:
    if getattr(module, "sys", None) is sys:
        module.sys = Windows()
from autograder.sandbox import Tier, probe, process
process.BOOT = {WINDOWS!r} + process.BOOT
from autograder import check, cli
def svm_loss_naive(W, X, y, reg):
    raise NotImplementedError
assert check(svm_loss_naive) == 0
assert cli.main(["check", sys.argv[1], "--json"]) == 0
assert probe().tier is Tier.PROCESS, probe()
"""


def test_the_student_half_runs_where_linux_is_missing(unpacked: Path, tmp_path: Path) -> None:
    notebook = tmp_path / "mine.ipynb"
    notebook.write_bytes((unpacked / NOTEBOOK).read_bytes())
    answer(notebook)
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(notebook)],
        cwd=unpacked,
        env=clean() | {"PYTHONPATH": os.pathsep.join([str(unpacked), str(unpacked / "datasets")])},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert '"tier": 3' in done.stdout
