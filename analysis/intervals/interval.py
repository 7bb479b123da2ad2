"""What every interval function returns."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Confidence limits, element by element.

    Parameters
    ----------
    low, high : float64, shape of the estimates (0-d for one)
        Limits on the scale of the estimate; NaN where there is no interval.
    level : float
        Confidence level, in (0, 1).
    method, reference : str
        What was computed, and where it is described.
    """

    low: Floats
    high: Floats
    level: float
    method: str
    reference: str
