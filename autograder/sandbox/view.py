"""What a sandbox may see: the interpreter, the libraries, and a private folder of our making.

The one thing that it must never see is a course's `solutions/`; where that can't be kept out,
nothing starts.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from .faults import SandboxError

HERE = Path(__file__).resolve().parent
PACKAGE = "sandboxed"  # the name that the worker's code has inside
WORKER_FILES = (
    "policy.py",
    "plan.py",
    "wire.py",
    "stream.py",
    "codec.py",
    "encoder.py",
    "decoder.py",
    "rich.py",
    "objects.py",
    "unsendable.py",
    "confine.py",
    "landlock.py",
    "seccomp.py",
    "zygote.py",
    "worker.py",
    "capture.py",
    "trace.py",
)
LIBRARIES = ("numpy", "matplotlib", "matplotlib_inline", "IPython", "traitlets", "pyseccomp")

# Beyond the interpreter's and the libraries' own folders; what doesn't exist is left out.
SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",  # where shared libraries are, for those outside the default folders
    "/etc/alternatives",  # Debian's BLAS is a link into it
    "/etc/matplotlibrc",  # Debian's matplotlib
    "/usr/share/matplotlib",
)


def course_folders(course_root: Path | None) -> tuple[str, ...]:
    """Return the resolved folders that hold, or may hold, a course's `solutions/`."""
    candidates: list[Path] = [Path.cwd(), *Path.cwd().parents, *HERE.parents]
    candidates += [Path(entry) for entry in sys.path if entry]
    found = {path.resolve() for path in candidates if (path / "solutions").is_dir()}
    if course_root is not None:
        found.add(course_root.resolve())
    return tuple(sorted(map(str, found)))


def library_folders() -> tuple[str, ...]:
    """Return the folders of installed packages, in the order of sys.path; no course among them.

    Raises SandboxError where a library that the sandbox needs is missing.
    """
    wanted = set()
    for name in LIBRARIES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            wanted.add(origin.parent.parent if spec.submodule_search_locations else origin.parent)
        elif name != "pyseccomp":
            raise SandboxError(f"the library {name} is not installed", mend="pip install chainrule")
    folders = [Path(entry) for entry in sys.path if entry]
    usual = ("site-packages", "dist-packages")
    chosen = [path for path in folders if path in wanted or path.name in usual]
    resolved = [str(path.resolve()) for path in chosen if path.is_dir()]
    return tuple(dict.fromkeys(resolved))


def mounts(libraries: Iterable[str]) -> tuple[str, ...]:
    """Return what the sandbox may read, resolved, each path once and none inside another."""
    base = Path(sys.base_prefix)
    wanted = [*SYSTEM, *libraries]
    wanted += [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    wanted += [str(base / name) for name in ("lib", "lib64")]
    if str(base.resolve()).startswith("/nix/store/"):
        wanted.append("/nix/store")
    found = {os.path.realpath(path) for path in wanted if os.path.exists(path)}
    return tuple(sorted(found))


def inside(path: str, folder: str) -> bool:
    """Whether a resolved path is a folder or lies in it.

    >>> inside("/usr/lib/x", "/usr/lib"), inside("/usr/library", "/usr/lib")
    (True, False)
    """
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def without_nested(paths: Iterable[str], hidden: Iterable[str]) -> tuple[str, ...]:
    """Leave out paths inside others, except those that a hidden folder would cover.

    >>> without_nested(["/a", "/a/b", "/a/course/venv"], ["/a/course"])
    ('/a', '/a/course/venv')
    """
    kept: list[str] = []
    covers = tuple(hidden)
    for path in sorted(paths):
        outer = [folder for folder in kept if inside(path, folder)]
        cover = [folder for folder in covers if inside(path, folder)]
        # The deepest of both decides: an outer mount shows the path, a cover in between hides it.
        if not outer or (cover and max(map(len, cover)) > max(map(len, outer))):
            kept.append(path)
    return tuple(kept)


def hide(paths: tuple[str, ...], courses: Iterable[str]) -> tuple[str, ...]:
    """Return the course folders that lie inside a mount, to be covered."""
    return tuple(
        course
        for course in courses
        if any(inside(course, path) and course != path for path in paths)
    )


def assert_no_solutions(
    paths: Iterable[str], hidden: Iterable[str], courses: Iterable[str]
) -> None:
    """Raise SandboxError where a mount shows a `solutions/` folder of a course."""
    covers = tuple(hidden)
    for path in paths:
        for course in courses:
            solutions = os.path.join(course, "solutions")
            if inside(path, solutions) or (inside(solutions, path) and course not in covers):
                raise SandboxError(
                    f"{path} would be visible to students' code, and {solutions} lies inside",
                    mend="move the course to a folder of its own",
                )
        if os.path.isdir(os.path.join(path, "solutions")):
            raise SandboxError(
                f"{path}, visible to students' code, has a folder named solutions",
                mend="move or uninstall it",
            )


def links() -> tuple[tuple[str, str], ...]:
    """Return the symbolic links that stand for system folders, such as /lib for /usr/lib."""
    found = []
    for path in ("/lib", "/lib64"):
        if os.path.islink(path):
            found.append((path, os.path.realpath(path)))
    return tuple(found)


def fill_runtime(runtime: Path) -> None:
    """Copy what the sandbox runs and what students may import from us into an empty folder."""
    worker = runtime / PACKAGE
    worker.mkdir(parents=True)
    (worker / "__init__.py").write_text('"""Runs a submission; nothing of the grader\'s."""\n')
    for name in WORKER_FILES:
        shutil.copyfile(HERE / name, worker / name)
    stand_in = runtime / "autograder"
    stand_in.mkdir()
    shutil.copyfile(HERE / "stub.py", stand_in / "__init__.py")
    gradient = HERE.parent / "gradient.py"
    if gradient.is_file():
        shutil.copyfile(gradient, stand_in / "gradient.py")
    datasets = datasets_folder()
    if datasets is not None:
        shutil.copytree(
            datasets,
            runtime / "chainrule_datasets",
            ignore=shutil.ignore_patterns("__pycache__", "solutions"),
        )


def datasets_folder() -> Path | None:
    """Return the folder of the package chainrule_datasets, None where it is not to be found."""
    for folder in _datasets_candidates():
        if (folder / "__init__.py").is_file():
            return folder
    return None


def _datasets_candidates() -> Iterator[Path]:
    yield HERE.parents[1] / "datasets" / "chainrule_datasets"  # a clone
    try:
        spec = importlib.util.find_spec("chainrule_datasets")
    except (ImportError, ValueError):
        return
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent
