"""No released byte holds a statement of a solution (the first rule of the design).

A secret is a statement of more than 20 characters, as `ast.unparse` writes it, that stands between
solution marks or in a folder of `solutions/` that is secret as a whole. It is looked for as a
statement wherever released text is Python (files, notebook cells, doctests, strings), and as a run
of characters, blanks and quotes aside, in everything else.
"""

import ast
import doctest
import json
import re
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from autograder.authoring import marks, release

ROOT = Path(__file__).parents[1]
SECRET_FOLDERS = ("hidden", "forms", "sample_class", "tests")
LONGEST_HARMLESS = 20
#: What is scanned: more than students get, as the other half of the grader is in every wheel, and a
#: file may move from one half to the other.
OPEN = frozenset(
    {"CHANGELOG.md", "README.md", "assignments", "autograder", "datasets", "docs", "tests"}
)

#: Secrets that may be released, under the reason why they tell nothing about an exercise.
HARMLESS: Mapping[str, tuple[str, ...]] = {
    "how everybody loads the data": ("digits = load_digits()",),
    "how the three modes are drawn; the exercise defines its classes by this distance": (
        "distance = np.linalg.norm(X[:, None] - centres, axis=2)",
    ),
    "the name of a type": (
        "Array = NDArray[np.float64]",
        "Batch = tuple[Array, Array, Labels]",
        "Draw = Callable[[np.random.Generator], tuple[object, ...]]",
        "Labels = NDArray[np.int64]",
        "Params = dict[str, Array]",
    ),
    "a program's frame, which says nothing of what it does": (
        "array.flags.writeable = False",
        "assert done.returncode == 0, done.stderr",
        "assert time.monotonic() < deadline",
        "assert exercise is not None",
        "assert report.settled",
        "exercise = report.exercise(name)",
        "gradebook.db.commit()",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "path.parent.mkdir(parents=True)",
        "return path.read_text(encoding='utf-8')",
        "rng = np.random.default_rng(0)",
        "assert isinstance(b, np.ndarray)",
        "if __name__ == '__main__':\n    main()",
        "place.mkdir(parents=True)",
        "return '\\n'.join(lines)",
        "shutil.rmtree(folder, ignore_errors=True)",
        "started = time.perf_counter()",
        "tools = os.path.dirname(sys.executable)",
    ),
}
EXCEPTIONS = frozenset(statement for reason in HARMLESS for statement in HARMLESS[reason])


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Every statement, nested ones too, that does something.

    Imports are left out, as the name of a module is no answer, and docstrings, as that of a check
    is the sentence that students read of it.
    """
    for node in ast.walk(tree):
        prose = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        named = isinstance(node, ast.Import | ast.ImportFrom)
        if isinstance(node, ast.stmt) and not prose and not named:
            yield node


def normal(statement: ast.stmt) -> str:
    return ast.unparse(statement)


def secrets(root: Path) -> dict[str, str]:
    """Each secret and where it stands."""
    found: dict[str, str] = {}
    for path in sorted((root / "solutions").rglob("*.py")):
        folder = path.relative_to(root / "solutions").parts[0]
        text = path.read_text()
        if folder == "notebooks":
            continue  # released as they are, their exercise cells aside
        if folder in SECRET_FOLDERS:
            lines = set(range(1, text.count("\n") + 2))
        else:
            lines = {n for begin, end in marks.regions(text) for n in range(begin, end)}
        for statement in statements(ast.parse(text)):
            if statement.lineno in lines and len(normal(statement)) > LONGEST_HARMLESS:
                found.setdefault(normal(statement), f"{path.relative_to(root)}:{statement.lineno}")
    return found


def squeezed(text: str) -> str:
    """`text` without what a reader may change and keep the statement: blanks, quotes, brackets."""
    return re.sub(r"[\s\"'`\\()]", "", text)


def python(text: str) -> Iterator[ast.AST]:
    """The syntax trees in a text: its own, those of its strings, and those of its doctests."""
    try:
        tree = ast.parse(textwrap.dedent(text))
    except (SyntaxError, ValueError):
        tree = None
    if tree:
        yield tree
        for node in ast.walk(tree):
            value = node.value if isinstance(node, ast.Constant) else None
            # A string that holds no more than itself would be taken apart for ever.
            if isinstance(value, str) and LONGEST_HARMLESS < len(value) < len(text):
                yield from python(value)
    try:
        for example in doctest.DocTestParser().get_examples(text):
            if len(example.source) < len(text):
                yield from python(example.source)
    except ValueError:
        pass


def texts(path: str, data: bytes) -> Iterator[str]:
    """What a file holds: its text, and of a notebook every string at any depth."""
    text = data.decode(errors="replace")
    yield text
    if path.endswith(".ipynb"):
        yield from strings(json.loads(text))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):
            yield "".join(value)
        else:
            for entry in value:
                yield from strings(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from strings(entry)


def leaks(files: Mapping[str, bytes], secret: Mapping[str, str]) -> list[str]:
    """Each secret that a file holds: the file, the statement and where it comes from."""
    found = []
    lines = {squeezed(s): s for s in secret if "\n" not in s}
    for path, data in files.items():
        held: set[str] = set()
        for text in texts(path, data):
            plain = squeezed(text)
            held |= {lines[line] for line in lines if line in plain}
            for tree in python(text):
                held |= secret.keys() & {normal(statement) for statement in statements(tree)}
        found += [f"{path} holds {s!r} of {secret[s]}" for s in sorted(held)]
    return found


@cache
def course() -> tuple[dict[str, bytes], dict[str, str]]:
    """The open files as they lie here, committed or about to be, and the secrets."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    there = {name: (ROOT / name).read_bytes() for name in listed if (ROOT / name).is_file()}
    return {name: data for name, data in there.items() if is_open(name, data)}, secrets(ROOT)


