"""Other correct forms of the graphs by hand."""

from __future__ import annotations

import math

import numpy as np

from solutions.forms import Form


def product_by_paths(x, y, z):
    return {"f": x * z + y * z, "q": x + y, "dx": z, "dy": z, "dz": x + y, "dq": z}


def log_sine_in_numpy(x1, x2):
    out = {"log": np.log(x1), "product": np.multiply(x1, x2), "sine": np.sin(x2)}
    out["f"] = out["log"] + out["product"] - out["sine"]
    out["dx1"], out["dx2"] = np.array(1 / x1 + x2), x1 - np.cos(x2)
    return out


def log_sine_in_math(x1, x2):
    a, b, c = math.log(x1), x1 * x2, math.sin(x2)
    da, db, dc = 1.0, 1.0, -1.0
    dx1 = da / x1
    dx1 += db * x2
    dx2 = db * x1
    dx2 += dc * math.cos(x2)
    return {"log": a, "product": b, "sine": c, "f": a + b - c, "dx1": dx1, "dx2": dx2}


def neuron_simplified(w, x):
    u = np.dot(w, x)
    p = 1 / (1 + math.exp(-u))
    return {"u": u, "p": p, "L": math.log1p(math.exp(-u)), "dp": -1 / p, "du": p - 1,
            "dw": (p - 1) * x}  # fmt: skip


def neuron_stable(w, x):
    u = (w * x).sum()
    p = 0.5 * (1 + np.tanh(u / 2))
    dp = -(p**-1)
    du = dp * p * (1 - p)
    return {"u": u, "p": p, "L": np.logaddexp(0, -u), "dp": dp, "du": du, "dw": np.multiply(du, x)}


def squared_by_loop(w, b, x, y):
    f = b
    for wi, xi in zip(w, x, strict=True):
        f += wi * xi
    dw = np.zeros(len(w))
    for i in range(len(w)):
        dw[i] = 2 * (f - y) * x[i]
    return {"f": f, "L": (f - y) * (f - y), "df": 2 * (f - y), "dw": dw, "db": 2 * f - 2 * y}


def hinge_by_cases(w, b, x, y):
    f = x @ w + b
    if y * f >= 1:
        return {"f": f, "L": 0, "df": 0, "dw": np.zeros_like(x), "db": 0}
    return {"f": f, "L": 1 - y * f, "df": -y, "dw": -y * x, "db": -y}


def hinge_by_mask(w, b, x, y):
    f = np.sum(w * x) + b
    active = (1 - y * f > 0) * 1.0
    df = active * -y
    return {"f": f, "L": active * (1 - y * f), "df": df, "dw": df * x, "db": df}


def _squared_in_steps(w, b, x, y):
    r = w.dot(x) + b - y
    return {"f": r + y, "L": r**2, "df": r + r, "dw": (r + r) * x, "db": np.float64(2 * r)}


def neuron_by_parts(w, x):
    """Each edge's slope by itself; they are multiplied as the gradient walks back."""
    u = float(sum(w * x))
    e = math.exp(-u)
    p = 1 / (1 + e)
    dL_dp, dp_de, de_du = -1 / p, -(p**2), -e
    du = dL_dp * dp_de * de_du
    dw = [du * xi for xi in x]
    return {"dw": np.array(dw), "du": du, "dp": dL_dp, "L": -math.log(p), "p": p, "u": u}


def squared_folded(w, b, x, y):
    theta, x1 = np.append(w, b), np.append(x, 1)
    r = theta @ x1 - y
    slope = 2 * r * x1
    return {"f": theta @ x1, "L": r**2, "df": 2 * r, "dw": slope[:-1], "db": slope[-1]}


def hinge_by_max(w, b, x, y):
    """The larger of two, each with its own slopes."""
    f = float(np.inner(w, x)) + b
    zero = (0.0, 0.0, 0.0 * x)
    loss, df, dw = max(zero, (1 - y * f, -1.0 * y, -y * x), key=lambda case: case[0])
    return {"f": f, "L": loss, "df": df, "dw": dw, "db": df}


BY_HAND: tuple[Form, ...] = (
    {
        "product_graph": product_by_paths,
        "log_sine_graph": log_sine_in_math,
        "neuron_graph": neuron_simplified,
        "squared_graph": squared_by_loop,
        "hinge_graph": hinge_by_cases,
    },
    {
        "product_graph": lambda x, y, z: {
            "q": x + y, "f": (x + y) * z, "dq": z, "dx": 1 * z, "dy": 1.0 * z, "dz": x + y
        },
        "log_sine_graph": log_sine_in_numpy,
        "neuron_graph": neuron_stable,
        "squared_graph": _squared_in_steps,
        "hinge_graph": hinge_by_mask,
    },
    {
        "product_graph": lambda x, y, z: dict(
            zip(
                ("dz", "dy", "dx", "dq", "f", "q"),
                np.array([x + y, z, z, z, (x + y) * z, x + y]).tolist(),
                strict=True,
            )
        ),
        "log_sine_graph": log_sine_in_math,
        "neuron_graph": neuron_simplified,
        "squared_graph": _squared_in_steps,
        "hinge_graph": hinge_by_cases,
    },
{
    "product_graph": lambda x, y, z: {
        "q": np.add(x, y),
        "f": np.multiply(np.add(x, y), z),
        **dict.fromkeys(("dq", "dx", "dy"), np.float64(z)),
        "dz": np.array(x + y),
    },
    "log_sine_graph": lambda x1, x2: {
        **log_sine_in_math(x1, x2),
        "dx1": (1 + x1 * x2) / x1,
        "dx2": x1 - math.sin(x2 + math.pi / 2),
    },
    "neuron_graph": neuron_by_parts,
    "squared_graph": squared_folded,
    "hinge_graph": hinge_by_max,
},
)  # fmt: skip
