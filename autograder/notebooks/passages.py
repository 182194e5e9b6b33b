"""Where in its notebook an exercise is taught: the section that a student is sent back to.

`passages.json` is written by `autograder.authoring.builder` from the notebooks' own headings, so
that no passage can name a heading that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: The file's name, in this package.
FILE = "passages.json"


@dataclass(frozen=True)
class Passage:
    """A heading of a notebook, and the section that it stands in (`""` for a section itself).

    >>> passage = Passage("One example", "2. How wrong is it?")
    >>> passage.words, passage.anchor
    ('“One example” in section “2. How wrong is it?”', '#One-example')
    """

    heading: str
    section: str = ""

    @property
    def words(self) -> str:
        if not self.section:
            return f"section “{self.heading}”"
        return f"“{self.heading}” in section “{self.section}”"

    @property
    def anchor(self) -> str:
        """What follows a notebook's address: JupyterLab and nbconvert name headings alike.

        It is not quoted: JupyterLab compares it with the heading as it stands.
        """
        return "#" + self.heading.replace(" ", "-")


@cache
def _known() -> Mapping[str, Passage]:
    text = (resources.files("autograder.notebooks") / FILE).read_text(encoding="utf-8")
    return {name: Passage(**found) for name, found in json.loads(text).items()}


def passage(exercise: str) -> Passage | None:
    """The passage that teaches an exercise; None for one that is not the course's.

    >>> passage("svm_loss_one").heading
    'One example'
    """
    return _known().get(exercise)


def headings(texts: Iterable[str]) -> list[tuple[int, str]]:
    """The headings of Markdown cells as level and text, in order.

    >>> headings(["# Title", "## 1. Scores", "Prose.\\n\\n### Signs"])
    [(1, 'Title'), (2, '1. Scores'), (3, 'Signs')]
    """
    found = []
    for text in texts:
        fenced = False
        for line in text.split("\n"):
            fenced ^= line.startswith("```")
            marks, _, heading = line.partition(" ")
            if not fenced and marks and not marks.strip("#") and len(marks) <= 6:
                found.append((len(marks), heading.strip()))
    return found


def last(texts: Iterable[str]) -> Passage | None:
    """The passage that these Markdown cells end in; None if they have no section.

    >>> last(["# Title", "## 1. Scores\\n### Signs"])
    Passage(heading='Signs', section='1. Scores')
    """
    section = below = ""
    for level, heading in headings(texts):
        if level <= 2:
            section, below = heading if level == 2 else "", ""
        else:
            below = heading
    if below:
        return Passage(below, section)
    return Passage(section) if section else None


def to_json(found: Mapping[str, Passage]) -> str:
    """The text of the file."""
    listed = {
        name: {"heading": p.heading} | ({"section": p.section} if p.section else {})
        for name, p in found.items()
    }
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
