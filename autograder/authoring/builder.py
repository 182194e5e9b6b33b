"""Text notebooks -> nbgrader's source -> the released assignments.

`python -m autograder.authoring.builder` rebuilds `assignments/`; with `--check` it compares and
writes nothing. In a text notebook an exercise is a cell that imports its functions from
`solutions`; the builder puts their sources in its place. The next code cell calls `check` on them;
it becomes the graded cell.
"""

from __future__ import annotations

import argparse
import ast
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import nbformat
from nbformat import NotebookNode, v4
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import course
from autograder.authoring import marks
from autograder.authoring.textnotebook import BuildError, TextCell, read
from autograder.exercise import Exercise
from autograder.notebooks import passages, scope

_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def build(path: Path, exercises: Iterable[Exercise], root: Path) -> str:
    """The text of the instructor's notebook that the text notebook at `path` describes.

    `exercises` are those declared for it, `root` is where `solutions` lies. The same input gives
    the same bytes. BuildError names file and cell and says what was expected.
    """
    cells: list[NotebookNode] = []
    waiting = list(exercises)
    known: set[str] = set()
    pending: tuple[TextCell, Exercise] | None = None  # an exercise whose check has not come yet
    for cell in read(path):
        if cell.kind == "markdown":
            _refuse_directives(cell)
            cells.append(v4.new_markdown_cell(cell.source, id=cell.key))
            continue
        functions = _imported(cell)
        if pending:
            answer, exercise = pending
            if _one_line(cell) != exercise.call:
                raise cell.error(f"expected {exercise.call}, which checks cell {answer.key!r}")
            _require_names(cell, cell.source, known)
            cells.append(_code(cell, cell.source, _graded(exercise)))
            pending = None
        elif functions:
            if not waiting or functions != set(waiting[0].functions):
                raise cell.error(_unexpected(functions, waiting))
            source = "\n\n\n".join(_answers(cell, waiting[0], root))
            _require_names(cell, source, known)
            known |= scope.defined(source)
            pending = cell, waiting.pop(0)
            cells.append(_code(cell, source, _answer(pending[1])))
        else:
            _refuse_directives(cell)
            if "check" in _called(cell):
                raise cell.error("a check without an exercise; expected one in the code cell above")
            _require_names(cell, cell.source, known)
            known |= scope.defined(cell.source)
            cells.append(_code(cell, cell.source))
    if pending:
        raise pending[0].error(f"no check follows; expected a cell {pending[1].call}")
    if waiting:
        names = ", ".join(waiting[0].functions)
        raise BuildError(f"{path}: no cell imports {names}; expected exercise {waiting[0].name}")
    notebook = v4.new_notebook(cells=cells, metadata=_KERNEL)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def _imported(cell: TextCell) -> frozenset[str]:
    """The names that an exercise cell imports from `solutions`; of another cell, none."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError as error:
        raise cell.error(f"line {error.lineno} is not Python ({error.msg})") from None
    found = [
        node
        for node in body
        if (isinstance(node, ast.ImportFrom) and _of_solutions(node.module))
        or (isinstance(node, ast.Import) and any(_of_solutions(a.name) for a in node.names))
    ]
    if not found:
        return frozenset()
    node = found[0]
    if len(body) > 1 or isinstance(node, ast.Import) or any(a.asname for a in node.names):
        raise cell.error("expected one `from solutions.module import function`, and nothing else")
    return frozenset(alias.name for alias in node.names)


def _of_solutions(module: str | None) -> bool:
    return (module or "").partition(".")[0] == "solutions"


def _unexpected(functions: frozenset[str], waiting: list[Exercise]) -> str:
    expected = f"expected {', '.join(waiting[0].functions)}" if waiting else "expected no more"
    owner = next((e for e in course.exercises().values() if functions == set(e.functions)), None)
    if owner is None:
        return f"no exercise is declared with {', '.join(sorted(functions))}; {expected}"
    if owner in waiting:
        return f"{owner.name} comes too early; {expected}, in the order of the declarations"
    return f"{owner.name} is declared for {owner.notebook}, or stands here twice; {expected}"


def _answers(cell: TextCell, exercise: Exercise, root: Path) -> Iterator[str]:
    """The sources of the exercise's functions, with their marks, in its own order."""
    node = ast.parse(cell.source).body[0]
    assert isinstance(node, ast.ImportFrom)  # as _imported found
    assert node.module
    file = root.joinpath(*node.module.split(".")).with_suffix(".py")
    where = file.relative_to(root)
    try:
        text = file.read_text(encoding="utf-8")
        for function in exercise.functions:
            yield marks.function_source(text, function)[1]
    except OSError:
        raise cell.error(f"{where} cannot be read; expected the solution in it") from None
    except marks.MarkError as error:
        raise cell.error(f"{where}:{error.line}: {error}") from None
    except SyntaxError as error:
        raise cell.error(f"{where}:{error.lineno}: not Python ({error.msg})") from None


