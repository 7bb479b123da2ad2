"""One way to every interval of a proportion, by the name that R survey gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from analysis.arrays import Numbers, as_known_or_missing, as_level
from analysis.errors import AnalysisError
from analysis.intervals.checks import one_shape
from analysis.intervals.effective import effective_n
from analysis.intervals.interval import Interval
from analysis.intervals.korn_graubard import korn_graubard
from analysis.intervals.likelihood import likelihood_interval
from analysis.intervals.transformed import arcsine_interval, logit_interval, wald
from analysis.intervals.wilson import wilson

Method = Callable[[Numbers, Numbers, Numbers, Numbers, float], Interval]


def _logit(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return logit_interval(p, variance, df=_like(df, n), level=level)


def _likelihood(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return likelihood_interval(p, variance, n, df=df, level=level)


def _asin(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return arcsine_interval(p, variance, df=_like(df, n), level=level, folded=True)


def _beta(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return korn_graubard(p, variance, n, df=df, level=level, capped=False)


def _beta_capped(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return korn_graubard(p, variance, n, df=df, level=level)


def _mean(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return wald(p, variance, df=_like(df, n), level=level)


def _wilson(p: Numbers, variance: Numbers, n: Numbers, df: Numbers, level: float) -> Interval:
    return wilson(p, effective_n(p, variance, at_zero_variance=n), df=df, level=level)


def _like(df: Numbers, n: Numbers) -> Numbers:
    """The degrees of freedom in the shape that n asks for too."""
    return one_shape(as_known_or_missing("df", df), as_known_or_missing("n", n))[0]


#: The one registry: name -> function. All but `beta_capped` are names of R's `svyciprop`.
METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "logit": _logit,
        "xlogit": _logit,
        "likelihood": _likelihood,
        "asin": _asin,
        "beta": _beta,
        "beta_capped": _beta_capped,
        "mean": _mean,
        "wilson": _wilson,
    }
)


def proportion_interval(
    p: Numbers,
    variance: Numbers,
    n: Numbers,
    *,
    df: Numbers,
    method: str = "beta_capped",
    level: float = 0.95,
) -> Interval:
    """The interval of a proportion by any method of R's `svyciprop`, for comparison with R.

    What this software publishes is `recommended.share_interval`.

    Parameters
    ----------
    p, variance : array_like
        Shares 0..1 and their variances under the design (`Estimates.estimate`, `.variance`); NaN
        is missing.
    n : array_like
        Numbers of answers (`Estimates.n`). R takes the rows of the design, blanks included.
    df : array_like
        Degrees of freedom: `design.df`, as R has it by default; of a domain `Estimates.df`.
    method : {"logit", "xlogit", "likelihood", "asin", "beta", "beta_capped", "mean", "wilson"}
        `logit` and `xlogit` are one interval (on the logit scale), `beta` is Korn-Graubard's and
        `beta_capped` the same with n_eff at most n, `mean` is Wald's, `asin` is folded as R's.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape. At p = 0 and p = 1 `logit`, `xlogit` and `asin` have none (NaN), `mean` is
        a point, and the others take n for n_eff.

    Raises
    ------
    AnalysisError
        `unknown_method`, `share_out_of_range`, `negative_variance`, `variance_at_edge`,
        `negative_size`, `not_finite`, `not_a_number`, `level`, `shape`.

    Notes
    -----
    R's `likelihood` is read off a spline: right to about 5e-4 with many degrees of freedom, to
    1e-2 with few; ours solves the equation. `wilson` is that of survey 4.5.
    Tests: tests/analysis/test_requests.py, tests/analysis/intervals/test_proportion.py.
    """
    if method not in METHODS:
        raise AnalysisError(
            "unknown_method", f"{method!r} is no method", cure=f"choose one of {', '.join(METHODS)}"
        )
    found = METHODS[method](p, variance, n, df, as_level(level))
    return Interval(
        np.asarray(found.low), np.asarray(found.high), level, found.method, found.reference
    )
