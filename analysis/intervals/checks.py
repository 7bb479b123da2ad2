"""The ways in: what an interval takes, checked and brought to one shape.

A missing figure (NaN: nobody answered) is legal everywhere and has no interval; a figure that
cannot be is an error.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from analysis.arrays import Booleans, Floats, Numbers, as_known_or_missing, as_level
from analysis.errors import AnalysisError

#: A share this near to 0 or 1 stands there: sums of weights round at about 1e-16.
EDGE = 1e-12
#: A variance below is 0 (standard error 1e-12), as rounding leaves it where all answers agree.
ZERO_VARIANCE = 1e-24
#: At a share of 0 or 1 the residuals of a calibration leave more (standard error 1e-9).
EDGE_VARIANCE = 1e-18


def as_shares(name: str, values: Numbers) -> Floats:
    """Shares on the scale 0..1; within `EDGE` of an end they are set to the end.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `not_a_number`.
    """
    shares = as_known_or_missing(name, values)
    if np.any((shares < -EDGE) | (shares > 1 + EDGE)):
        raise AnalysisError(
            "share_out_of_range", f"{name} leaves 0..1", cure="give shares, not percent"
        )
    shares = np.where(shares <= EDGE, 0.0, shares)
    return np.where(shares >= 1 - EDGE, 1.0, shares)


def as_variances(name: str, values: Numbers) -> Floats:
    """Variances of estimates; below `ZERO_VARIANCE` they are set to 0.

    Raises
    ------
    AnalysisError
        `negative_variance`, `not_finite`, `not_a_number`.
    """
    variances = as_known_or_missing(name, values)
    if np.isinf(variances).any():
        raise AnalysisError("not_finite", f"{name} holds an infinite variance")
    if np.any(variances <= -ZERO_VARIANCE):
        raise AnalysisError("negative_variance", f"{name} is below 0")
    return np.where(variances < ZERO_VARIANCE, 0.0, variances)


def as_sizes(name: str, values: Numbers) -> Floats:
    """Numbers of answers or effective numbers, refused with `negative_size` or `not_finite`."""
    sizes = as_known_or_missing(name, values)
    if np.isinf(sizes).any():
        raise AnalysisError("not_finite", f"{name} is infinite")
    if np.any(sizes < 0):
        raise AnalysisError("negative_size", f"{name} is below 0")
    return sizes


def as_counts(x: Numbers, n: Numbers) -> tuple[Floats, Floats]:
    """Successes `x` of `n`, real-valued, in one shape; `count_out_of_range` where x > n."""
    successes, sizes = one_shape(as_sizes("x", x), as_sizes("n", n))
    if np.any(successes > sizes):
        raise AnalysisError("count_out_of_range", "more successes than trials")
    return successes, sizes


def one_shape(*arrays: Floats) -> tuple[Floats, ...]:
    """The arrays broadcast to one shape, refused with `shape` where they do not fit."""
    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError as error:
        shapes = [array.shape for array in arrays]
        raise AnalysisError("shape", f"shapes {shapes} do not fit each other") from error


def without_edge_noise(p: Floats, variance: Floats) -> Floats:
    """The variances, 0 where the share is 0 or 1: there up to `EDGE_VARIANCE` is rounding.

    Raises
    ------
    AnalysisError
        `variance_at_edge`: above that, share and variance contradict each other.
    """
    edge = at_edge(p)
    if np.any(edge & (variance > EDGE_VARIANCE)):
        raise AnalysisError(
            "variance_at_edge",
            "a share of 0 or 1 has a variance above 0",
            cure="share and variance must come from the same answers and weights",
        )
    return np.where(edge & ~np.isnan(variance), 0.0, variance)


def at_edge(p: Floats) -> Booleans:
    """Whether the share is exactly 0 or 1."""
    return np.asarray((p == 0) | (p == 1))


def t_quantile(level: float, df: Numbers) -> Floats:
    """Upper quantile of t at 1 - (1 - level)/2; normal for df = inf, NaN for df <= 0.

    Parameters
    ----------
    level : float
        Confidence level in (0, 1).
    df : array_like
        Degrees of freedom, any shape, any real number or inf.

    Notes
    -----
    Test: tests/analysis/intervals/test_survey_intervals.py.
    """
    freedom = as_known_or_missing("df", df)
    positive = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(-stdtrit(positive, (1 - as_level(level)) / 2))
