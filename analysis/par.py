"""The reform score (Chỉ số CCHC, PAR index) of a unit and its means (M9, M11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.errors import AnalysisError
from analysis.rollup import mean
from analysis.rounding import Exact, exact


@dataclass(frozen=True, slots=True)
class ParIndex:
    """Total points and index in percent, None where a part or the maximum is unknown (M6).

    `missing` names the unknown parts, and `max_points` where that is unknown.
    """

    total: Fraction | None
    percent: Fraction | None
    maximum: Fraction | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of unit figures: over `n` known ones, `left_out` are unknown (M11)."""

    value: Fraction | None
    n: int
    left_out: int


def par_index(parts: Mapping[str, Exact | None], maximum: Exact | None) -> ParIndex:
    """Index = sum of the parts / lowered maximum x 100 (M9).

    Parameters
    ----------
    parts : mapping of part code to points or None
        Appraised self-assessment, officials' survey, SIPAS points; 0 or more, not rounded here.
    maximum : exact figure above 0, or None
        The unit's standard score after lowering.

    Returns
    -------
    ParIndex
        An unknown part leaves total and index unknown: it is not zero (M6). The total stands
        without a maximum, the index does not.

    Raises
    ------
    AnalysisError
        `points_range` (negative, or the total above the maximum), `maximum_range`.

    Notes
    -----
    Source: report 56/BC-SNV Sóc Trăng (2022). Tests: tests/analysis/test_par.py and
    tests/analysis/test_soc_trang.py (all 40 published rows).
    """
    top = None if maximum is None else exact(maximum)
    if top is not None and top <= 0:
        raise AnalysisError("maximum_range", "a lowered maximum is 0 or less")
    points = {code: None if given is None else exact(given) for code, given in parts.items()}
    known = [given for given in points.values() if given is not None]
    if any(given < 0 for given in known):
        raise AnalysisError("points_range", f"points are negative: {dict(parts)}")
    if top is not None and sum(known) > top:
        raise AnalysisError("points_range", f"points are above the maximum {top}")
    missing = tuple(code for code, given in points.items() if given is None)
    total = None if missing or not points else sum(known, Fraction(0))
    percent = None if total is None or top is None else 100 * total / top
    return ParIndex(total, percent, top, missing if top is not None else (*missing, "max_points"))


def mean_of(figures: Sequence[Fraction | None]) -> Mean:
    """Arithmetic mean of unit figures, unknown ones left out and counted (M11).

    The mean of a group and of all units are both means of unit indexes, not total / maximum.
    Source: soc_trang_2021, verified on the printed means. Tests: tests/analysis/test_par.py.
    """
    known = sum(figure is not None for figure in figures)
    return Mean(mean(figures), known, len(figures) - known)
