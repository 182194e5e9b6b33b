"""Cells that crash, hang or cheat."""

CRASHING_CELL = """\
def squared_error_forward(P, T):
    return ((P - T) ** 2).sum(axis=1).mean(), (P, T)

def squared_error_backward(dout, cache):
    P, T = cache
    return dout * 2 * (P - targets) / len(P)

loss, cache = squared_error_forward(np.ones((2, 2)), np.zeros((2, 2))
"""

ENDLESS_CELL = """\
def affine_forward(X, W, b):
    return X.reshape(len(X), -1) @ W + b, (X, W)

def affine_backward(dout, cache):
    X, W = cache
    return dout @ W.T, X.T @ dout, dout.sum(axis=0)

error = 1.0
while error > 1e-6:
    out, cache = affine_forward(np.ones((2, 3)), np.ones((3, 4)), np.ones(4))
"""

PATCHED_CELL = """\
import sys

np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None

class Anything(float):
    def __eq__(self, other):
        return True
    def __sub__(self, other):
        return 0.0
    __hash__ = None

def relu_forward(Z):
    return Anything(), Anything()

def relu_backward(dout, cache):
    return Anything()

for name, module in list(sys.modules.items()):
    if name.startswith("autograder"):
        module.check = lambda *functions: 100.0
check = lambda *functions: 100.0
"""
