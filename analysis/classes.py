"""Classes of an index by thresholds (xếp loại, M12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from analysis.errors import AnalysisError

LOWEST = Fraction(0)
HIGHEST = Fraction(100)


@dataclass(frozen=True, slots=True)
class Band:
    """A class: from `low` to `high` in percent; None is open. Each edge is in the class or not."""

    code: str
    low: Fraction | None = None
    low_included: bool = True
    high: Fraction | None = None
    high_included: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether the value falls into this class."""
        above = self.low is None or value > self.low or (self.low_included and value == self.low)
        below = (
            self.high is None or value < self.high or (self.high_included and value == self.high)
        )
        return above and below


def check_bands(bands: Sequence[Band]) -> None:
    """Every value of 0..100 falls into exactly one class.

    Raises
    ------
    AnalysisError
        `class_gap` (a value without a class) or `class_overlap` (a value with two); `code_twice`.

    Notes
    -----
    Looks at every edge and at one value between neighbouring edges, which decide it for all.
    """
    if len({band.code for band in bands}) != len(bands):
        raise AnalysisError("code_twice", "a class stands twice")
    edges = {LOWEST, HIGHEST}
    for band in bands:
        edges |= {e for e in (band.low, band.high) if e is not None and LOWEST < e < HIGHEST}
    ordered = sorted(edges)
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    for value in sorted([*ordered, *between]):
        found = [band.code for band in bands if band.holds(value)]
        if not found:
            raise AnalysisError("class_gap", f"{value} falls into no class")
        if len(found) > 1:
            raise AnalysisError("class_overlap", f"{value} falls into {found}")


def classify(value: Fraction | None, bands: Sequence[Band]) -> str | None:
    """The code of the class that holds the value; None for an unknown value (M6, M12).

    Raises
    ------
    AnalysisError
        `class_gap`: the value falls into no class.
    """
    if value is None:
        return None
    for band in bands:
        if band.holds(value):
            return band.code
    raise AnalysisError("class_gap", f"{value} falls into no class")
