"""The page `docs/accuracy.md`, made from the figures in `docs/accuracy.json` and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from solutions.accuracy.rates import bounded, seldom, share
from solutions.accuracy.seed import FEWER, SPARED

Figures = Mapping[str, Any]

#: The least share of judgements in which a known mistake bears its own name.
NAMED = 0.95

HEAD = """\
# How often the grader is wrong

*Made by `make accuracy` from [accuracy.json](accuracy.json); not edited by hand.*

A grader can be wrong in two ways: it passes a wrong answer, or it takes a mark from a right one.
And where it names the mistake, it may name the wrong one. Each is measured here by giving the
grader answers of which we know what they are.
"""

LIMITS = """\
## What these figures do not prove

- The wrong answers are ours: mistakes that we have seen or read of, changes made by a program to
  our own references, and pairs of them. Students will find others. That all of these fail says
  nothing certain of those.
- The right answers are ours too, and written to differ. A style that none of them has may meet a
  tolerance that none of them met.
- The bounds take each judgement for a fresh draw. They are not: many seeds of one mistake are one
  mistake. A bound says how often another *seed* may go wrong, not another *student*.
- The answers are judged in one process, without the sandbox. What may go wrong on the way there
  and back is measured elsewhere (`python -m benchmarks.honest_grades`).
- A name is counted as right if it is the one that we gave to that code. Whether the words help
  whoever reads them is not a thing that a program can measure.
