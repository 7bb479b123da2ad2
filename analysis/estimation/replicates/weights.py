"""Replicate weights, kept as one multiplier per cluster and replicate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers, Places, as_floats
from analysis.errors import AnalysisError


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """R sets of weights for n rows; the variance of an estimator t is read from its R values.

    V = scale * sum over r of rscale_r (t_r - centre)(t_r - centre)', the centre being the estimate
    from the full sample if `around_full_sample` (R: `mse=TRUE`), else the mean of the t_r.

    Parameters
    ----------
    full : float64 (n,)
        Weights of the full sample.
    carried : float64 (n,)
        Weights that the multipliers apply to.
    cluster : intp (n,)
        The row of `multipliers` that holds for each row.
    multipliers : float64 (C, R)
        Replicate r weighs a row by carried * multipliers[cluster, r].
    scale : float
    rscales : float64 (R,)
    around_full_sample : bool
    df : int
        Degrees of freedom of the variance.
    method, reference : str
    """

    full: Floats
    carried: Floats
    cluster: Places
    multipliers: Floats
    scale: float
    rscales: Floats
    around_full_sample: bool
    df: int
    method: str
    reference: str

    @property
    def count(self) -> int:
        """R, the number of replicates."""
        return int(self.multipliers.shape[1])

    def weights(self, replicate: int) -> Floats:
        """Weights of one replicate, (n,)."""
        return np.asarray(self.carried * self.multipliers[self.cluster, replicate])

    def matrix(self) -> Floats:
        """Weights of all replicates, (n, R)."""
        return np.asarray(self.carried[:, None] * self.multipliers[self.cluster])


def given_replicates(
    full: Numbers,
    weights: Numbers,
    *,
    scale: float,
    rscales: Numbers | None = None,
    around_full_sample: bool = False,
    df: int | None = None,
) -> Replicates:
    """Replicate weights that came with the data, (n, R), as whole weights.

    Parameters
    ----------
    full : array_like (n,)
        Weights of the full sample.
    weights : array_like (n, R)
        Weights of the replicates (R: `combined.weights=TRUE`).
    scale, rscales, around_full_sample
        As in `Replicates`; rscales are 1 by default.
    df : int, optional
        By default the rank of the replicate weights - 1, as R's `degf`.

    Raises
    ------
    AnalysisError
        `shape`, `not_finite`, `not_a_number`, `scale`, `too_few_replicates`.

    Notes
    -----
    Weights (n, R) of the file; R survey: `svrepdesign(repweights, weights, scale, rscales, mse)`.
    Tests: tests/analysis/estimation/test_replicates.py.
    """
    start = as_floats("full", full)
    matrix = as_floats("weights", weights)
    if start.ndim != 1 or matrix.ndim != 2 or len(matrix) != len(start):
        raise AnalysisError("shape", f"replicate weights {matrix.shape} for {start.shape} weights")
    if matrix.shape[1] < 1:
        raise AnalysisError("too_few_replicates", "no replicate has a variance")
    factors = np.ones(matrix.shape[1]) if rscales is None else as_floats("rscales", rscales)
    if factors.shape != (matrix.shape[1],) or np.any(factors < 0) or not scale >= 0:
        raise AnalysisError("scale", "scale and one rscale per replicate must be 0 or more")
    return Replicates(
        full=start,
        carried=np.ones(len(start)),
        cluster=np.arange(len(start)),
        multipliers=matrix,
        scale=float(scale),
        rscales=factors,
        around_full_sample=around_full_sample,
        df=int(np.linalg.matrix_rank(matrix, rtol=1e-5)) - 1 if df is None else df,
        method="replicate weights as given",
        reference="Wolter (2007), Introduction to Variance Estimation",
    )


def reweighted(replicates: Replicates, weighting: Callable[[Floats], Numbers]) -> Replicates:
    """Repeat the weighting of the full sample in every replicate.

    Parameters
    ----------
    replicates : Replicates
        With base weights.
    weighting : callable
        Weights (n,) to final weights (n,): post-stratification, raking, trimming, in their order.
        It is called R + 1 times; what it raises is not caught, for no replicate may be dropped in
        silence.

    Notes
    -----
    Holds n R numbers. `df` stays that of the replicates given: R takes the rank of the new weights
    anew, which is larger for no good reason. Valliant (1993), JASA 88. Test:
    tests/analysis/estimation/test_replicates.py.
    """
    n = len(replicates.full)
    final = np.empty((n, replicates.count))
    for number in range(replicates.count):
        weights = as_floats("weighting", weighting(replicates.weights(number)), shape=(n,))
        final[:, number] = weights
    return Replicates(
        full=as_floats("weighting", weighting(replicates.full.copy()), shape=(n,)),
        carried=np.ones(n),
        cluster=np.arange(n),
        multipliers=final,
        scale=replicates.scale,
        rscales=replicates.rscales,
        around_full_sample=replicates.around_full_sample,
        df=replicates.df,
        method=f"{replicates.method}, weighting repeated",
        reference=replicates.reference,
    )
