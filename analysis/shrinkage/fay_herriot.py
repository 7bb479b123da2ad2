"""Estimates of small units, drawn towards a regression through all: the Fay-Herriot model."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from analysis.arrays import Floats, Integers, Numbers, as_floats, as_known_or_missing, as_level
from analysis.errors import AnalysisError
from analysis.shrinkage.area_likelihood import Fitted, area_fit, area_variance


class Likelihood(enum.StrEnum):
    """Restricted (REML) or full (ML) likelihood of the variance between units."""

    REML = "reml"
    ML = "ml"


@dataclass(frozen=True, slots=True, eq=False)
class FayHerriot:
    """The fitted model, and each unit in its light; NaN for units without an estimate.

    Parameters
    ----------
    variance_between : float
        A, the variance of the true values around the regression.
    all_noise : bool
        A = 0: the differences are no greater than chance makes them; do not rank.
    coefficients, coefficient_errors : float64 (regressors,)
        Of the regression, and their standard errors.
    estimate : float64 (units,)
        EBLUP: gamma y + (1 - gamma) x'b, on the scale of the input.
    mse : float64 (units,)
        Prasad-Rao estimate of its mean squared error.
    low, high : float64 (units,)
        estimate -+ z sqrt(mse), on the scale of the input.
    gamma : float64 (units,)
        A / (A + D): the weight of the unit's own estimate, 0..1.
    log_likelihood : float
        (Restricted) log-likelihood at A.
    unknown : int
        Units without an estimate.
    level : float
        Nominal confidence of the limits, in (0, 1).
    aid_only : True
        The official figure is the direct estimate.
    method, reference : str
        What was computed, and where it is described.
    """

    variance_between: float
    all_noise: bool
    coefficients: Floats
    coefficient_errors: Floats
    estimate: Floats
    mse: Floats
    low: Floats
    high: Floats
    gamma: Floats
    log_likelihood: float
    unknown: int
    level: float
    method: str
    reference: str
    aid_only: Literal[True] = True


def fay_herriot(
    estimates: Numbers,
    variances: Numbers,
    *,
    regressors: Numbers | None = None,
    likelihood: Likelihood = Likelihood.REML,
    level: float = 0.95,
) -> FayHerriot:
    """Best predictors under y_j = x_j'b + u_j + e_j, Var(u_j) = A, Var(e_j) = D_j known.

    gamma_j = A / (A + D_j); EBLUP = gamma_j y_j + (1 - gamma_j) x_j'b, b by weighted least
    squares. MSE = g1 + g2 + 2 g3 (REML), and - bias(A) (1 - gamma)^2 on top for ML.

    Parameters
    ----------
    estimates : array_like (units,)
        Direct estimates y; shares on the arcsine scale (`arcsine_scale`). NaN where unknown.
    variances : array_like (units,)
        D, above 0 and taken as known: 1 / (4 n_eff + 2) on the arcsine scale.
    regressors : array_like (units, regressors), optional
        X of full rank, with its column of ones; only a constant if not given.
    likelihood : Likelihood
        How A is estimated.
    level : float
        Nominal confidence of the limits, in (0, 1).

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `not_finite`, `not_positive` (a variance), `too_few_units` (no
        more than regressors), `collinear_regressors`, `level`.

    Notes
    -----
    Source: Fay and Herriot (1979), Journal of the American Statistical Association 74, 269-277;
    Prasad and Rao (1990), Journal of the American Statistical Association 85, 163-171; Datta and
    Lahiri (2000), Statistica Sinica 10, 613-627; Rao and Molina (2015), Small Area Estimation, 6.
    Tests: tests/analysis/shrinkage/test_fay_herriot.py (R: reference/shrinkage.R).
    """
    confidence = as_level(level)
    y, d, x, units, size = _inputs(estimates, variances, regressors)
    restricted = likelihood is Likelihood.REML
    a = area_variance(y, d, x, restricted=restricted)
    fit = area_fit(a, y, d, x)
    gamma = a / (a + d)
    eblup = gamma * y + (1 - gamma) * (x @ fit.coefficients)
    mse = _mse(fit, d, x, restricted=restricted)
    half = ndtri((1 + confidence) / 2) * np.sqrt(np.maximum(mse, 0))
    return FayHerriot(
        variance_between=a,
        all_noise=a == 0,
        coefficients=fit.coefficients,
        coefficient_errors=np.sqrt(np.diagonal(fit.covariance)),
        estimate=_among(eblup, units, size),
        mse=_among(mse, units, size),
        low=_among(eblup - half, units, size),
        high=_among(eblup + half, units, size),
        gamma=_among(gamma, units, size),
        log_likelihood=fit.log_likelihood(restricted=restricted),
        unknown=size - units.size,
        level=confidence,
        method=f"Fay-Herriot, {likelihood.name}, Prasad-Rao MSE",
        reference="Fay and Herriot 1979, JASA 74, 269-277; Prasad and Rao 1990, JASA 85, 163-171",
    )


def _mse(fit: Fitted, d: Floats, x: Floats, *, restricted: bool) -> Floats:
    """g1 = A D / (A + D): were all known; g2: b is estimated; g3, twice: A is estimated."""
    total = fit.between + d
    toward = d / total
    g1 = fit.between * toward
    g2 = toward**2 * np.einsum("ij,jk,ik->i", x, fit.covariance, x)
    variance_of_a = 2 / (1 / total**2).sum()
    g3 = toward**2 / total * variance_of_a
    if restricted:
        return np.asarray(g1 + g2 + 2 * g3)
    weighted = x.T @ (x / total[:, np.newaxis] ** 2)
    bias = -np.trace(fit.covariance @ weighted) / (1 / total**2).sum()
    return np.asarray(g1 + g2 + 2 * g3 - bias * toward**2)


def _inputs(
    estimates: Numbers, variances: Numbers, regressors: Numbers | None
) -> tuple[Floats, Floats, Floats, Integers, int]:
    """y, D and X of the known units, their positions, and the number of all units."""
    y = as_known_or_missing("estimates", estimates)
    d = as_known_or_missing("variances", variances)
    x = np.ones((y.size, 1)) if regressors is None else as_known_or_missing("X", regressors)
    if y.ndim != 1 or d.shape != y.shape or x.ndim != 2 or x.shape[0] != y.size:
        raise AnalysisError("shape", f"estimates {y.shape}, variances {d.shape}, X {x.shape}")
    units = np.flatnonzero(~np.isnan(y))
    y, d, x = y[units], d[units], as_floats("regressors", x[units])
    as_floats("estimates", y)
    if np.any(as_floats("variances", d) <= 0):
        raise AnalysisError(
            "not_positive",
            "a variance is 0 or less",
            cure="use the arcsine scale, where units at 100 % have a variance too",
        )
    if y.size <= x.shape[1]:
        raise AnalysisError("too_few_units", f"{y.size} units, {x.shape[1]} regressors")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise AnalysisError("collinear_regressors", "a regressor is a combination of others")
    return y, d, x, units, np.shape(estimates)[0]


def _among(values: Floats, units: Integers, size: int) -> Floats:
    out = np.full(size, np.nan)
    out[units] = values
    return out
