"""Effective numbers of answers: how many equal, independent answers a share is worth."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats, Numbers, as_known_or_missing
from analysis.intervals.checks import (
    as_shares,
    as_sizes,
    as_variances,
    one_shape,
    t_quantile,
    without_edge_noise,
)


def effective_n(p: Numbers, variance: Numbers, *, at_zero_variance: Numbers) -> Floats:
    """n_eff = p (1 - p) / v: the simple random sample with replacement of the same variance.

    Parameters
    ----------
    p : array_like
        Shares, 0..1; NaN is missing.
    variance : array_like
        Their variances under the design.
    at_zero_variance : array_like
        What stands where v = 0 (all answers agree, so that p (1-p)/v says nothing): the number of
        answers, or better Kish's n / deff of the weights.

    Returns
    -------
    float64, broadcast shape
        NaN where an input is missing.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_variance`, `variance_at_edge`, `negative_size`,
        `not_finite`, `not_a_number`, `shape`.

    Notes
    -----
    Kish (1965), Survey Sampling, 8.2. Checked in tests/analysis/intervals/test_effective.py.
    """
    shares, variances, instead = one_shape(
        as_shares("p", p),
        as_variances("variance", variance),
        as_sizes("at_zero_variance", at_zero_variance),
    )
    variances = without_edge_noise(shares, variances)
    estimated = variances != 0
    ratio = shares * (1 - shares) / np.where(estimated, variances, 1.0)
    return np.where(estimated, ratio, np.where(np.isnan(shares), np.nan, instead))


def df_factor(n: Numbers, df: Numbers, *, level: float = 0.95) -> Floats:
    """(t_{n-1} / t_df)²: makes n_eff smaller because its variance rests on df, not on n - 1.

    Parameters
    ----------
    n : array_like
        Number of answers.
    df : array_like
        Degrees of freedom of the variance (PSUs - strata); inf is allowed.
    level : float
        Confidence level of the two t quantiles, in (0, 1).

    Returns
    -------
    float64, broadcast shape
        NaN where n <= 1 or df <= 0. At most 1 where df <= n - 1.

    Raises
    ------
    AnalysisError
        `level`, `negative_size`, `not_finite`, `not_a_number`, `shape`.

    Notes
    -----
    Korn and Graubard (1998), Survey Methodology 24(2), 193-201.
    Checked in tests/analysis/intervals/test_effective.py.
    """
    sizes, freedom = one_shape(as_sizes("n", n), as_known_or_missing("df", df))
    return np.asarray((t_quantile(level, sizes - 1) / t_quantile(level, freedom)) ** 2)


def pooled_ratio(p: Numbers, variance: Numbers, n: Numbers) -> float:
    """sum p (1 - p) / sum n v over the units: what one answer sheet is worth in this survey.

    One form of a multi-item index carries several answers, so that its n_eff is above n; by how
    much (n_eff / n) hangs on how alike the items are. A single unit, least of all one near 100 %,
    cannot tell; all units of the survey together can.

    Parameters
    ----------
    p, variance, n : array_like
        Indexes 0..1 of the units, their variances and numbers of forms. Units without variance
        (v = 0) or with a missing figure say nothing about the ratio and are left out.

    Returns
    -------
    float
        The ratio; NaN if no unit has a variance.

    Raises
    ------
    AnalysisError
        As `effective_n`.

    Notes
    -----
    Modelled instead of estimated design effects: Franco, Little, Louis and Slud (2019), Journal of
    Survey Statistics and Methodology 7, 334-364. Checked in test_effective.py and test_coverage.py.
    """
    shares, variances, sizes = one_shape(
        as_shares("p", p), as_variances("variance", variance), as_sizes("n", n)
    )
    variances = without_edge_noise(shares, variances)
    telling = (variances > 0) & (sizes > 0) & ~np.isnan(shares)
    if not telling.any():
        return float("nan")
    numerator = (shares * (1 - shares))[telling].sum()
    return float(numerator / (sizes * variances)[telling].sum())
