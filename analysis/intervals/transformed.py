"""Intervals of estimate -+ t x standard error on some scale: logit, arcsine, and plain (Wald)."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from analysis.arrays import Floats, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.intervals.checks import (
    as_shares,
    as_variances,
    at_edge,
    one_shape,
    t_quantile,
    without_edge_noise,
)
from analysis.intervals.interval import Interval

REFERENCE = "R survey::svyciprop; Korn and Graubard (1998), Survey Methodology 24(2), 193-201"
T_REFERENCE = "Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 2.11"
WALD_REFERENCE = "Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133 (why not to)"


def logit_interval(p: Numbers, variance: Numbers, *, df: Numbers, level: float = 0.95) -> Interval:
    """expit(logit p -+ t sqrt(v) / (p (1-p))): R's svyciprop(method = "xlogit").

    Parameters
    ----------
    p : array_like
        Shares, 0..1; NaN is missing.
    variance : array_like
        Their variances under the design.
    df : array_like
        Degrees of freedom of t; inf gives the normal quantile.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape, in [0, 1]. **NaN at p = 0 and p = 1**: the logit is infinite there, and so
        this method has no interval for a unit at 100 %. NaN where df <= 0 or a figure is missing.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_variance`, `variance_at_edge`, `not_finite`,
        `not_a_number`, `level`, `shape`.

    Notes
    -----
    Checked in tests/analysis/intervals/test_survey_intervals.py.
    """
    shares, t_se = _share_and_half_width(p, variance, df, level)
    inside = np.where(at_edge(shares), np.nan, shares)
    center, half = logit(inside), t_se / (inside * (1 - inside))
    low, high = expit(center - half), expit(center + half)
    return Interval(np.asarray(low), np.asarray(high), level, "logit", REFERENCE)


def arcsine_interval(
    p: Numbers, variance: Numbers, *, df: Numbers, level: float = 0.95, folded: bool = False
) -> Interval:
    """sin²(asin sqrt p -+ t sqrt(v) / (2 sqrt(p (1-p)))), the angle kept in [0, pi/2].

    Parameters, Returns and Raises as `logit_interval`; **NaN at p = 0 and p = 1**, where the
    standard error of the angle is 0/0. One option more:

    folded : bool
        True equals svyciprop(method = "asin") of R in every case: R lets the angle pass the end,
        so that the limit folds back, and near 100 % its upper limit lies below 1, even below p.

    Notes
    -----
    Checked in tests/analysis/intervals/test_survey_intervals.py.
    """
    shares, t_se = _share_and_half_width(p, variance, df, level)
    inside = np.where(at_edge(shares), np.nan, shares)
    center, half = np.arcsin(np.sqrt(inside)), t_se / (2 * np.sqrt(inside * (1 - inside)))
    low, high = center - half, center + half
    if not folded:
        low, high = np.maximum(low, 0.0), np.minimum(high, np.pi / 2)
    return Interval(np.sin(low) ** 2, np.sin(high) ** 2, level, "arcsine", REFERENCE)


def wald(p: Numbers, variance: Numbers, *, df: Numbers, level: float = 0.95) -> Interval:
    """p -+ t sqrt(v), for comparison only: R's svyciprop(method = "mean").

    Its limits leave [0, 1], and at 100 % it is a point that claims certainty; see
    docs/statistics/interval-coverage.md for how often it misses. Parameters and Raises as
    `logit_interval`; NaN where df <= 0 or a figure is missing.

    Notes
    -----
    Checked in tests/analysis/intervals/test_survey_intervals.py.
    """
    shares, t_se = _share_and_half_width(p, variance, df, level)
    return Interval(
        np.asarray(shares - t_se), np.asarray(shares + t_se), level, "Wald t", WALD_REFERENCE
    )


def t_interval(
    estimate: Numbers, variance: Numbers, *, df: Numbers, level: float = 0.95
) -> Interval:
    """estimate -+ t sqrt(v): of a mean score, a total, a ratio, a difference; not of a share.

    Shares and indexes have limits of their own (`recommended`): near 0 and 1 this one misses far
    more often than it says.

    Parameters
    ----------
    estimate, variance : array_like
        In any unit, variances in its square; NaN is missing.
    df : array_like
        Degrees of freedom of t; inf gives the normal quantile.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape; NaN where df <= 0 or a figure is missing.

    Raises
    ------
    AnalysisError
        `negative_variance`, `not_finite` (an infinite variance), `not_a_number`, `level`, `shape`.

    Notes
    -----
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 2.11 (with the normal
    quantile). R survey: `confint(x, df = degf(design))`; R's default df is inf.
    Checked in tests/analysis/test_requests.py.
    """
    figures, spread, freedom = one_shape(
        as_known_or_missing("estimate", estimate),
        as_known_or_missing("variance", variance),
        as_known_or_missing("df", df),
    )
    if np.isinf(spread).any():
        raise AnalysisError("not_finite", "variance holds an infinite variance")
    if np.any(spread < 0):
        raise AnalysisError("negative_variance", "variance is below 0")
    half = t_quantile(level, freedom) * np.sqrt(spread)
    return Interval(np.asarray(figures - half), np.asarray(figures + half), level, "t", T_REFERENCE)


def _share_and_half_width(
    p: Numbers, variance: Numbers, df: Numbers, level: float
) -> tuple[Floats, Floats]:
    shares, variances, freedom = one_shape(
        as_shares("p", p), as_variances("variance", variance), as_known_or_missing("df", df)
    )
    variances = without_edge_noise(shares, variances)
    return shares, np.asarray(t_quantile(level, freedom) * np.sqrt(variances))
