"""Cells that crash, hang or cheat, and a notebook without its check cells."""

from nbformat import NotebookNode

CRASHING_CELL = """\
def binary_hinge(w, b, X, y):
    f = X @ w + b
    return np.maximum(0, 1 - y * f).mean(), grad, grad.sum()

loss, dw, db = binary_hinge(np.ones(2), 0.0, np.ones((3, 2)), np.array([1, -1, 1])
"""

ENDLESS_CELL = """\
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)

step = 0
while step < 10:
    loss, dW = svm_loss_vectorized(np.eye(3), np.eye(3), np.array([0, 1, 2]), 0.0)
"""

PATCHED_CELL = """\
import builtins
import sys

np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
np.abs = np.max = lambda *args, **kwargs: 0.0

class Anything(float):
    def __eq__(self, other):
        return True
    def __sub__(self, other):
        return 0.0
    __hash__ = None

def stretch(img):
    return Anything()

def parameter_count(D, C, bias=True):
    return Anything()

def numbers_kept(N, D, C):
    return Anything(), Anything()

for name, module in list(sys.modules.items()):
    if name.startswith("autograder"):
        module.check = lambda *functions: 100.0
check = lambda *functions: 100.0
"""


def delete_check_cells(notebook: NotebookNode) -> None:
    """Take out every cell that is graded."""
    notebook.cells = [
        cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")
    ]
