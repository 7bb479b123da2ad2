"""Calibrated weights in the variance: linearised values are replaced by regression residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from analysis.arrays import Floats, Numbers, as_floats
from analysis.errors import AnalysisError

#: A column of auxiliaries is a combination of the others below this share of the largest.
RANK = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Calibrated weights with what their variance needs; made by `calibration`.

    Parameters
    ----------
    weights, base : float64 (n,)
        The calibrated weights w and the weights d they were calibrated from.
    basis : float64 (n, r)
        Orthonormal columns that span sqrt(d) X, X the auxiliary variables.
    """

    weights: Floats
    base: Floats
    basis: Floats

    def residuals(self, linearised: Floats) -> Floats:
        """e = z - X B with B = (X' d X)⁻¹ X' d z, for z (n, k) (Deville, Särndal 1992)."""
        root = np.sqrt(self.base)[:, None]
        scaled = root * linearised
        scaled -= self.basis @ (self.basis.T @ scaled)
        return np.divide(scaled, root, out=np.zeros_like(scaled), where=root > 0)


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
    if np.any(start < 0):
        raise AnalysisError("negative_weight", f"{int((start < 0).sum())} base weights are below 0")
    if not start.any():
        raise AnalysisError("no_weight", "every base weight is 0")
    return Calibration(final, start, _basis(np.sqrt(start)[:, None] * x))


def _basis(columns: Floats) -> Floats:
    """Orthonormal columns of the same span, by QR with pivoting."""
    norms = np.sqrt((columns**2).sum(axis=0))
    scaled = columns[:, norms > 0] / norms[norms > 0]
    if scaled.shape[1] == 0:
        return np.zeros((len(columns), 0))
    q, r, _ = linalg.qr(scaled, mode="economic", pivoting=True)
    size = np.abs(np.diag(r))
    return np.ascontiguousarray(q[:, : int((size > RANK * size[0]).sum())])
