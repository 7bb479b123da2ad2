"""Trimming: large (and small) weights are cut, and what was cut goes to the other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Floats, Numbers, Places, as_codes, as_positive, sums_by
from analysis.errors import AnalysisError
from analysis.weights.precision import WeightPrecision, weight_precision
from analysis.weights.trimming_passes import Trim, limits_of

REFERENCE = "Potter (1990), Proceedings of the Survey Research Methods Section, ASA, 225-230"


@dataclass(frozen=True, slots=True, eq=False)
class TrimmedWeights:
    """Weights after trimming, and what it did.

    Parameters
    ----------
    weights : float64, shape (n,)
        Final weights; their sum in each group is that of `base`.
    base : float64, shape (n,)
        Weights before.
    groups : tuple of str
        Labels of the groups, sorted; one empty label without groups.
    lower, upper : float64, shape (groups,)
        The limits used; 0 and infinity where there are none.
    trimmed_below, trimmed_above : float64, shape (groups,)
        Rows whose weight before was outside the limits.
    moved : float64, shape (groups,)
        Weight cut off and raised, in absolute value, as a share of the group's sum.
    beyond : int
        Rows that end outside the limits; 0 if strict.
    passes : int
        Passes taken.
    before, after : WeightPrecision
        Kish's figures by group: the loss of precision by unequal weights.
    method, reference : str
        What was computed, and where it is described.
    """

    weights: Floats
    base: Floats
    groups: tuple[str, ...]
    lower: Floats
    upper: Floats
    trimmed_below: Floats
    trimmed_above: Floats
    moved: Floats
    beyond: int
    passes: int
    before: WeightPrecision
    after: WeightPrecision
    method: str
    reference: str


def trim(
    weights: Numbers,
    *,
    upper: Numbers | None = None,
    lower: Numbers | None = None,
    relative_to: str | None = None,
    groups: Any = None,
    redistribute: str = "equal",
    strict: bool = True,
) -> TrimmedWeights:
    """Cut weights at limits and give what was cut to the rows that were inside.

    A pass cuts every weight to [lower, upper] and spreads the difference over the rows that were
    inside: `equal` adds the same to each, `proportional` multiplies each by the same. Rows may
    then be outside again: `strict` goes on, filling rows up to the limit, until none is. With
    `equal`, one pass is R's `trimWeights(strict = FALSE)`, and `strict` the limit that
    `trimWeights(strict = TRUE)` approaches.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Weights of respondents (not of cells), above 0.
    upper, lower : array_like, one number or shape (groups,) in sorted order, optional
        Limits; at least one is given.
    relative_to : {"median", "mean"}, optional
        If given, limits are multiples of the median or mean weight of the group.
    groups : array_like, shape (n,), optional
        Label of each row; the sum of weights is kept within each group.
    redistribute : {"equal", "proportional"}
        How the difference is spread.
    strict : bool
        Whether to go on until no weight is outside. If not, `beyond` counts those that are.

    Returns
    -------
    TrimmedWeights

    Raises
    ------
    AnalysisError
        `limits_infeasible` (the mean weight of a group is outside the limits), `limits`,
        `unknown_choice`, `no_rows`, `shape`, `not_finite`, `not_a_number`, `not_positive`,
        `missing_label`, `mixed_labels`.

    Notes
    -----
    Margins met before trimming are not met after it: rake again, or calibrate with bounds.

    References
    ----------
    Potter (1990), Proceedings of the Survey Research Methods Section, ASA, 225-230.
    Tests: tests/analysis/weights/test_trimming.py (R `trimWeights`: weights.json).
    """
    base = as_positive("weights", weights)
    before = weight_precision(base, groups=groups)
    size = len(before.groups)
    labels = np.full(base.size, "") if groups is None else groups
    _, codes = as_codes("groups", labels, n=base.size)
    unit = _unit(relative_to, base, codes, before)
    low, high = limits_of(lower, upper, unit=unit, mean=before.total / before.n)
    rows = Trim(codes, low[codes], high[codes], size, _proportional(redistribute))
    final, passes = rows.strictly(base) if strict else rows.once(base)
    moved = sums_by(codes, np.abs(base - rows.cut(base)), size)
    return TrimmedWeights(
        weights=final,
        base=base,
        groups=before.groups,
        lower=low,
        upper=high,
        trimmed_below=sums_by(codes, (base < rows.low).astype(np.float64), size),
        trimmed_above=sums_by(codes, (base > rows.high).astype(np.float64), size),
        moved=moved / before.total,
        beyond=int(np.count_nonzero(rows.outside(final))),
        passes=passes,
        before=before,
        after=weight_precision(final, groups=groups),
        method=f"trimming, {redistribute} redistribution, {'strict' if strict else 'one pass'}",
        reference=REFERENCE,
    )


def _proportional(redistribute: str) -> bool:
    if redistribute not in {"equal", "proportional"}:
        raise AnalysisError("unknown_choice", f"redistribute is {redistribute}")
    return redistribute == "proportional"


def _unit(relative_to: str | None, base: Floats, codes: Places, before: WeightPrecision) -> Floats:
    """What a limit is a multiple of, by group."""
    if relative_to is None:
        return np.ones(before.n.shape)
    if relative_to == "mean":
        return np.asarray(before.total / before.n, dtype=np.float64)
    if relative_to == "median":
        return _medians(base, codes, before.n.astype(np.intp))
    raise AnalysisError("unknown_choice", f"relative_to is {relative_to}")


def _medians(values: Floats, codes: Places, n: Places) -> Floats:
    """The median of each group, whose sizes are n."""
    ordered = values[np.lexsort((values, codes))]
    start = np.cumsum(n) - n
    return np.asarray((ordered[start + (n - 1) // 2] + ordered[start + n // 2]) / 2)
