"""Other intervals for x of n: Jeffreys, mid-P, Agresti-Coull."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betainccinv, betaincinv

from analysis.arrays import Floats, Numbers, as_level
from analysis.intervals.bisection import bisect
from analysis.intervals.checks import as_counts, t_quantile
from analysis.intervals.clopper_pearson import beta_limits
from analysis.intervals.interval import Interval

BROWN = "Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133"
LANCASTER = "Lancaster (1961), Journal of the American Statistical Association 56, 223-234"
AGRESTI = "Agresti and Coull (1998), The American Statistician 52, 119-126"


def jeffreys(x: Numbers, n: Numbers, *, level: float = 0.95) -> Interval:
    """Equal-tailed posterior limits B(a/2; x + 1/2, n - x + 1/2) under Jeffreys' prior.

    Parameters
    ----------
    x, n : array_like
        Successes and trials, 0 <= x <= n, real-valued.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape; 0 at x = 0 and 1 at x = n. NaN where n = 0 or a figure is missing. As every
        equal-tailed interval it can leave out x/n, for a low level or 0 < x < 1.

    Raises
    ------
    AnalysisError
        `count_out_of_range`, `negative_size`, `not_finite`, `not_a_number`, `level`, `shape`.

    Notes
    -----
    Narrower than Clopper-Pearson, with a coverage around the level instead of above it.
    Checked in tests/analysis/intervals/test_counts.py.
    """
    successes, trials = as_counts(x, n)
    failures, tail = trials - successes, (1 - as_level(level)) / 2
    low = betaincinv(successes + 0.5, failures + 0.5, tail)
    high = betainccinv(successes + 0.5, failures + 0.5, tail)
    low = np.where(successes == 0, 0.0, low)
    high = np.where(failures == 0, 1.0, high)
    empty = trials == 0
    return Interval(
        np.where(empty, np.nan, low), np.where(empty, np.nan, high), level, "Jeffreys", BROWN
    )


def mid_p(x: Numbers, n: Numbers, *, level: float = 0.95) -> Interval:
    """Clopper-Pearson with half the probability of the observed count in each tail.

    low solves P(X > x) + P(X = x)/2 = a/2, high solves P(X < x) + P(X = x)/2 = a/2, a = 1 - level.
    Parameters, Returns and Raises as `jeffreys`. Solved by bisection between the
    Clopper-Pearson limits and x/n, to the last digit.

    Notes
    -----
    Checked in tests/analysis/intervals/test_counts.py.
    """
    successes, trials = as_counts(x, n)
    failures, tail = trials - successes, (1 - as_level(level)) / 2
    widest_low, widest_high = beta_limits(successes, failures, tail)
    center = successes / np.where(trials == 0, np.nan, trials)

    def above(share: Floats) -> Floats:
        """P(X > x) + P(X = x)/2, for real-valued x by the incomplete beta function."""
        at_least = betainc(np.maximum(successes, 1e-300), failures + 1, share)
        more = betainc(successes + 1, np.maximum(failures, 1e-300), share)
        return np.asarray((at_least + more) / 2)

    low = bisect(lambda share: above(share) - tail, widest_low, center)
    high = bisect(lambda share: above(share) - (1 - tail), center, widest_high)
    return Interval(low, high, level, "mid-P", LANCASTER)


def agresti_coull(x: Numbers, n: Numbers, *, level: float = 0.95) -> Interval:
    """m -+ z sqrt(m (1-m) / (n + z²)), m = (x + z²/2) / (n + z²); leaves [0, 1] near the ends.

    Parameters and Raises as `jeffreys`. The limits are given as the formula has them, unclipped.

    Notes
    -----
    Checked in tests/analysis/intervals/test_counts.py.
    """
    successes, trials = as_counts(x, n)
    z = t_quantile(level, np.inf)
    added = np.where(trials == 0, np.nan, trials) + z**2
    middle = (successes + z**2 / 2) / added
    half = z * np.sqrt(middle * (1 - middle) / added)
    return Interval(
        np.asarray(middle - half), np.asarray(middle + half), level, "Agresti-Coull", AGRESTI
    )
