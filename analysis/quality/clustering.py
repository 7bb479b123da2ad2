"""Interviewer and counter effects: intraclass correlation from the one-way analysis of variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from analysis.arrays import Floats, Numbers, Places, as_known_or_missing, as_level
from analysis.errors import AnalysisError
from analysis.intervals.interval import Interval
from analysis.quality.groups import label_codes


@dataclass(frozen=True, slots=True, eq=False)
class IntraclassCorrelation:
    """One-way random effects.

    Parameters
    ----------
    icc : float
        Variance between groups / total variance; negative where groups differ less than chance;
        NaN where all values are equal.
    between, within : float
        Variance components (between may be negative: the estimate is not cut at 0).
    mean_load : float
        n / groups.
    design_effect : float
        1 + (mean_load - 1) max(icc, 0).
    f, p_value : float
        F test of "no group effect", NaN where all values are equal.
    interval : Interval
        Of the icc; exact for groups of equal size.
    n, groups, left_out : int
        Values used, groups, values missing or of unknown group.
    effective_n : float
        n / design_effect.
    method, reference : str
    """

    icc: float
    between: float
    within: float
    mean_load: float
    design_effect: float
    f: float
    p_value: float
    interval: Interval
    n: int
    groups: int
    left_out: int
    effective_n: float
    method: str
    reference: str


def intraclass_correlation(
    values: Numbers, group: Any, *, level: float = 0.95
) -> IntraclassCorrelation:
    """icc = (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (n - sum m_g^2 / n) / (groups - 1).

    Interviewers mostly work in one unit, so this mixes what differs between units with what
    differs between interviewers: report `nested_components` beside it.

    Parameters
    ----------
    values : float64, shape (n,)
        A score, or 0 and 1; NaN is left out and counted.
    group : labels, shape (n,)
        As in `as_groups`.
    level : float
        Confidence level, in (0, 1).

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite`, `level`, `too_few_groups` (below 2),
        `no_replication` (no group has two values).

    Notes
    -----
    Searle (1971), Linear Models, ch. 9; Kish (1962), Journal of the American Statistical
    Association 57, 92-115 (interviewer design effect). Tests:
    tests/analysis/quality/test_clustering.py, against R `anova(lm())`.
    """
    level = as_level(level)
    chosen, code, left_out = grouped_values(values, group)
    size = np.bincount(code).astype(np.float64)
    k, n = size.size, chosen.size
    if k < 2:
        raise AnalysisError("too_few_groups", f"{k} groups with values", cure="compare 2 or more")
    if n == k:
        raise AnalysisError("no_replication", "every group has one value", cure="join groups")
    msb, msw = _mean_squares(chosen, code, size)
    n0 = (n - float(size @ size) / n) / (k - 1)
    between = (msb - msw) / n0
    f = msb / msw if msw > 0 else (np.inf if msb > 0 else np.nan)
    icc = between / (between + msw) if msb > 0 or msw > 0 else np.nan
    effect = 1 + (n / k - 1) * max(icc, 0.0)
    return IntraclassCorrelation(
        icc=float(icc),
        between=float(between),
        within=float(msw),
        mean_load=n / k,
        design_effect=float(effect),
        f=float(f),
        p_value=float(stats.f.sf(f, k - 1, n - k)),
        interval=_icc_interval(f, (k - 1, n - k), n0, level),
        n=n,
        groups=k,
        left_out=left_out,
        effective_n=float(n / effect),
        method="one-way analysis of variance, method of moments",
        reference="Searle 1971, ch. 9; Kish 1962",
    )


def grouped_values(values: Numbers, group: Any) -> tuple[Floats, Places, int]:
    """Known values, codes 0.. of the groups that have one, and how many were left out.

    Errors `shape`, `not_a_number`, `not_finite`.
    """
    array = as_known_or_missing("values", values)
    _, code = label_codes("group", group)
    if array.shape != code.shape:
        raise AnalysisError("shape", f"values have shape {array.shape}, groups {code.shape}")
    if np.isinf(array).any():
        raise AnalysisError("not_finite", "a value is infinite")
    kept = ~np.isnan(array) & (code >= 0)
    _, packed = np.unique(code[kept], return_inverse=True)
    return array[kept], packed.astype(np.intp), int(np.count_nonzero(~kept))


def _mean_squares(values: Floats, code: Places, size: Floats) -> tuple[float, float]:
    centred = values - values[0]  # equal values give exact zeros
    centred -= centred.mean()
    means = np.bincount(code, weights=centred) / size
    residual = centred - means[code]
    msb = float(size @ (means - centred.mean()) ** 2) / (size.size - 1)
    return msb, float(residual @ residual) / (values.size - size.size)


def _icc_interval(f: float, df: tuple[int, int], n0: float, level: float) -> Interval:
    """(F / F_q - 1) / (F / F_q + n0 - 1) with the upper and the lower F quantile."""
    tail = (1 - level) / 2
    quantiles = np.array([stats.f.isf(tail, *df), stats.f.ppf(tail, *df)])
    ratio = f / quantiles
    finite = np.isfinite(ratio)
    limits = np.where(finite, (ratio - 1) / np.where(finite, ratio + n0 - 1, 1), 1.0)
    limits = limits if not np.isnan(f) else np.full(2, np.nan)
    source = ("F limits of the one-way analysis of variance", "Searle 1971, ch. 9")
    return Interval(limits[0], limits[1], level, *source)
