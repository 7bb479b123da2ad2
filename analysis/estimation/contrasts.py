"""Functions of estimates: linear ones, and smooth ones by the delta method."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from analysis.arrays import Booleans, Floats, Numbers, as_floats
from analysis.errors import AnalysisError
from analysis.estimation.results import Contrasts, Estimates

REFERENCE = "Wolter (2007), Introduction to Variance Estimation, 6.2"


def linear_combination(estimates: Estimates, coefficients: Numbers) -> Contrasts:
    """C theta with covariance C V C'.

    Parameters
    ----------
    estimates : Estimates
        theta (m,) with covariance V.
    coefficients : array_like (m,) or (r, m)
        C. A coefficient of 0 takes nothing from its estimate, be it unknown or not.

    Returns
    -------
    Contrasts
        NaN where a coefficient other than 0 meets an unknown estimate.

    Raises
    ------
    AnalysisError
        `shape`, `not_finite`, `not_a_number`.

    Notes
    -----
    R survey: `svycontrast`. Test: tests/analysis/estimation/test_contrasts.py.
    """
    matrix = np.atleast_2d(as_floats("coefficients", coefficients))
    if matrix.ndim != 2 or matrix.shape[1] != len(estimates.estimate):
        raise AnalysisError(
            "shape", f"coefficients {matrix.shape} for {len(estimates.estimate)} estimates"
        )
    value = matrix @ np.where(estimates.known, estimates.estimate, 0.0)
    return _propagated(estimates, value, matrix, "linear combination")


def smooth_function(
    estimates: Estimates,
    function: Callable[[Floats], Numbers],
    *,
    gradient: Callable[[Floats], Numbers],
) -> Contrasts:
    """f(theta) with covariance G V G', G the matrix of derivatives at theta: the delta method.

    Parameters
    ----------
    estimates : Estimates
        theta (m,) with covariance V; unknown values are passed on as NaN.
    function : callable
        theta (m,) to r values, or one.
    gradient : callable
        theta (m,) to their derivatives (r, m), or (m,) for one value.

    Raises
    ------
    AnalysisError
        `shape`; `no_derivative` where a derivative is not finite although the value is.

    Notes
    -----
    R survey: `svycontrast` with a quoted expression. Test:
    tests/analysis/estimation/test_contrasts.py.
    """
    theta = estimates.estimate
    value = np.atleast_1d(np.asarray(function(theta.copy()), dtype=np.float64))
    slope = np.atleast_2d(np.asarray(gradient(theta.copy()), dtype=np.float64))
    if slope.shape != (len(value), len(theta)):
        raise AnalysisError("shape", f"gradient {slope.shape}, not {(len(value), len(theta))}")
    if np.any(~np.isfinite(slope[np.isfinite(value)])):
        raise AnalysisError("no_derivative", "a derivative is not finite at the estimates")
    return _propagated(estimates, value, slope, "smooth function, delta method")


def differences(estimates: Estimates, *, pairs: Sequence[tuple[int, int]]) -> Contrasts:
    """First minus second of each pair of places, with the covariance of the design they share.

    Years, units and groups of one design have covariance wherever they share clusters or strata;
    give one design with strata = year x stratum to compare years.

    Raises
    ------
    AnalysisError
        `no_such_estimate`.

    Notes
    -----
    Test: tests/analysis/estimation/test_contrasts.py.
    """
    places = np.asarray(pairs, dtype=np.intp).reshape(-1, 2)
    if np.any((places < 0) | (places >= len(estimates.estimate))):
        raise AnalysisError(
            "no_such_estimate", f"places go from 0 to {len(estimates.estimate) - 1}"
        )
    matrix = np.zeros((len(places), len(estimates.estimate)))
    rows = np.arange(len(places))
    np.add.at(matrix, (rows, places[:, 0]), 1.0)
    np.add.at(matrix, (rows, places[:, 1]), -1.0)
    return linear_combination(estimates, matrix)


def independent_differences(first: Estimates, second: Estimates) -> Contrasts:
    """First minus second, place by place, of two independent samples: variances add.

    Raises
    ------
    AnalysisError
        `shape` where the two hold different numbers of estimates.

    Notes
    -----
    Test: tests/analysis/estimation/test_contrasts.py.
    """
    if first.estimate.shape != second.estimate.shape:
        raise AnalysisError(
            "shape", f"{len(first.estimate)} estimates against {len(second.estimate)}"
        )
    return Contrasts(
        first.estimate - second.estimate,
        first.covariance + second.covariance,
        "difference of independent samples",
        REFERENCE,
    )


def _propagated(estimates: Estimates, value: Floats, slope: Floats, method: str) -> Contrasts:
    known: Booleans = estimates.known
    lost = ((slope != 0) & ~known).any(axis=1) | ~np.isfinite(value)
    inner = np.where(lost[:, None], 0.0, slope)[:, known]
    covariance = inner @ estimates.covariance[np.ix_(known, known)] @ inner.T
    covariance[lost, :] = np.nan
    covariance[:, lost] = np.nan
    return Contrasts(np.where(lost, np.nan, value), covariance, method, REFERENCE)
