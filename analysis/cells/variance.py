"""Covariance of figures from cell sums: stratified, finite populations, after calibration.

With z the linearised value of a response, x its auxiliary variables, d and w its base and final
weight, all but z constant in a cell, e = z - x'B are the residuals of the regression of z on x with
weights d, and

    V = sum_h (1 - n_h/N_h) n_h/(n_h - 1) [sum_k (w e)^2 - (sum_k w e)^2 / n_h]

(Deville & Särndal, 1992; Särndal, Swensson & Wretman, 1992, 5.7). In a cell, with b = x'B,
sum e = sum z - n b and sum e^2 = sum z^2 - 2 b sum z + n b^2: counts and products suffice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse

from analysis.arrays import Floats, Places
from analysis.cells.design import CellDesign, LonelyStratum
from analysis.errors import AnalysisError

#: Singular values below this share of the largest are dependent auxiliary variables.
_RANK = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """What the variance of any figure needs of a design; made by `spread_of`.

    Parameters
    ----------
    design : CellDesign
    factors : float64, shape (H,)
        (1 - n_h/N_h) n_h/(n_h - 1); 0 for a lonely stratum, which leaves figures unknown.
    root : float64, shape (C,)
        Square root of d n.
    basis : float64 or sparse, shape (C, r)
        Orthonormal basis of root * x, by which a regression is a projection; r = 0 where nothing
        is calibrated.
    """

    design: CellDesign
    factors: Floats
    root: Floats
    basis: Floats | scipy.sparse.csr_array

    def fitted(self, totals: Floats) -> Floats:
        """b = x'B in each cell for values with the cell sums `totals`; shape (C, m) as given."""
        inverse = np.divide(1.0, self.root, out=np.zeros_like(self.root), where=self.root > 0)
        scaled = (self.design.base * inverse)[:, None] * totals
        projected: Floats = self.basis @ (self.basis.T @ scaled)
        return inverse[:, None] * projected


def spread_of(design: CellDesign, *, lonely: LonelyStratum) -> Spread:
    """Prepare the variance of a design.

    Raises
    ------
    AnalysisError
        `lonely_stratum`, with the strata.
    """
    if len(design.lonely) and lonely is LonelyStratum.ERROR:
        names = [" x ".join(design.labels[place]) for place in design.lonely.tolist()]
        raise AnalysisError(
            "lonely_stratum",
            f"one response only in {', '.join(names)}",
            cure="collapse the stratum with another of the same unit",
        )
    n = design.sampled
    factors = design.unsampled * n / np.maximum(n - 1.0, 1.0)
    factors[design.lonely] = 0.0
    root = np.sqrt(design.base * design.cube.responses)
    return Spread(design, factors, root, _basis(design, root))


def _basis(design: CellDesign, root: Floats) -> Floats | scipy.sparse.csr_array:
    if design.partition is not None:
        size = np.bincount(design.partition, weights=root**2)
        unit = np.divide(root, np.sqrt(size[design.partition]), where=root > 0, out=root * 0.0)
        places = (np.arange(len(root)), design.partition)
        return scipy.sparse.csr_array((unit, places), shape=(len(root), len(size)))
    if design.auxiliary is None:
        return np.zeros((len(root), 0))
    left, values, _ = scipy.linalg.svd(root[:, None] * design.auxiliary, full_matrices=False)
    return np.asarray(left[:, values > _RANK * values.max(initial=0.0)])


def variances(spread: Spread, domain: Places, total: Floats, square: Floats) -> Floats:
    """Variance of M figures of each domain.

    Parameters
    ----------
    domain : intp, shape (C,)
        Place of each cell's domain, 0..U-1.
    total, square : float64, shape (C, M)
        Sums of z and z^2 of the figures of the cell's own domain.

    Returns
    -------
    float64, shape (U, M)
        Rounding noise below 0 is 0. NaN where a lonely stratum leaves it unknown.

    Notes
    -----
    Test: tests/analysis/cells/test_estimates.py.
    """
    design = spread.design
    if not design.calibrated:
        return _plain(spread, domain, total, square)
    if design.partition is not None and _nested(design.partition, domain):
        n = design.cube.responses[:, None]
        fit = spread.fitted(total)
        residual = square - 2.0 * fit * total + n * fit**2
        return _plain(spread, domain, total - n * fit, residual)
    found = [
        np.diagonal(covariance(spread, domain, total[:, m], square[:, m]))
        for m in range(total.shape[1])
    ]
    return np.maximum(np.stack(found, axis=1), 0.0)


def covariance(spread: Spread, domain: Places, total: Floats, square: Floats) -> Floats:
    """Covariance of one figure between domains: float64, shape (U, U).

    `total` and `square` have shape (C,); otherwise as `variances`.
    """
    design = spread.design
    n = design.cube.responses.astype(np.float64)
    own = np.zeros((len(n), _size(domain)))
    own[np.arange(len(n)), domain] = total
    fit = spread.fitted(own)
    sums = np.zeros((len(spread.factors), own.shape[1]))
    np.add.at(sums, design.strata, design.weights[:, None] * (own - n[:, None] * fit))
    squared = spread.factors[design.strata] * design.weights**2
    within = np.zeros(own.shape[1])
    np.add.at(within, domain, squared * square)
    cross = own.T @ (squared[:, None] * fit)
    fits = fit.T @ ((squared * n)[:, None] * fit)
    strata = sums.T @ ((spread.factors / np.maximum(design.sampled, 1.0))[:, None] * sums)
    found: Floats = np.diag(within) - cross - cross.T + fits - strata
    unknown = np.abs(sums[design.lonely]).max(axis=0, initial=0.0) > _RANK
    unknown[domain[np.isin(design.strata, design.lonely)]] = True
    found[unknown] = found[:, unknown] = np.nan
    return found


def _plain(spread: Spread, domain: Places, total: Floats, square: Floats) -> Floats:
    """Where values are 0 outside a domain, only its own cells matter, by stratum."""
    design, strata = spread.design, len(spread.factors)
    weight = design.weights[:, None]
    parts, place = np.unique(domain * strata + design.strata, return_inverse=True)
    squares = np.zeros((len(parts), total.shape[1]))
    sums = np.zeros_like(squares)
    np.add.at(squares, place, weight**2 * square)
    np.add.at(sums, place, weight * total)
    stratum = parts % max(strata, 1)
    around = squares - sums**2 / np.maximum(design.sampled[stratum], 1.0)[:, None]
    found = np.zeros((_size(domain), total.shape[1]))
    np.add.at(found, parts // max(strata, 1), spread.factors[stratum][:, None] * around)
    found[domain[np.isin(design.strata, design.lonely)]] = np.nan
    return np.maximum(found, 0.0)


def _nested(partition: Places, domain: Places) -> bool:
    """Whether no post-stratum spans domains, so that residuals are 0 outside a domain."""
    pairs = np.unique(np.stack([partition, domain]), axis=1)
    return bool(pairs.shape[1] == len(np.unique(partition)))


def _size(domain: Places) -> int:
    return int(domain.max(initial=-1)) + 1
