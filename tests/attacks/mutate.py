"""Change a notebook file at random places, as JSON and as bytes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

#: What may stand where something else is expected.
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    4,
    1e999,
    10**40,
    "",
    "code",
    "double",
    "\x00\x1b[31m\u202e\ud800",
    "<script>alert(1)</script>",
    [],
    [[]],
    ["x", None],
    {},
    {"nbgrader": {"grade_id": "double"}},
    {"cell_type": "code", "source": "1 / 0"},
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container with each of its keys, from the outside in."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def mutated(notebook: dict[str, Any], random: Random) -> bytes:
    """The notebook's file with one to five changes, now and then with broken bytes."""
    made = copy.deepcopy(notebook)
    for _ in range(random.randint(1, 5)):
        known = list(places(made))
        if not known:
            break
        home, key = random.choice(known)
        match random.randrange(5):
            case 0:
                del home[key]
            case 1 if isinstance(home, list):
                home.insert(random.randrange(len(home) + 1), copy.deepcopy(home[key]))
            case 2:
                other, name = random.choice(known)
                # From a copy, so that nothing comes to hold itself.
                home[key] = copy.deepcopy(other[name]) if has(other, name) else None
            case 3 if isinstance(home, dict):
                home[str(random.choice(ODD))] = home.pop(key)
            case _:
                home[key] = copy.deepcopy(random.choice(ODD))
    data = bytearray(json.dumps(made).encode())
    if random.random() < 0.2:
        for _ in range(random.randint(1, 8)):
            data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def has(home: Any, key: Any) -> bool:
    return key in home if isinstance(home, dict) else key < len(home)
