"""Wilson's score interval."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats, Numbers
from analysis.intervals.checks import as_shares, as_sizes, one_shape, t_quantile
from analysis.intervals.interval import Interval

REFERENCE = "Wilson (1927), Journal of the American Statistical Association 22, 209-212"


def wilson(
    p: Numbers, effective_n: Numbers, *, level: float = 0.95, df: Numbers = np.inf
) -> Interval:
    """The shares t that the score test does not reject: |p - t| <= q sqrt(t (1-t) / n).

    Limits: (p + c/2 -+ sqrt(c p (1-p) + c²/4)) / (1 + c), c = q²/n, n = effective_n.

    Parameters
    ----------
    p : array_like
        Shares, 0..1; NaN is missing.
    effective_n : array_like
        Effective number of answers, above 0: the number itself for a simple random sample, else
        that of `analysis.intervals.effective`.
    level : float
        Confidence level, in (0, 1).
    df : array_like
        q is the t quantile with these degrees of freedom; inf (default) is the normal one.

    Returns
    -------
    Interval
        Broadcast shape, in [0, 1] without clipping, exactly 1 at p = 1 and 0 at p = 0. NaN where
        p or effective_n is missing, effective_n = 0 or df <= 0.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_size`, `not_finite`, `not_a_number`, `level`, `shape`.

    Notes
    -----
    For complex samples: Dean and Pagano (2015), Journal of Survey Statistics and Methodology 3,
    484-503. Equals svyciprop(method = "wilson") of R survey 4.5.
    Checked in tests/analysis/intervals/test_survey_intervals.py and test_counts.py.
    """
    q = t_quantile(level, df)
    shares, sizes, q = one_shape(as_shares("p", p), as_sizes("effective_n", effective_n), q)
    low, high = score_limits(shares, np.where(sizes > 0, sizes, np.nan), q)
    return Interval(low, high, level, "Wilson score", REFERENCE)


def score_limits(p: Floats, n: Floats, q: Floats) -> tuple[Floats, Floats]:
    """Both roots of (p - t)² = q² t (1-t) / n.

    Their product is p²/(1+c): dividing by the far one loses no digits near 0, and the mirror image
    loses none near 1. 1/c = n/q² instead of c keeps a huge q (df near 0) finite.
    """
    inverse = n / q / q
    low = p**2 * inverse / ((1 + inverse) * _far_limit(p, inverse))
    high = 1 - (1 - p) ** 2 * inverse / ((1 + inverse) * _far_limit(1 - p, inverse))
    return np.asarray(low), np.asarray(high)


def _far_limit(p: Floats, inverse: Floats) -> Floats:
    return np.asarray((p * inverse + 0.5 + np.sqrt(inverse * p * (1 - p) + 0.25)) / (1 + inverse))