def is_open(path: str, data: bytes) -> bool:
    """Whether a file is scanned; tests that know the solutions are theirs."""
    top = path.partition("/")[0]
    return top in OPEN and not (top == "tests" and b"solutions" in data)


def test_nothing_released_holds_a_statement_of_a_solution() -> None:
    files, secret = course()
    kept = {statement: where for statement, where in secret.items() if statement not in EXCEPTIONS}
    found = leaks(files, kept)
    assert not found, "\n".join(found)


def test_each_exception_is_needed() -> None:
    files, secret = course()
    excepted = {statement: secret.get(statement, "nowhere") for statement in EXCEPTIONS}
    held = leaks(files, excepted)
    unneeded = [
        s for s in EXCEPTIONS if s not in secret or not any(repr(s) in line for line in held)
    ]
    assert unneeded == []


def test_the_scan_sees_the_whole_release() -> None:
    files, secret = course()
    made = {"LICENSE", "constraints.txt", "pyproject.toml"}
    assert set(release.for_students(ROOT)) - made <= set(files)
    assert len(secret) > 50
    assert {path.partition("/")[2].partition("/")[0] for path in secret.values()} >= {"tests"}


SECRET = "margins = np.maximum(0, scores - correct[:, None] + delta)"
NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def cell(**content: object) -> bytes:
    return json.dumps(NOTEBOOK | {"cells": [content]}).encode()


LEAKS = {
    "a file": ("a.py", f"def f():\n    if x:\n        {SECRET}\n".encode()),
    "laid out anew": (
        "a.py",
        b"margins = (np.maximum(\n    0,  # at least\n    (scores - correct[:, None]) + delta,\n))",
    ),
    "other quotes": ("a.py", b'names["the margins"] = np.maximum(scores, 0)'),
    "a string": ("a.py", f'CODE = """\n    {SECRET}\n"""'.encode()),
    "a docstring's example": ("a.py", f'def f():\n    """F.\n\n    >>> {SECRET}\n    """'.encode()),
    "a comment": ("a.py", f"# {SECRET}\n".encode()),
    "a cell": ("a.ipynb", cell(cell_type="code", source=["x = 1\n", SECRET])),
    "prose": ("a.ipynb", cell(cell_type="markdown", source=f"Write `{SECRET}`.")),
    "an output": ("a.ipynb", cell(outputs=[{"text": [f"----> 1 {SECRET}"]}])),
    "metadata": ("a.ipynb", cell(metadata={"nbgrader": {"old": {"source": SECRET}}})),
    "a key": ("a.ipynb", cell(metadata={SECRET: 1})),
    "a page": ("a.md", f"```python\n{SECRET}\n```".encode()),
}


@pytest.mark.parametrize(("path", "data"), LEAKS.values(), ids=LEAKS)
def test_a_planted_leak_is_found(path: str, data: bytes) -> None:
    secret = {SECRET: "solutions/toy.py:3", "names['the margins'] = np.maximum(scores, 0)": "there"}
    assert len(leaks({path: data, "b.py": b"x = 1"}, secret)) == 1


def test_a_leak_planted_in_the_course_is_found() -> None:
    files, secret = course()
    statement = next(s for s, where in secret.items() if where.startswith("solutions/svm_loss"))
    name = "assignments/a1_svm_loss/svm_loss.ipynb"
    notebook = json.loads(files[name])
    notebook["cells"][3]["source"] += ["\n", *statement.splitlines(keepends=True)]
    (line, *_) = leaks({name: json.dumps(notebook).encode()}, {statement: secret[statement]})
    assert line.startswith(f"{name} holds {statement!r}")


def test_secrets_are_what_stands_between_marks_or_in_secret_folders(tmp_path: Path) -> None:
    (tmp_path / "solutions" / "hidden").mkdir(parents=True)
    (tmp_path / "solutions" / "toy.py").write_text(
        "def f(x):\n    given = 'to every student'\n    ### BEGIN SOLUTION\n"
        "    for i in range(3):\n        if x > 3:\n            x = x + i * x - 12345\n"
        "    ### END SOLUTION\n    return given\n"
    )
    (tmp_path / "solutions/hidden/toy.py").write_text("import numpy\nCHECKS = make_checks(1, 2, 3)")
    found = secrets(tmp_path)
    assert "x = x + i * x - 12345" in found
    assert "CHECKS = make_checks(1, 2, 3)" in found
    assert found["x = x + i * x - 12345"] == "solutions/toy.py:6"
    assert not any("given" in statement or "import" in statement for statement in found)