"""


def markdown(figures: Figures) -> str:
    """The whole page."""
    parts = [HEAD, measured_with(figures), summary(figures)]
    parts += [section(figures[name]) for name, section in SECTIONS.items() if name in figures]
    return "\n".join([*parts, LIMITS])


def measured_with(figures: Figures) -> str:
    """When, with what, and how to repeat it."""
    found = ", ".join(f"{name} {version}" for name, version in sorted(figures["versions"].items()))
    return (
        f"Measured on {figures['date']} with {found}. Bounds hold with 95 % confidence: Wilson's, "
        "and the rule of three where nothing went wrong. The same command gives the same numbers "
        f"but for the date:\n\n```\n{figures['command']}\n```\n"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column holds words, the others numbers or words.

    >>> print(table(("who", "marks"), [("ada", 3)]))
    | who | marks |
    | --- | --- |
    | ada | 3 |
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def summary(figures: Figures) -> str:
    """The claims that CI holds, each with what was measured."""
    rows = [
        row for name, claim in CLAIMS.items() if name in figures for row in claim(figures[name])
    ]
    shown = [(claim, measured) for claim, measured, _ in rows]
    return "## In short\n\n" + table(("claim", "measured"), shown) + "\n"


def crossed(figures: Figures) -> list[str]:
    """The claims that these figures do not bear out."""
    found = [
        row for name, claim in CLAIMS.items() if name in figures for row in claim(figures[name])
    ]
    return [f"not so: {claim}: {measured}" for claim, measured, held in found if not held]


# ------------------------------------------------------------------------------ right answers


def _flakes(run: Figures) -> int:
    """Gradings in which a mark was lost, whatever the number of parts."""
    return len({(lost["exercise"], lost["form"], lost["seed"]) for lost in run["lost"]})


def correct_claims(found: Figures) -> Iterator[tuple[str, str, bool]]:
    """What is claimed of right answers."""
    flakes, of = (sum(map(_flakes, found["runs"])), sum(run["gradings"] for run in found["runs"]))
    yield "no right answer loses a mark", seldom(flakes, of), not flakes


def correct_section(found: Figures) -> str:
    """Right answers by what they were judged with, and the marks that were lost."""
    rows = [
        (run["numpy"], run["threads"] or "any", sum(run["answers"].values()), run["seeds"],
         run["gradings"], _flakes(run))
        for run in found["runs"]
    ]  # fmt: skip
    heads = ("NumPy", "threads of OpenBLAS", "answers", "seeds", "gradings", "with a lost mark")
    lost = [
        f"- `{one['exercise']}`, {one['form']}, seed {one['seed']}, NumPy {run['numpy']}: "
        f"{one['part']}: {one['fact']}"
        for run in found["runs"]
        for one in run["lost"]
    ]
    answers = found["runs"][0]["answers"]
    text = (
        f"The reference and further right answers to each of {len(answers)} exercises, in other "
        f"styles and by other conventions: {min(answers.values())} or more to each."
    )
    if len({run["first"] for run in found["runs"]}) > 1:
        text += " The seeds are shared out among the rows."
    if any(run["gradings"] < run["seeds"] * sum(answers.values()) for run in found["runs"]):
        text += f" The {len(SPARED)} derivations, which take longest, get one seed in {FEWER}."
    return "\n".join(["## Right answers", "", text, "", table(heads, rows), "", *lost])


# ------------------------------------------------------------------------------ known mistakes


def _sum(tallies: Iterable[Figures], key: str) -> int:
    return sum(tally[key] for tally in tallies)


def _by_assignment(tallies: Iterable[Figures]) -> Mapping[str, list[Figures]]:
    found: dict[str, list[Figures]] = {}
    for tally in sorted(tallies, key=lambda tally: str(tally["assignment"])):
        found.setdefault(tally["assignment"], []).append(tally)
    return found


def mistakes_claims(found: Figures) -> Iterator[tuple[str, str, bool]]:
    """What is claimed of known mistakes, what was measured, and whether it holds."""
    tallies = found["tallies"]
    of, failed, own, named = (_sum(tallies, k) for k in ("judgements", "failed", "own", "named"))
    yield "every known mistake fails", bounded(failed, of), failed == of
    yield "it loses its own parts and no other", bounded(own, of), own == of
    yield "it is named, and nothing else is (95 % or more)", bounded(named, of), named >= NAMED * of
    told = len(found["right_named"])
    measured = seldom(told, found["right_judgements"])
    yield "no right answer is told of a mistake", measured, not told


def mistakes_section(found: Figures) -> str:
    """Known mistakes by assignment, and the confusion table."""
    tallies = found["tallies"]
    rows = []
    for assignment, mine in _by_assignment(tallies).items():
        of = _sum(mine, "judgements")
        shares = (share(_sum(mine, key), of) for key in ("failed", "own", "named"))
        rows.append((f"`{assignment}`", len(mine), _sum(mine, "mistakes"), of, *shares))
    heads = ("assignment", "exercises", "mistakes", "judged", "failed", "own parts", "named")
    cells = [one for one in found["troubles"] if one["fault"] == "named"]
    shown = [
        (f"`{one['exercise']}`", one["mistake"], one["said"] or "(no name)",
         f"{one['count']} of {one['judgements']}", one["seed"])
        for one in cells
    ]  # fmt: skip
    of, named = _sum(tallies, "judgements"), _sum(tallies, "named")
    diagonal = f"On the diagonal of the confusion table stand {named} of {of} judgements"
    others = [one for one in found["troubles"] if one["fault"] != "named"]
    wrong = [
        f"- `{one['exercise']}`, {one['mistake']}: {one['fault']} {one['said']}, "
        f"{one['count']} of {one['judgements']}"
        for one in others
    ]
    return "\n".join(
        [
            "## Known mistakes",
            "",
            f"Every known mistake of every exercise; seeds: {found['seeds']}. *Own parts*: it "
            "lost the parts that it should lose and no other. *Named*: its own hint was given and "
            "no other one.",
            "",
            table(heads, rows),
            "",
            *(
                [f"{diagonal}. Off it:", "", table(CONFUSION, shown)]
                if shown
                else [f"{diagonal}; off it there is nothing."]
            ),
            "",
            *([*wrong, ""] if wrong else []),
        ]
    )


CONFUSION = ("exercise", "mistake", "named", "judgements", "first seed")


def pairs_claims(found: Figures) -> Iterator[tuple[str, str, bool]]:
    """What is claimed of two mistakes together."""
    of = _pairs(found)
    passed, third = (
        sum(not always(one) for one in found["odd"] if bool(one["said"]) == named)
        for named in (False, True)
    )
    yield "no two mistakes together pass", seldom(passed, of), not passed
    yield "no two mistakes together bear a third name", seldom(third, of), not third


def _pairs(found: Figures) -> int:
    return sum(found[kind] for kind in ("same", "apart", "across"))


def always(odd: Figures) -> bool:
    """Whether a pair did so on all inputs: then the two come to just that."""
    return bool(odd["count"] == odd["judgements"])


def pairs_section(found: Figures) -> str:
    """Two mistakes in one answer."""
    rows = [
        (f"`{one['exercise']}`", one["first"], one["second"], one["said"] or "(passes)",
         f"{one['count']} of {one['judgements']}")
        for one in found["odd"]
    ]  # fmt: skip
    heads = ("exercise", "one", "the other", "named", "judgements")
    return "\n".join(
        [
            "### Two at once",
            "",
            f"{_pairs(found)} pairs, drawn once for all: {found['same']} in one function (their "
            f"deviations from the right answer added), {found['apart']} in two functions of an "
            f"exercise, {found['across']} in two exercises of which one uses the other. "
            f"{found['both']} bore both names, {found['one']} one of them, {found['neither']} "
            "neither.",
            "",
            *(
                [
                    "Those that passed or bore a third name were judged with further seeds. What "
                    "is so every time is no error of the grader's: two slips may cancel, or come "
                    "to a third.",
                    "",
                    table(heads, rows),
                    "",
                ]
                if rows
                else []
            ),
        ]
    )


# ------------------------------------------------------------------------------ mutants

#: The least share of the wrong mutants that the visible checks kill, questions left out.
SEEN = 0.95


def _wrong(tallies: Iterable[Figures]) -> int:
    """The mutants that are not equivalent."""
    return sum(tally["mutants"] - tally["equivalent"] for tally in tallies)


def mutants_claims(found: Figures) -> Iterator[tuple[str, str, bool]]:
    """What is claimed of mutants."""
    tallies = found["tallies"]
    killed, of = _sum(tallies, "hidden"), _wrong(tallies)
    yield "every mutant that is wrong fails", bounded(killed, of), killed == of
    asked = [tally for tally in tallies if not tally["question"]]
    seen, of = _sum(asked, "visible"), _wrong(asked)
    yield "the visible checks alone fail it (95 % or more)", bounded(seen, of), seen >= SEEN * of


def mutants_section(found: Figures) -> str:
    """Mutants by assignment, and why some are equivalent."""
    rows = []
    for assignment, mine in _by_assignment(found["tallies"]).items():
        asked = [tally for tally in mine if not tally["question"]]
        shares = (
            share(_sum(mine, "hidden"), _wrong(mine)),
            share(_sum(asked, "visible"), _wrong(asked)),
        )
        counts = len(mine), _sum(mine, "mutants"), _sum(mine, "equivalent")
        rows.append((f"`{assignment}`", *counts, *shares))
    heads = ("assignment", "exercises", "mutants", "equivalent", "hidden checks", "visible checks")
    names = [name for tally in found["tallies"] for name in tally["survivors"]]
    survivors = ["", *(f"- survived: `{name}`" for name in names)] if names else []
    often = sorted((-count, reason) for reason, count in found["reasons"].items())
    reasons = [f"- {-count}: {reason}" for count, reason in often]
    each = "All" if found["every"] == 1 else f"One in {found['every']}"
    text = (
        f"{each} of the changes that our mutator makes to the references' functions: operators, "
        "constants, axes, signs, indices, terms, arguments, copies. Killed: the answer lost a "
        "part. Questions are left out of the visible checks' rate: those say only that a question "
        "is answered."
    )
    told = ["", "Equivalent, which nothing can kill:", "", *reasons] if reasons else []
    lines = ["## Mutants", "", text, "", table(heads, rows), *survivors, *told, ""]
    return "\n".join(lines)


def peers_section(found: Figures) -> str:
    """Others' ways of checking on the same mutants, by style and exercise."""
    rows = []
    for style in dict.fromkeys(row["style"] for row in found["rows"]):
        mine = [row for row in found["rows"] if row["style"] == style]
        for label, some in ((f"**{style}**", mine), *((f"`{r['exercise']}`", [r]) for r in mine)):
            of = _sum(some, "mutants")
            shares = (share(_sum(some, key), of) for key in ("theirs", "visible", "hidden"))
            rows.append((label, of, *shares))
    heads = ("style, exercise", "mutants", "theirs", "our visible", "our hidden")
    text = (
        "The same mutants under the checks that three well-known courses' styles would make of "
        "those exercises. They are reconstructions, written afresh: fixtures of the usual size, "
        "the usual comparisons and tolerances. They show what a style sees, not what any course's "
        "own files see today."
    )
    return "\n".join(["### Under others' checks", "", text, "", table(heads, rows), ""])


#: The claims of each measure, and its section of the page; in the page's order.
CLAIMS: Mapping[str, Callable[[Figures], Iterator[tuple[str, str, bool]]]] = {
    "correct": correct_claims,
    "mistakes": mistakes_claims,
    "pairs": pairs_claims,
    "mutants": mutants_claims,
}
SECTIONS: Mapping[str, Callable[[Figures], str]] = {
    "correct": correct_section,
    "mistakes": mistakes_section,
    "pairs": pairs_section,
    "mutants": mutants_section,
    "peers": peers_section,
}