def _one_line(cell: TextCell) -> str:
    """A cell's code however it is laid out: a long call may stand on several lines."""
    return ast.unparse(ast.parse(cell.source))


def _called(cell: TextCell) -> set[str]:
    calls = (node.func for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call))
    return {name.id for name in calls if isinstance(name, ast.Name)}


def _refuse_directives(cell: TextCell) -> None:
    if found := marks.DIRECTIVE.search(cell.source):
        raise cell.error(f"nbgrader would act upon {found[0]!r}; expected it in solutions alone")


def _require_names(cell: TextCell, source: str, known: set[str]) -> None:
    if missing := sorted(scope.needed(source) - known):
        raise cell.error(f"uses {', '.join(missing)}; expected an earlier cell that defines it")


def _code(
    cell: TextCell, source: str, metadata: Mapping[str, object] = MappingProxyType({})
) -> NotebookNode:
    code: NotebookNode = v4.new_code_cell(source, id=cell.key, metadata=dict(metadata))
    return code


def _answer(exercise: Exercise) -> dict[str, object]:
    return _nbgrader(f"{exercise.name}-answer", solution=True)


def _graded(exercise: Exercise) -> dict[str, object]:
    return _nbgrader(exercise.name, grade=True, locked=True, points=exercise.points)


def _nbgrader(grade_id: str, **values: object) -> dict[str, object]:
    """nbgrader's metadata of a cell. Prose and imports have none: students may edit those."""
    common = {"grade": False, "locked": False, "schema_version": 3, "solution": False}
    return {"nbgrader": {"grade_id": grade_id, **common, "task": False, **values}}


def _declared() -> dict[tuple[str, str], list[Exercise]]:
    """The exercises of each notebook, by its assignment and its name."""
    found: dict[tuple[str, str], list[Exercise]] = {}
    for exercise in course.exercises().values():
        found.setdefault((exercise.assignment, exercise.notebook), []).append(exercise)
    return found


def passages_text(root: Path) -> str:
    """The text of `passages.json`: the section that each exercise stands in.

    BuildError where a notebook has two sections of one name: a link could lead to one alone.
    """
    found: dict[str, passages.Passage] = {}
    for (_, notebook), exercises in _declared().items():
        cells = read(root / "solutions" / "notebooks" / f"{notebook}.py")
        prose: list[str] = []
        waiting = list(exercises)
        for cell in cells:
            if cell.kind == "markdown":
                prose.append(cell.source)
                names = [heading for _, heading in passages.headings(prose)]
                if twice := next((name for name in names if names.count(name) > 1), ""):
                    raise cell.error(f"the second heading {twice!r}; expected one of its own")
            elif waiting and _imported(cell):
                if passage := passages.last(prose):
                    found[waiting[0].name] = passage
                waiting.pop(0)
    return passages.to_json(found)


