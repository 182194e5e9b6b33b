"""An explanation as JSON, and its arrays as a file of NumPy's."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from autograder.explain.explanation import Explanation


def to_json(found: Explanation) -> str:
    """All of it, arrays as nested lists with every digit, in ASCII."""
    told = {
        "student": found.report.student,
        "assignment": found.report.assignment,
        "notebook": found.report.notebook,
        "exercise": found.recorded.name,
        "seed": found.report.seed,
        "tier": found.report.tier,
        "own_cell": found.own_cell,
        "reproduced": found.reproduced,
        "changes": found.changes,
        "raised": found.raised,
        "recorded": found.recorded,
        "now": found.now,
        "trials": found.trials,
    }
    return json.dumps(plain(told), indent=1, allow_nan=False)


def plain(value: object) -> object:
    """A value as JSON has it; what JSON lacks (nan, inf, complex, functions) is its text.

    >>> plain({"dW": np.array([0.5, np.inf])})
    {'dW': {'dtype': 'float64', 'shape': [2], 'values': [0.5, 'inf']}}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        shape = [int(n) for n in value.shape]
        return {"dtype": str(value.dtype), "shape": shape, "values": plain(value.tolist())}
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else repr(key): plain(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return value if np.isfinite(value) else repr(value)
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    return repr(value) if isinstance(value, complex) else f"a {type(value).__name__}"


def save(found: Explanation, path: Path) -> list[str]:
    """Write the numbers of all calls as `.npz` (mode 0600), and return the names in it.

    `hidden:loss:0/1/2/X` is argument X of the 2nd call of the 1st draw of that check; `student` and
    `reference` stand for what was returned.
    """
    arrays = dict(_arrays(found))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    return list(arrays)


def _arrays(found: Explanation) -> Iterator[tuple[str, np.ndarray]]:
    for trial in found.trials:
        for number, call in enumerate(trial.calls, 1):
            place = f"{trial.check}/{trial.draw + 1}/{number}"
            for name, value in call.arguments.items():
                yield from _leaves(f"{place}/{name}", value)
            yield from _leaves(f"{place}/student", call.student)
            yield from _leaves(f"{place}/reference", call.reference)


def _leaves(name: str, value: object) -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(f"{name}.{key}", one)
    elif isinstance(value, tuple | list):
        for place, one in enumerate(value):
            yield from _leaves(f"{name}.{place}", one)
    elif isinstance(value, bool | int | float | complex | np.generic | np.ndarray):
        array = np.asarray(value)
        if array.dtype.kind in "fiubc":  # a huge int is an object
            yield name, array
