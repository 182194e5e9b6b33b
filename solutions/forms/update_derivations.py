"""Other correct routes through assignment 4's derivations, as functions that return them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from solutions import update_rules_derivations
from solutions.forms import Form
from solutions.forms.derivations import ROUTES
from solutions.sample_class.a4_update_rules import ada, blaise

#: Those whose routes count as forms already, or are the reference's.
ELSEWHERE = (ada, blaise, update_rules_derivations)


def written(
    lines: tuple[str, ...], kind: type[list[str]] | type[tuple[str, ...]]
) -> Callable[[], object]:
    """A student's function that returns these lines, as a list or a tuple."""
    return lambda: kind(lines)


def _forms(function: str, routes: Mapping[str, tuple[str, ...]]) -> tuple[Form, ...]:
    known = [tuple(getattr(module, function)()) for module in ELSEWHERE]
    others = [route for route in routes.values() if route not in known]
    return tuple(
        {function: written(route, tuple if k % 2 else list)} for k, route in enumerate(others)
    )


FORMS: Mapping[str, tuple[Form, ...]] = {
    f"derive_{name}": _forms(f"derive_{name}", routes)
    for name, routes in ROUTES.items()
    if name != "linear_coordinates"  # that one is given, with a wrong line
}
