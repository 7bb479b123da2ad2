"""The likelihood-ratio interval with an effective number of answers."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from analysis.arrays import Floats, Numbers
from analysis.intervals.bisection import bisect
from analysis.intervals.checks import as_shares, as_sizes, one_shape, t_quantile
from analysis.intervals.effective import effective_n
from analysis.intervals.interval import Interval

REFERENCE = "Rao and Scott (1984), Annals of Statistics 12, 46-60; R survey::svyciprop"


def likelihood_interval(
    p: Numbers, variance: Numbers, n: Numbers, *, df: Numbers, level: float = 0.95
) -> Interval:
    """The shares t with 2 m (p log(p/t) + (1-p) log((1-p)/(1-t))) <= t_df², m = n_eff (n-1)/n.

    The binomial likelihood scaled by the design effect (Rao-Scott): what
    svyciprop(method = "likelihood") of R finds by a spline, here to the last digit. (n-1)/n is R's
    correction of the dispersion; n_eff = p (1-p)/v.

    Parameters
    ----------
    p : array_like
        Shares, 0..1; NaN is missing.
    variance : array_like
        Their variances under the design; where v = 0, n_eff is n.
    n : array_like
        Numbers of answers.
    df : array_like
        Degrees of freedom of t; inf gives the normal quantile.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape, in [0, 1]; at p = 1 from exp(-t²/(2 m)) to 1. NaN where n <= 1, df <= 0 or
        a figure is missing.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_variance`, `variance_at_edge`, `negative_size`,
        `not_finite`, `not_a_number`, `level`, `shape`.

    Notes
    -----
    Checked in tests/analysis/intervals/test_survey_intervals.py.
    """
    q = t_quantile(level, df)
    sizes = as_sizes("n", n)
    worth = effective_n(p, variance, at_zero_variance=sizes)
    shares, sizes, worth, q = one_shape(as_shares("p", p), sizes, worth, q)
    enough = np.where((sizes > 1) & (worth > 0), sizes, np.nan)
    with np.errstate(over="ignore"):
        bound = q**2 / (2 * np.where(worth > 0, worth, np.nan) * (1 - 1 / enough))
    bound = np.minimum(bound, 1e4)  # beyond 745 the limits are 0 and 1 in float64
    known = np.where(np.isnan(bound), np.nan, shares)
    high = 1 - _limit_below(1 - known, bound)
    return Interval(_limit_below(known, bound), high, level, "likelihood ratio", REFERENCE)


def _limit_below(p: Floats, bound: Floats) -> Floats:
    """The share below p at which the divergence reaches the bound; 0 for p = 0."""
    own = xlogy(p, p) + xlogy(1 - p, 1 - p)

    def short_of_bound(share: Floats) -> Floats:
        return np.asarray(bound - own + xlogy(p, share) + xlogy(1 - p, 1 - share))

    return bisect(short_of_bound, np.where(np.isnan(p), np.nan, 0.0), p)