def build_sources(root: Path) -> list[Path]:
    """Build every notebook's source in `root/build/source` and return the files.

    A file is written only where its bytes change. Other files there are removed, as nbgrader
    would release them.
    """
    declared = _declared()
    texts = root / "solutions" / "notebooks"
    for path in sorted(texts.glob("*.py")):
        if path.stem not in {notebook for _, notebook in declared}:
            raise BuildError(f"{path}: no exercise is declared for notebook {path.stem!r}")
    built = {
        root / "build" / "source" / assignment / f"{notebook}.ipynb": build(
            texts / f"{notebook}.py", exercises, root
        )
        for (assignment, notebook), exercises in declared.items()
    }
    for path, text in built.items():
        _write(path, text)
    for path in (root / "build" / "source").rglob("*"):
        if path.is_file() and path not in built and path.suffix != ".new":
            path.unlink(missing_ok=True)
    return list(built)


def _write(path: Path, text: str) -> None:
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Renamed into its place, so that a reader never sees half of it.
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        file.write(data)
    os.replace(file.name, path)


def release_settings(config: Config, root: Path) -> None:
    """Set what `nbgrader generate_assignment` needs to make `assignments/` from our source."""
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = str(root / "build" / "source")
    config.CourseDirectory.release_directory = "assignments"
    # Without it nbgrader skips an assignment that is there, and the gradebook stays without it.
    config.GenerateAssignment.force = True
    config.ClearSolutions.code_stub = {"python": marks.STUB}


def generate(root: Path, destination: Path | None = None) -> list[Path]:
    """Build the sources, and from them the assignments by nbgrader's own converter.

    `destination` replaces `root/assignments`; without it, the list of passages is written too. No
    gradebook is read or written: what is released depends on the sources alone. Returns the
    released notebooks.
    """
    sources = build_sources(root)
    if destination is None:
        _write(_passages_file(root), passages_text(root))
    folder = destination or root / "assignments"
    config = Config()
    release_settings(config, root)
    config.CourseDirectory.release_directory = str(folder)
    config.CourseDirectory.db_url = "sqlite://"
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    log = logging.getLogger("autograder.authoring.builder.nbgrader")
    log.setLevel(logging.ERROR)  # below: that each existing assignment is replaced
    for assignment in sorted({path.parent.name for path in sources}):
        config.CourseDirectory.assignment_id = assignment
        directory = CourseDirectory(config=config, log=log)
        GenerateAssignment(coursedir=directory, config=config, log=log).start()
    return [folder / path.parent.name / path.name for path in sources]


def _passages_file(root: Path) -> Path:
    return root / "autograder" / "notebooks" / passages.FILE


def stale(root: Path) -> list[str]:
    """What differs between the generated files and a fresh build, a line each."""
    with tempfile.TemporaryDirectory() as fresh:
        generate(root, Path(fresh))
        there, expected = _contents(root / "assignments"), _contents(Path(fresh))
    reasons = {name: "differs from its build" for name in there if name in expected}
    reasons |= dict.fromkeys(there.keys() - expected.keys(), "is not built")
    reasons |= dict.fromkeys(expected.keys() - there.keys(), "is missing")
    changed = (name for name in reasons if there.get(name) != expected.get(name))
    found = [f"assignments/{name} {reasons[name]}" for name in sorted(changed)]
    file = _passages_file(root)
    if not file.is_file() or file.read_bytes() != passages_text(root).encode():
        found.append(f"{file.relative_to(root).as_posix()} differs from its build")
    return found


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if ".ipynb_checkpoints" not in path.parts
    }


def main(argv: list[str] | None = None) -> int:
    """Rebuild `assignments/`, or say with `--check` what is not up to date."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder.authoring.builder", description=main.__doc__
    )
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(argv)
    root = Path.cwd()
    try:
        if not (root / "solutions" / "notebooks").is_dir():
            raise BuildError(f"{root}: no solutions/notebooks; expected the course's root")
        if not options.check:
            for path in generate(root):
                print(path.relative_to(root))
            return 0
        lines = stale(root)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for line in lines:
        print(f"{line}; run `make notebooks`", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
