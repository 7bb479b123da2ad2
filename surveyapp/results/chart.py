"""The small chart beside each interval: where its dot and its whisker lie on a common scale.

All lengths are in the units of the drawing's view box (`WIDTH` x `HEIGHT`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from surveyapp.results.rows import NodeRow, PrecisionRow, UnitRow

WIDTH, HEIGHT = 150, 20
#: Free at both ends, so that a dot and the figure under it at 100 % are whole.
_MARGIN = 11
#: At most so many parts between ticks; the first step that is coarse enough is taken.
_PARTS = 4
_STEPS = (1, 2, 5, 10, 25)


@dataclass(frozen=True, slots=True)
class Scale:
    """Percentages from `low` to `high`, a tick every `step`."""

    low: int
    high: int
    step: int

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of a drawing."""
        return WIDTH, HEIGHT

    @property
    def ticks(self) -> tuple[int, ...]:
        """Percentages that are marked, both ends included."""
        return tuple(range(self.low, self.high + 1, self.step))

    def at(self, value: Fraction | int) -> str:
        """The horizontal place of a percentage, to a tenth; at the edge if beyond it."""
        share = (min(max(value, self.low), self.high) - self.low) / Fraction(self.high - self.low)
        return f"{float(_MARGIN + share * (WIDTH - 2 * _MARGIN)):.1f}"


def scale_of(rows: Iterable[UnitRow | NodeRow]) -> Scale | None:
    """One scale for rows that are drawn below each other; None where nothing can be drawn."""
    shown = [figure for row in rows for figure in _figures(row.index, row.precision)]
    if not shown:
        return None
    low, high = min(shown), max(shown)
    for step in _STEPS:
        first, last = math.floor(low / step) * step, math.ceil(high / step) * step
        if last - first <= _PARTS * step:
            break
    if first == last:
        first, last = (first - step, last) if first else (0, step)
    return Scale(first, last, step)


def _figures(index: Fraction | None, precision: PrecisionRow | None) -> list[Fraction]:
    bounds = (precision.low, precision.high) if precision else ()
    return [figure for figure in (index, *bounds) if figure is not None]
