"""Other correct routes through assignment 4's derivations, as functions that return them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from solutions.forms import Form
from solutions.forms.derivations import ROUTES

#: A third way to the multiclass hinge: D by the margins first.
_BY_MARGINS = (
    "D(L, s[c]) = Sum(j != y, cases((D(s[j] - s[y], s[c]), s[j] - s[y] + 1 > 0),"
    " (0, s[j] - s[y] + 1 <= 0)))",
    "= Sum(j != y, cases((ind(j == c) - ind(y == c), s[j] - s[y] + 1 > 0),"
    " (0, s[j] - s[y] + 1 <= 0)))",
)


def written(
    lines: tuple[str, ...], kind: type[list[str]] | type[tuple[str, ...]]
) -> Callable[[], object]:
    """A student's function that returns these lines, as a list or a tuple."""
    return lambda: kind(lines)


def _forms(name: str, routes: Mapping[str, tuple[str, ...]]) -> tuple[Form, ...]:
    all_routes = [*routes.values(), *([_BY_MARGINS] if name == "multiclass_hinge" else [])]
    return tuple(
        {f"derive_{name}": written(route, tuple if k % 2 else list)}
        for k, route in enumerate(all_routes)
    )


FORMS: Mapping[str, tuple[Form, ...]] = {
    f"derive_{name}": _forms(name, routes)
    for name, routes in ROUTES.items()
    if name != "linear_coordinates"  # that one is given, with a wrong line
}
