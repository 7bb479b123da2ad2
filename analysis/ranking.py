"""Places inside a ranking group (M8)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.errors import AnalysisError
from analysis.points import Precision, as_seen
from analysis.rounding import Exact


class Ties(enum.StrEnum):
    """What equal figures get: 1, 2, 3 in list order; 1, 1, 3; or 1, 1, 2 (M8)."""

    LIST_ORDER = "list_order"
    SHARED = "shared"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place; None for a unit whose figure is unknown. `tied` counts units level with it,
    itself included (0 without a place), so that a table can say which order was chance."""

    unit: str
    place: int | None
    tied: int


def rank(
    figures: Sequence[tuple[str, Exact | None]],
    *,
    ties: Ties = Ties.LIST_ORDER,
    precision: Precision = Precision.UNROUNDED,
    digits: int = 2,
) -> tuple[Place, ...]:
    """Rank the units of one group, the greatest figure first (M8).

    Parameters
    ----------
    figures : sequence of (unit, exact figure or None)
        In list order, which breaks ties under ``list_order`` and orders the units without a place.
    ties : Ties
        The rule for equal figures; Sóc Trăng numbers them on in list order.
    precision, digits
        Whether exact figures are compared, or those rounded half-up to `digits` decimals.

    Returns
    -------
    tuple of Place
        Best first, equal ones in list order, unknown ones last.

    Raises
    ------
    AnalysisError
        `unit_twice`.

    Notes
    -----
    Tests: tests/analysis/test_ranking.py; tests/analysis/test_soc_trang.py (published ranks).
    """
    units = [unit for unit, _ in figures]
    if len(set(units)) != len(units):
        raise AnalysisError("unit_twice", "a unit stands twice in its group")
    seen = [(u, as_seen(value, precision=precision, digits=digits)) for u, value in figures]
    known = [(unit, value) for unit, value in seen if value is not None]
    known.sort(key=lambda pair: -pair[1])
    places = _numbers([value for _, value in known], ties)
    values = [value for _, value in known]
    ranked = [
        Place(unit, place, values.count(value))
        for (unit, value), place in zip(known, places, strict=True)
    ]
    return (*ranked, *(Place(unit, None, 0) for unit, value in seen if value is None))


def _numbers(values: Sequence[Fraction], ties: Ties) -> list[int]:
    """Places of figures that stand in descending order."""
    if ties is Ties.LIST_ORDER:
        return list(range(1, len(values) + 1))
    places: list[int] = []
    for position, value in enumerate(values):
        if position and value == values[position - 1]:
            places.append(places[-1])
        elif ties is Ties.SHARED or not position:
            places.append(position + 1)
        else:
            places.append(places[-1] + 1)
    return places
