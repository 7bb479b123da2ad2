"""Clopper and Pearson's exact interval, and its one-sided limit."""

from __future__ import annotations

import numpy as np
from scipy.special import betainccinv, betaincinv, ndtri

from analysis.arrays import Floats, Numbers, as_level
from analysis.intervals.checks import as_counts
from analysis.intervals.interval import Interval
from analysis.intervals.wilson import score_limits

REFERENCE = "Clopper and Pearson (1934), Biometrika 26, 404-413"
LARGEST_TRIALS = 1e12


def clopper_pearson(x: Numbers, n: Numbers, *, level: float = 0.95) -> Interval:
    """The shares that neither one-sided binomial test rejects at (1 - level)/2.

    low = B(a/2; x, n - x + 1), high = B(1 - a/2; x + 1, n - x), B the beta quantile, a = 1 - level.

    Parameters
    ----------
    x, n : array_like
        Successes and trials, 0 <= x <= n, real-valued (an effective n is rarely whole).
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape; exactly 0 at x = 0 and 1 at x = n. NaN where n = 0 or a figure is missing.

    Raises
    ------
    AnalysisError
        `count_out_of_range`, `negative_size`, `not_finite`, `not_a_number`, `level`, `shape`.

    Notes
    -----
    Equals R binom.test at whole numbers. Checked in tests/analysis/intervals/test_counts.py.
    """
    successes, trials = as_counts(x, n)
    low, high = beta_limits(successes, trials - successes, (1 - as_level(level)) / 2)
    return Interval(low, high, level, "Clopper-Pearson", REFERENCE)


def exact_lower_limit(x: Numbers, n: Numbers, *, level: float = 0.95) -> Floats:
    """One-sided exact lower limit B(1 - level; x, n - x + 1): "at least so much".

    Parameters
    ----------
    x, n : array_like
        Successes and trials, 0 <= x <= n, real-valued.
    level : float
        Confidence level of the one-sided statement, in (0, 1).

    Returns
    -------
    float64, broadcast shape
        (1 - level)^(1/n) at x = n; for 95 % about 1 - 3/n, the "rule of three". NaN where n = 0.

    Raises
    ------
    AnalysisError
        As `clopper_pearson`.

    Notes
    -----
    Hanley and Lippman-Hand (1983), JAMA 249, 1743-1745. Checked in test_counts.py.
    """
    successes, trials = as_counts(x, n)
    return beta_limits(successes, trials - successes, 1 - as_level(level))[0]


def beta_limits(successes: Floats, failures: Floats, tail: float) -> tuple[Floats, Floats]:
    """The two beta quantiles that leave `tail` outside; 0 without successes, 1 without failures.

    Above `LARGEST_TRIALS`, where scipy's beta quantile fails, the score limits stand in: they
    differ by less than 1e-9 of a share of 0.001 or more.
    """
    trials = successes + failures
    trials = np.where(trials == 0, np.nan, trials)
    low = betaincinv(_above_zero(successes), failures + 1, tail)
    high = betainccinv(successes + 1, _above_zero(failures), tail)
    low = np.where(successes == 0, 0.0, low)
    high = np.where(failures == 0, 1.0, high)
    by_score = score_limits(successes / trials, trials, -ndtri(tail))
    large = trials > LARGEST_TRIALS
    low, high = np.where(large, by_score[0], low), np.where(large, by_score[1], high)
    return np.where(np.isnan(trials), np.nan, low), np.where(np.isnan(trials), np.nan, high)


def _above_zero(count: Floats) -> Floats:
    return np.where(count == 0, 1.0, count)
