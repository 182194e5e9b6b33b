"""Wrong answers that nobody can explain and that several students share, digit by digit."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.classreport.roll import Roll
from autograder.outcome import Status

#: What this is and is not, wherever it is shown.
CAUTION = (
    "A hint, not proof. These students' functions returned the same wrong numbers on inputs that "
    "nobody had seen, no known mistake explains them, and few others in the class did so. The same "
    "slip made independently, a shared tutorial or a step that the notebook suggests gives the "
    "same numbers too. Read the answers before you think of asking anybody."
)

#: A wrong answer is unusual if at most so many students gave it, or so large a share of the class.
FEW = 3
SHARE = 0.1


@dataclass(frozen=True)
class Alike:
    """Students whose outputs were equal and wrong in these parts, by exercise."""

    students: tuple[str, ...]
    exercises: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Likenesses:
    """`unusual` groups are rare in the class; `unnamed` are common: a mistake nobody listed yet."""

    unusual: tuple[Alike, ...]
    unnamed: tuple[Alike, ...]


def of(roll: Roll) -> Likenesses:
    """The groups, those that are alike in most exercises first."""
    who: dict[tuple[str, str, str], list[str]] = {}
    for entry in roll.entries:
        for exercise in entry.exercises:
            for part in exercise.parts:
                unexplained = part.outcome.status is Status.FAILED and not part.outcome.mistake
                if part.likeness and unexplained:
                    key = (exercise.name, part.name, part.likeness)
                    who.setdefault(key, []).append(entry.student)
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for (name, part_name, _), students in who.items():
        if len(students) > 1:
            groups.setdefault(tuple(students), {}).setdefault(name, []).append(part_name)
    order = {exercise.name: place for place, exercise in enumerate(roll.exercises)}
    made = [
        Alike(
            students,
            tuple((n, tuple(parts)) for n, parts in sorted(by.items(), key=lambda i: order[i[0]])),
        )
        for students, by in groups.items()
    ]
    made.sort(key=lambda one: (-len(one.exercises), len(one.students), one.students))
    most = max(FEW, SHARE * len(roll.entries))
    return Likenesses(
        tuple(one for one in made if len(one.students) <= most),
        tuple(one for one in made if len(one.students) > most),
    )
