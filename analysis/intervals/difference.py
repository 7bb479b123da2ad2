"""Intervals for the difference of two shares or indexes, from the interval of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.intervals.checks import EDGE, as_shares, as_variances, one_shape
from analysis.intervals.interval import Interval

METHOD = "Newcombe hybrid score (MOVER)"
REFERENCE = (
    "Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; "
    "Zou and Donner (2008), Statistics in Medicine 27, 1693-1702"
)


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """First less second, element by element.

    Parameters
    ----------
    estimate : float64
        In [-1, 1].
    interval : Interval
        Around the estimate; NaN where either side has no interval.
    correlation : float64
        What was used.
    """

    estimate: Floats
    interval: Interval
    correlation: Floats


def difference_interval(
    first: Numbers,
    second: Numbers,
    *,
    first_interval: Interval,
    second_interval: Interval,
    correlation: Numbers = 0.0,
) -> Difference:
    """p1 - p2 with limits put together from those of p1 (l1, u1) and of p2 (l2, u2).

    low  = d - sqrt((p1-l1)² - 2 r (p1-l1)(u2-p2) + (u2-p2)²)
    high = d + sqrt((u1-p1)² - 2 r (u1-p1)(p2-l2) + (p2-l2)²),  d = p1 - p2

    Each side brings its own skewness, so that the result holds near 100 %, where
    d -+ 1.96 sqrt(v1 + v2) does not. With Wilson intervals it is Newcombe's; with those of an
    index it is MOVER, the method of variance estimates recovery.

    Parameters
    ----------
    first, second : array_like
        Shares or indexes, 0..1; NaN is missing.
    first_interval, second_interval : Interval
        Their intervals, of one level, around them; those of a year, a group, a unit.
    correlation : array_like
        r of the two estimates; 0 (default) for independent samples, `estimate_correlation` for the
        same respondents or common strata.

    Returns
    -------
    Difference
        Broadcast shape; limits in [-1, 1]. NaN where a figure is missing.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `levels_differ`, `interval_without_estimate`,
        `correlation_out_of_range`, `not_a_number`, `shape`.

    Notes
    -----
    Do not test 100 % against 100 % by a z score (0/0): this interval stays wide there, as it must.
    Checked in tests/analysis/intervals/test_difference.py.
    """
    if first_interval.level != second_interval.level:
        raise AnalysisError("levels_differ", "the intervals have different levels")
    p1, l1, u1 = _around(first, first_interval)
    p2, l2, u2 = _around(second, second_interval)
    r = as_known_or_missing("correlation", correlation)
    if np.any(np.abs(r) > 1 + EDGE):
        raise AnalysisError("correlation_out_of_range", "a correlation leaves -1..1")
    p1, l1, u1, p2, l2, u2, r = one_shape(p1, l1, u1, p2, l2, u2, np.clip(r, -1.0, 1.0))
    low = p1 - p2 - _distance(p1 - l1, u2 - p2, r)
    high = p1 - p2 + _distance(u1 - p1, p2 - l2, r)
    interval = Interval(low, high, first_interval.level, METHOD, REFERENCE)
    return Difference(np.asarray(p1 - p2), interval, r)


def estimate_correlation(
    covariance: Numbers, first_variance: Numbers, second_variance: Numbers
) -> Floats:
    """r = cov / sqrt(v1 v2) of two estimates; 0 where either has no variance.

    Parameters
    ----------
    covariance, first_variance, second_variance : array_like
        Of the two estimates, from one design.

    Returns
    -------
    float64, broadcast shape
        In [-1, 1].

    Raises
    ------
    AnalysisError
        `correlation_out_of_range` (beyond rounding), `negative_variance`, `not_finite`,
        `not_a_number`, `shape`.

    Notes
    -----
    Checked in tests/analysis/intervals/test_difference.py.
    """
    cov, v1, v2 = one_shape(
        as_known_or_missing("covariance", covariance),
        as_variances("first_variance", first_variance),
        as_variances("second_variance", second_variance),
    )
    product = np.sqrt(v1) * np.sqrt(v2)
    r = np.where(product == 0, 0.0, cov / np.where(product == 0, 1.0, product))
    if np.any(np.abs(r) > 1 + 1e-9):
        raise AnalysisError(
            "correlation_out_of_range",
            "a covariance is larger than its variances allow",
            cure="take the covariance and both variances from one design",
        )
    return np.asarray(np.clip(r, -1.0, 1.0))


def _around(estimate: Numbers, interval: Interval) -> tuple[Floats, Floats, Floats]:
    p, low, high = one_shape(as_shares("an estimate", estimate), interval.low, interval.high)
    if np.any((p < low - EDGE) | (p > high + EDGE)):
        raise AnalysisError("interval_without_estimate", "an interval leaves out its estimate")
    return p, np.minimum(low, p), np.maximum(high, p)


def _distance(a: Floats, b: Floats, r: Floats) -> Floats:
    squared = a**2 - 2 * r * a * b + b**2
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))
