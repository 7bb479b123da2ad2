"""Calibrated weights in the variance: linearised values are replaced by regression residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from analysis.arrays import Floats, Numbers, as_floats
from analysis.errors import AnalysisError
from analysis.estimation.stages import grouped_sums
from analysis.weights.auxiliary import Auxiliary
from analysis.weights.result import CalibratedWeights

#: Auxiliaries are combinations of one another below this share of the largest eigenvalue.
RANK = 1e-12
#: Projections: the second takes away what rounding left of the first.
SWEEPS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Calibrated weights with what their variance needs; made by `calibration`.

    Parameters
    ----------
    weights, base : float64 (n,)
        The calibrated weights w, and the weights d of the regression.
    auxiliary : Auxiliary
        The calibration variables x, n rows.
    product, inverse : float64 (p, p)
        X' d X and its inverse, a pseudo-inverse where margins overlap.
    """

    weights: Floats
    base: Floats
    auxiliary: Auxiliary
    product: Floats
    inverse: Floats

    def residuals(self, linearised: Floats) -> Floats:
        """e = z - X B with B = (X' d X)⁻¹ X' d z, for z (n, k) (Deville, Särndal 1992)."""
        residual = linearised
        for _ in range(SWEEPS):
            residual = residual - self._fitted(residual)
        return residual

    def slopes(self, cross: Floats) -> Floats:
        """B of each column of X' d z (p, k), with one step of refinement."""
        first = self.inverse @ cross
        return np.asarray(first + self.inverse @ (cross - self.product @ first))

    def _fitted(self, values: Floats) -> Floats:
        weighted = self.base[:, None] * values
        margins, last = self.auxiliary.margins, self.auxiliary.starts[-1]
        crossed = [grouped_sums(m.codes, len(m.categories), weighted) for m in margins]
        slopes = self.slopes(np.concatenate([*crossed, self.auxiliary.numeric.T @ weighted]))
        fitted = self.auxiliary.numeric @ slopes[last:]
        for start, margin in zip(self.auxiliary.starts, margins, strict=False):
            fitted += slopes[start:][margin.codes]
        return np.asarray(fitted, dtype=np.float64)


def calibration(weights: Numbers, *, base: Numbers, auxiliary: Numbers) -> Calibration:
    """Calibrated weights, from the base weights and the auxiliary variables calibrated on.

    Parameters
    ----------
    weights : array_like (n,)
        Calibrated weights; below 0 is legal (linear calibration can give it).
    base : array_like (n,), 0 or more
        The weights before calibration.
    auxiliary : array_like (n, p)
        The calibration variables: indicator columns of post-strata or raking margins, numbers, or
        both. Columns that depend on one another are harmless.

    Raises
    ------
    AnalysisError
        `not_finite`, `not_a_number`, `shape`, `negative_weight`, `no_weight`.

    Notes
    -----
    Raking, logit and linear calibration have the same asymptotic variance, that of the regression
    estimator (Deville, Särndal 1992, JASA 87, result 5); post-stratification is the case of one
    factor. R: `calibrate`, `postStratify`. R's `rake` takes unweighted group means instead, and
    differs. Test: tests/analysis/estimation/test_calibrated.py.
    """
    final = as_floats("weights", weights)
    start = as_floats("base", base, shape=final.shape)
    x = as_floats("auxiliary", auxiliary)
    if x.ndim != 2 or len(x) != len(final):
        raise AnalysisError("shape", f"auxiliary has shape {x.shape}, not ({len(final)}, p)")
    return _calibration(final, start, Auxiliary((), x))


def calibration_of(made: CalibratedWeights) -> Calibration:
    """The same, from the result of post-stratification, raking or calibration of rows.

    Notes
    -----
    Test: tests/analysis/estimation/test_calibrated.py.
    """
    return _calibration(made.weights, made.regression_weights, made.auxiliary)


def _calibration(weights: Floats, base: Floats, auxiliary: Auxiliary) -> Calibration:
    if np.any(base < 0):
        raise AnalysisError("negative_weight", f"{int((base < 0).sum())} base weights are below 0")
    if not base.any():
        raise AnalysisError("no_weight", "every base weight is 0")
    product = auxiliary.cross_product(base)
    return Calibration(weights, base, auxiliary, product, _inverse(product))


def _inverse(product: Floats) -> Floats:
    """Pseudo-inverse of X' d X, columns scaled to length 1 first so that units do not matter."""
    length = np.sqrt(np.diag(product))
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    values, vectors = linalg.eigh(product * np.outer(scale, scale))
    kept = values > RANK * max(values.max(initial=0.0), 0.0)
    part = scale[:, None] * vectors[:, kept]
    return np.asarray((part / values[kept]) @ part.T, dtype=np.float64)
