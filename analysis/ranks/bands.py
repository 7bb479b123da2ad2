"""Three bands: clearly above the mean of the units, not distinguishable from it, clearly below."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_floats, as_level
from analysis.errors import AnalysisError
from analysis.multiple_testing import holm
from analysis.ranks.pairs import CANCELLATION, known_part


class Band(enum.StrEnum):
    """Where a unit stands to the mean."""

    ABOVE = "above"
    SAME = "not_distinguishable"
    BELOW = "below"


class Adjustment(enum.StrEnum):
    """Holm over the units: a false "above" or "below" anywhere has probability 1 - level at most;
    or each unit by itself."""

    HOLM = "holm"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Units against their mean.

    Parameters
    ----------
    bands : tuple of Band or None
        None for a unit whose estimate is unknown.
    mean, mean_standard_error : float
        The weighted mean of the known estimates; NaN without any.
    difference, standard_error : float64 (units,)
        Estimate - mean, and its standard error with the mean's own error in it.
    z, p_value : float64 (units,)
        difference / standard_error and its two-sided p, unadjusted; NaN where the difference has
        no variance and was not tested: such a unit counts as not distinguishable.
    unknown, untested : int
        Units without an estimate; units without a test.
    level : float
        Confidence, in (0, 1).
    adjustment : Adjustment
        What the level holds for.
    method, reference : str
        What was computed, and where it is described.
    """

    bands: tuple[Band | None, ...]
    mean: float
    mean_standard_error: float
    difference: Floats
    standard_error: Floats
    z: Floats
    p_value: Floats
    unknown: int
    untested: int
    level: float
    adjustment: Adjustment
    method: str
    reference: str


def bands(
    estimates: Numbers,
    covariance: Numbers,
    *,
    weights: Numbers | None = None,
    level: float = 0.95,
    adjustment: Adjustment = Adjustment.HOLM,
) -> Bands:
    """Compare each unit with the mean of all units, which is itself an estimate.

    d_j = y_j - sum_k w_k y_k, Var(d_j) = (e_j - w)' V (e_j - w), z_j = d_j / se(d_j), two-sided
    p_j = 2 Phi(-|z_j|); `ABOVE` or `BELOW` by the sign of d_j where the test rejects.

    Parameters
    ----------
    estimates : array_like (units,)
        Best on a scale where the variance is above 0 at 100 % too (`arcsine_scale`). NaN where
        unknown: such a unit takes no part, in the mean either.
    covariance : array_like (units,) or (units, units)
        Variances of independent estimates, or the covariance matrix V.
    weights : array_like (units,), optional
        Weights of the units in the mean, not negative; equal if not given. Scaled to sum 1 over
        the known units.
    level : float
        Confidence, in (0, 1).
    adjustment : Adjustment
        Holm's step-down over the tested units, or each test at its own 1 - level.

    Raises
    ------
    AnalysisError
        `level`, `weights`, and those of `studentise`.

    Notes
    -----
    Source: the variance of a contrast, Anderson (2003), An Introduction to Multivariate
    Statistical Analysis, 2.4; Holm (1979), Scandinavian Journal of Statistics 6, 65-70. Bands of
    this kind: CQC, NHS patient survey programme, benchmark reports ("better", "about the same",
    "worse").
    Tests: tests/analysis/ranks/test_bands.py.
    """
    confidence = as_level(level)
    y, sigma, units = known_part(estimates, covariance)
    size = np.shape(estimates)[0]
    w = _weights(weights, units, size)
    d, variance, mean, mean_variance = _contrasts(y, sigma, w)
    z = np.full(y.shape, np.nan)
    np.divide(d, np.sqrt(variance), out=z, where=variance > 0)
    p_values = 2 * ndtr(-np.abs(z))
    rejected = (
        holm(p_values) <= 1 - confidence
        if adjustment is Adjustment.HOLM
        else p_values <= 1 - confidence
    )
    return Bands(
        bands=_named(rejected, d, units, size),
        mean=mean,
        mean_standard_error=float(np.sqrt(mean_variance)),
        difference=_among(d, units, size),
        standard_error=_among(np.sqrt(variance), units, size),
        z=_among(z, units, size),
        p_value=_among(p_values, units, size),
        unknown=size - units.size,
        untested=int(np.isnan(z).sum()),
        level=confidence,
        adjustment=adjustment,
        method=f"z test of the difference from the estimated mean, adjustment {adjustment}",
        reference="Holm 1979, Scandinavian Journal of Statistics 6, 65-70",
    )


def _contrasts(y: Floats, sigma: Floats, w: Floats) -> tuple[Floats, Floats, float, float]:
    """d and Var(d) with Var(d_j) = V_jj - 2 (V w)_j + w' V w; the mean and its variance."""
    if not y.size:
        return y, y, np.nan, np.nan
    own = sigma if sigma.ndim == 1 else np.diagonal(sigma)
    with_mean = sigma * w if sigma.ndim == 1 else sigma @ w
    mean, mean_variance = float(w @ y), float(w @ with_mean)
    variance = own - 2 * with_mean + mean_variance
    noise = CANCELLATION * (own + mean_variance)
    return y - mean, np.where(variance > noise, variance, 0), mean, max(mean_variance, 0.0)


def _weights(weights: Numbers | None, units: Integers, size: int) -> Floats:
    if weights is None:
        return np.full(units.size, 1 / max(units.size, 1))
    w = as_floats("weights", weights, shape=(size,))[units]
    if units.size and (np.any(w < 0) or not w.sum() > 0):
        raise AnalysisError("weights", "weights are negative or all 0")
    return w / w.sum() if units.size else w


def _among(values: Floats, units: Integers, size: int) -> Floats:
    out = np.full(size, np.nan)
    out[units] = values
    return out


def _named(rejected: Booleans, d: Floats, units: Integers, size: int) -> tuple[Band | None, ...]:
    named: list[Band | None] = [None] * size
    for unit, found, difference in zip(units, rejected, d, strict=True):
        side = Band.ABOVE if difference > 0 else Band.BELOW
        named[unit] = side if found else Band.SAME
    return tuple(named)
