"""From the index to converted points (M7)."""

from __future__ import annotations

import enum
from fractions import Fraction

from analysis.errors import AnalysisError
from analysis.rounding import Exact, exact, round_half_up


class Precision(enum.StrEnum):
    """Whether a rule starts from the exact figure or from the one that is printed (M7, M8, M9)."""

    UNROUNDED = "unrounded"
    PRINTED = "printed"


def as_seen(value: Exact | None, *, precision: Precision, digits: int = 2) -> Fraction | None:
    """The figure that a rule looks at: exact, or rounded half-up to `digits`; None stays None."""
    if value is None:
        return None
    if precision is Precision.PRINTED:
        return exact(round_half_up(value, digits))
    return exact(value)


def converted_points(
    index: Exact | None,
    maximum: Exact | None,
    *,
    precision: Precision = Precision.UNROUNDED,
    digits: int = 2,
) -> Fraction | None:
    """Points = index x maximum / 100 (M7); not rounded, that happens when it is printed.

    Parameters
    ----------
    index : exact figure in 0..100, or None
        The satisfaction index in percent.
    maximum : exact figure, 0 or more, or None
        Maximum points of the part for this unit's group (15 or 16 in Sóc Trăng).
    precision, digits
        Whether the index is rounded to `digits` decimals first.

    Returns
    -------
    Fraction or None
        In 0..maximum; None where the index or the maximum is unknown (M6).

    Raises
    ------
    AnalysisError
        `index_range`, `maximum_range`.

    Notes
    -----
    Source: QĐ 3119/QĐ-UBND Sóc Trăng (2021). Tests: tests/analysis/test_points.py and
    tests/analysis/test_soc_trang.py (all 40 published rows).
    """
    seen = as_seen(index, precision=precision, digits=digits)
    if seen is not None and not 0 <= seen <= 100:
        raise AnalysisError("index_range", f"an index of {seen} is not in 0..100")
    if maximum is not None and exact(maximum) < 0:
        raise AnalysisError("maximum_range", "a maximum is negative")
    if seen is None or maximum is None:
        return None
    return seen * exact(maximum) / 100
