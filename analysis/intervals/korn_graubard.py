"""Korn and Graubard's interval: Clopper-Pearson with an effective number of answers."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats, Numbers, as_level
from analysis.intervals.checks import as_shares, as_sizes, one_shape
from analysis.intervals.clopper_pearson import beta_limits
from analysis.intervals.effective import df_factor, effective_n
from analysis.intervals.interval import Interval

REFERENCE = "Korn and Graubard (1998), Survey Methodology 24(2), 193-201"


def korn_graubard_n(
    p: Numbers,
    variance: Numbers,
    n: Numbers,
    *,
    df: Numbers,
    level: float = 0.95,
    capped: bool = True,
    at_zero_variance: Numbers | None = None,
) -> Floats:
    """n_eff = p (1 - p)/v (t_{n-1}/t_df)², at most n if `capped`; parameters of `korn_graubard`.

    Notes
    -----
    Test: tests/analysis/intervals/test_survey_intervals.py.
    """
    instead = n if at_zero_variance is None else at_zero_variance
    sizes = as_sizes("n", n)
    worth = effective_n(p, variance, at_zero_variance=instead)
    adjusted, sizes = one_shape(worth * df_factor(sizes, df, level=level), sizes)
    return np.minimum(adjusted, sizes) if capped else adjusted


def korn_graubard(
    p: Numbers,
    variance: Numbers,
    n: Numbers,
    *,
    df: Numbers,
    level: float = 0.95,
    capped: bool = True,
    at_zero_variance: Numbers | None = None,
) -> Interval:
    """Clopper-Pearson limits of x = n_eff p of n_eff, n_eff = p (1 - p)/v (t_{n-1}/t_df)².

    Parameters
    ----------
    p : array_like
        Shares, 0..1; NaN is missing.
    variance : array_like
        Their variances under the design.
    n : array_like
        Numbers of answers.
    df : array_like
        Degrees of freedom of the variance (PSUs - strata); inf is allowed.
    level : float
        Confidence level, in (0, 1).
    capped : bool
        Whether n_eff is at most n (NCHS 2017, the default). A variance estimated from few answers
        near 100 % is too small as often as too large; uncapped, such units look too certain.
    at_zero_variance : array_like, optional
        n_eff before the df factor where v = 0; `n` if not given. Better: Kish's effective n.

    Returns
    -------
    Interval
        Broadcast shape, in [0, 1]; exactly 1 at p = 1 and 0 at p = 0. NaN where n <= 1, df <= 0
        or a figure is missing.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_variance`, `variance_at_edge`, `negative_size`,
        `not_finite`, `not_a_number`, `level`, `shape`.

    Notes
    -----
    `capped=False` equals R svyciprop(method = "beta"), which has no answer at p = 0 and 1. The cap:
    Parker et al. (2017), Vital and Health Statistics 2(175).
    Checked in tests/analysis/intervals/test_survey_intervals.py.
    """
    tail = (1 - as_level(level)) / 2
    n_eff = korn_graubard_n(
        p, variance, n, df=df, level=level, capped=capped, at_zero_variance=at_zero_variance
    )
    shares, n_eff = one_shape(as_shares("p", p), n_eff)
    low, high = beta_limits(n_eff * shares, n_eff * (1 - shares), tail)
    method = "Korn-Graubard, n_eff at most n" if capped else "Korn-Graubard"
    return Interval(low, high, level, method, REFERENCE)
