"""The report's figures: SVG that stands in the page, in the page's own colours and letters.

Matplotlib draws them in colours that stand for the page's; the page's custom properties take their
place, so that a figure is legible on dark ground and on paper. Nothing in the text depends on the
time or on chance.
"""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from markupsafe import Markup, escape
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.classreport.items import ExerciseItems
from autograder.classreport.spread import Spread
from autograder.display.plain import plain
from autograder.outcome import Status

_INK, _LINE, _ACCENT, _GOOD, _BAD, _ODD, _SOFT = (f"#0102{place:02x}" for place in range(7))
_PROPERTIES = {
    _INK: "--ink",
    _LINE: "--line",
    _ACCENT: "--accent",
    _GOOD: "--good",
    _BAD: "--bad",
    _ODD: "--odd",
    _SOFT: "--soft",
}
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "chainrule",
    "svg.fonttype": "none",  # text stays text
    "font.family": "sans-serif",
    "font.size": 11,
    "text.parse_math": False,  # a dollar in a name is a dollar
    "text.color": _INK,
    "axes.edgecolor": _SOFT,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "patch.linewidth": 0,
}

#: What can become of an exercise, as the bars show it: colour and hatching, from left to right.
_BARS: Sequence[tuple[str, str, str, tuple[Status, ...]]] = (
    ("passed", _GOOD, "", (Status.PASSED,)),
    ("failed", _BAD, "///", (Status.FAILED,)),
    (
        "crashed or stopped",
        _ODD,
        "xxx",
        (Status.CRASHED, Status.OUT_OF_TIME, Status.OUT_OF_MEMORY),
    ),
    ("not attempted", _LINE, "", (Status.NOT_ATTEMPTED,)),
)

#: The most bars of the histogram.
MOST_BINS = 20


def scores(spread: Spread) -> Markup:
    """The histogram of the scores, with a line at the median."""
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(7, 2.8), layout="constrained")
        axes = figure.add_subplot()
        edges = bins(spread.points)
        axes.hist(spread.scores, bins=edges, color=_ACCENT, rwidth=0.92)
        if spread.quartiles:
            median = spread.quartiles[1]
            axes.axvline(median, color=_INK, linestyle="--", linewidth=1.5)
            place = axes.get_xaxis_transform()
            axes.text(median, 1.02, f"median {median:g}", transform=place, ha="center")
        axes.set_xlim(edges[0], edges[-1])
        axes.set_xlabel(f"points of {spread.points:g}")
        axes.set_ylabel("students")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        return _svg(figure, "scores", _scores_alt(spread))


def bins(points: float) -> list[float]:
    """The edges of the bars: of one width, 1, 2 or 5 times a power of ten, at most `MOST_BINS`.

    >>> bins(6.0)
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    >>> len(bins(230.0))
    13
    """
    widths = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    width = next((w for w in widths if points / w <= MOST_BINS), max(points, 1.0))
    count = max(1, int(np.ceil(points / width)))
    return [float(width * i) for i in range(count + 1)]


def _scores_alt(spread: Spread) -> str:
    if not spread.quartiles:
        return "Histogram of scores: nobody has one yet."
    counts, edges = np.histogram(spread.scores, bins=bins(spread.points))
    bars = "; ".join(
        f"{low:g} to {high:g}: {count}"
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
        if count
    )
    return f"Histogram of {len(spread.scores)} scores. Students by points: {bars}."


def outcomes(exercises: Sequence[ExerciseItems]) -> Markup:
    """A bar for each exercise: the shares of students with each outcome."""
    wholes = [one.whole for one in exercises]
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(7, 1.3 + 0.3 * len(wholes)), layout="constrained")
        axes = figure.add_subplot()
        left = np.zeros(len(wholes))
        for label, colour, hatch, statuses in _BARS:
            shares = np.array(
                [
                    100 * sum(w.statuses.get(s, 0) for s in statuses) / max(w.judged, 1)
                    for w in wholes
                ]
            )
            axes.barh(
                range(len(wholes)),
                shares,
                left=left,
                height=0.72,
                color=colour,
                hatch=hatch,
                edgecolor="#ffffff55" if hatch else colour,
                label=label,
            )
            left += shares
        axes.set_yticks(range(len(wholes)), [_short(one.exercise) for one in wholes])
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.set_xlabel("% of the students whose exercise was judged")
        _legend(figure)
        alt = "; ".join(f"{w.exercise}: {w.passed} of {w.judged} passed" for w in wholes)
        return _svg(figure, "outcomes", f"Outcomes by exercise. {alt}. The table below has it all.")


def _short(name: str) -> str:
    return textwrap.shorten(plain(name), 40, placeholder="…") or name[:40]


def _legend(figure: Figure) -> None:
    figure.legend(
        loc="outside upper center", ncols=len(_BARS), frameon=False, fontsize=10, columnspacing=1.2
    )


def _svg(figure: Figure, name: str, alt: str) -> Markup:
    """The figure as an element of the page; its ids begin with `name`, so that no two are alike."""
    written = io.StringIO()
    # Without these matplotlib writes the day and its version.
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with warnings.catch_warnings():
        # Matplotlib measures with a font of its own, which may lack a letter; the browser's has it.
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(written, format="svg", transparent=True, metadata=nothing)
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<style[^>]*>.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r"url\(#", f"url(#{name}-", text)
    text = re.sub(r'xlink:href="#', f'href="#{name}-', text)
    text = re.sub(r' xmlns(:xlink)?="[^"]*"', "", text)
    text = re.sub(r' (width|height|version)="[^"]*"', "", text, count=3)
    for colour, custom in _PROPERTIES.items():
        text = text.replace(colour, f"var({custom})")
    alt_text = escape(alt)
    return Markup(text.replace("<svg", f'<svg role="img" aria-label="{alt_text}"', 1))
