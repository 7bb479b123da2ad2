"""What post-stratification, raking and calibration return."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers
from analysis.weights.auxiliary import Auxiliary
from analysis.weights.margins import Margin
from analysis.weights.precision import WeightPrecision, weight_precision


@dataclass(frozen=True, slots=True, eq=False)
class CalibratedWeights:
    """Weights w = d g that meet known population totals.

    A row is a respondent or a cell of respondents (then weights and base are sums over the cell;
    g is the same either way, because it depends on the auxiliary variables only).

    Parameters
    ----------
    weights : float64, shape (n,)
        Final weights w.
    base : float64, shape (n,)
        Base weights d.
    margins : tuple of Margin
        Categorical auxiliary variables with the totals that were met.
    numeric : float64, shape (n, q)
        Numeric auxiliary variables; q may be 0.
    numeric_totals : float64, shape (q,)
        Their totals that were met.
    scale : float64, shape (n,), or None
        q of the distance function, where it is not 1.
    iterations : int
        Sweeps or Newton steps taken.
    largest_gap : float
        The largest |sum w x - total| / |total| over all totals.
    method, reference : str
        What was computed, and where it is described.

    Notes
    -----
    Variance after calibration: residuals of the regression of the linearised variable on
    `auxiliary_matrix()` with `regression_weights`, times `weights` (Deville & Särndal, 1992).
    """

    weights: Floats
    base: Floats
    margins: tuple[Margin, ...]
    numeric: Floats
    numeric_totals: Floats
    scale: Floats | None
    iterations: int
    largest_gap: float
    method: str
    reference: str

    @property
    def auxiliary(self) -> Auxiliary:
        """The auxiliary variables, with sums and cross-products that build no matrix."""
        return Auxiliary(self.margins, self.numeric)

    def auxiliary_matrix(self) -> Floats:
        """x, float64, shape (n, p): all indicators of all margins, then the numeric columns."""
        return self.auxiliary.matrix()

    @property
    def regression_weights(self) -> Floats:
        """d q, the weights of the regression whose residuals give the variance."""
        return self.base if self.scale is None else self.base * self.scale

    @property
    def factors(self) -> Floats:
        """g = w / d; NaN where d is 0."""
        factors = np.full(self.weights.shape, np.nan)
        np.divide(self.weights, self.base, out=factors, where=self.base > 0)
        return factors

    @property
    def negative(self) -> int:
        """How many rows have a weight below 0: only unbounded linear calibration makes them."""
        return int(np.count_nonzero(self.weights < 0))

    @property
    def effective_n(self) -> float:
        """Kish's effective sample size, rows being respondents; of cells use `precision`."""
        return float(self.precision().effective_n[0])

    def precision(self, *, counts: Numbers | None = None) -> WeightPrecision:
        """Kish's figures; `counts` are the respondents of each row where rows are cells."""
        return weight_precision(self.weights, counts=counts)
