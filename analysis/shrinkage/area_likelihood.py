"""The (restricted) likelihood of the variance between units, and its maximum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from analysis.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The regression at one A.

    Parameters
    ----------
    between : float
        A.
    coefficients, covariance : float64 (regressors,), (regressors, regressors)
        b = (X' W X)^-1 X' W y and (X' W X)^-1, W = 1 / (A + D).
    residuals, weights : float64 (units,)
        y - X b, and W.
    determinant : float
        ln |X' W X|.
    """

    between: float
    coefficients: Floats
    covariance: Floats
    residuals: Floats
    weights: Floats
    determinant: float

    def log_likelihood(self, *, restricted: bool) -> float:
        """-(sum ln(A + D) + sum W r^2 [+ ln |X' W X|] + k ln 2 pi) / 2; k is the number of units,
        less the regressors if restricted."""
        k = self.residuals.size - (self.coefficients.size if restricted else 0)
        squares = -np.log(self.weights).sum() + (self.weights * self.residuals**2).sum()
        extra = self.determinant if restricted else 0.0
        return float(-(squares + extra + k * math.log(2 * math.pi)) / 2)

    def slope(self, x: Floats, *, restricted: bool) -> float:
        """dl / dA = (sum W^2 r^2 - sum W [+ tr((X' W X)^-1 X' W^2 X)]) / 2."""
        w = self.weights
        slope = (w**2 * self.residuals**2).sum() - w.sum()
        if restricted:
            slope += np.trace(self.covariance @ (x.T @ (x * w[:, np.newaxis] ** 2)))
        return float(slope / 2)


def area_fit(between: float, y: Floats, d: Floats, x: Floats) -> Fitted:
    """Weighted least squares with weights 1 / (A + D)."""
    weights = 1 / (between + d)
    q, r = np.linalg.qr(x * np.sqrt(weights)[:, np.newaxis])
    inverse = np.linalg.inv(r)
    coefficients = inverse @ (q.T @ (y * np.sqrt(weights)))
    return Fitted(
        between=between,
        coefficients=coefficients,
        covariance=inverse @ inverse.T,
        residuals=y - x @ coefficients,
        weights=weights,
        determinant=float(2 * np.log(np.abs(np.diagonal(r))).sum()),
    )


def area_variance(y: Floats, d: Floats, x: Floats, *, restricted: bool) -> float:
    """A >= 0 of the highest (restricted) likelihood.

    The slope is bracketed on a grid of A, evenly in ln A between far below the smallest D and far
    above the spread of y; Brent's method finds each maximum to the last digits; the highest, A = 0
    included, is taken.

    Notes
    -----
    Tests: tests/analysis/shrinkage/test_fay_herriot.py.
    """

    def slope(a: float) -> float:
        return area_fit(a, y, d, x).slope(x, restricted=restricted)

    def height(a: float) -> float:
        return area_fit(a, y, d, x).log_likelihood(restricted=restricted)

    ordinary = area_fit(0.0, y, np.ones_like(d), x).residuals
    top = max(10 * float(ordinary @ ordinary), float(d.min()))
    grid = np.concatenate([[0.0], np.geomspace(1e-8 * d.min(), top, 200)])
    slopes = np.array([slope(float(a)) for a in grid])
    rises = np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
    inner = [float(brentq(slope, grid[i], grid[i + 1], xtol=1e-300, rtol=1e-14)) for i in rises]
    return max([0.0, *inner], key=height)
