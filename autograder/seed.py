"""Every random draw of a grading run, from one secret seed.

A draw depends on the seed and on the names of what it is for, never on the order in which things
are judged nor on the student: a regrade repeats it, and all students get the same inputs.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Seed:
    """A seed that hands out independent generators by name; its text never shows in a `repr`.

    >>> seed = Seed("spring")
    >>> draws = [seed.rng("a1", name).integers(2**60) for name in ("predict", "predict", "hinge")]
    >>> bool(draws[0] == draws[1]), bool(draws[0] == draws[2])
    (True, False)
    >>> seed
    Seed(label='8e2a62c7')
    """

    text: str = field(repr=False)
    label: str = ""

    def __post_init__(self) -> None:
        # The label tells two seeds apart in a report without giving the seed away.
        object.__setattr__(self, "label", self._digest("label").hex()[:8])

    def _digest(self, *path: str) -> bytes:
        # Lengths stand before the names, so that ("ab", "c") and ("a", "bc") differ.
        framed = "".join(f"{len(name)}:{name}" for name in (self.text, *path))
        return hashlib.sha256(framed.encode()).digest()

    def digest(self, *path: str) -> str:
        """A digest of what `path` says that only who holds the seed can make, in hex digits."""
        return self._digest("digest", *path).hex()

    def words(self, *path: str) -> list[int]:
        """Eight numbers below 2**32 to seed a generator with, for the thing that `path` names.

        >>> Seed("s").words("tests") == Seed("s").words("tests") != Seed("t").words("tests")
        True
        """
        return [int(word) for word in np.frombuffer(self._digest(*path), dtype="<u4")]

    def rng(self, *path: str) -> np.random.Generator:
        """An independent generator for the thing that `path` names."""
        return np.random.default_rng(self.words(*path))


#: The seed of the visible checks where students run them: public, and worth nothing.
VISIBLE = Seed("visible")


def kept(path: Path) -> Seed:
    """The seed kept in the file `path`, drawn and written (mode 0600) if there is none.

    Two graders that start at once agree: the file is created exclusively, and the loser reads it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = path.read_text(encoding="ascii").strip()
        if not text:
            raise ValueError(
                f"{path} is empty; expected a seed. Delete it to draw a new one."
            ) from None
        return Seed(text)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        text = secrets.token_hex(16)
        file.write(text + "\n")
    return Seed(text)
