"""The class report as one page that fetches nothing and runs nothing."""

from __future__ import annotations

from markupsafe import Markup

from autograder.classreport import alike, figure, items
from autograder.classreport.items import Item
from autograder.classreport.report import ClassReport
from autograder.display.message import number
from autograder.templates import page


def to_html(report: ClassReport) -> str:
    """The page: the same report, the same bytes."""
    gaps = [item for one in report.exercises for item in one.parts if item.gap]
    return page.fill(
        "classreport.html.j2",
        report=report,
        gaps=sorted(gaps, key=lambda item: -len(item.gap)),
        scores=figure.scores(report.spread),
        outcomes=figure.outcomes(report.exercises) if report.exercises else "",
        definition=items.DISCRIMINATION,
        caution=alike.CAUTION,
        number=number,
        percent=percent,
        signed=signed,
        others=others,
        styles=Markup(page.asset("paper.css") + page.asset("classreport.css")),
    )


def percent(share: float | None) -> str:
    """A share in whole percent.

    >>> percent(0.825), percent(None)
    ('82 %', '–')
    """
    return "–" if share is None else f"{100 * share:.0f} %"


def signed(value: float | None) -> str:
    """A correlation with its sign.

    >>> signed(0.4321), signed(-0.1), signed(None)
    ('+0.43', '−0.10', 'undefined')
    """
    return "undefined" if value is None else f"{value:+.2f}".replace("-", "−")


def others(item: Item) -> str:
    """What became of those who did not pass.

    >>> others(Item("f", "F", "", 1, False, 3, 1, 0.3, None, {"passed": 1, "failed": 2}))
    '2 failed'
    """
    return ", ".join(f"{n} {status}" for status, n in item.statuses.items() if status != "passed")
