"""Estimates with the variance that replicate weights give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers
from analysis.errors import AnalysisError
from analysis.estimation.domains import Domains, whole_sample
from analysis.estimation.linearised import tables
from analysis.estimation.replicates.weights import Replicates
from analysis.estimation.stages import grouped_sums


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateEstimates:
    """Estimates from the full sample, and their covariance over the replicates.

    Parameters
    ----------
    estimate : float64 (m,)
        NaN where unknown.
    covariance : float64 (m, m)
    replicate_estimates : float64 (R, m)
    discarded : int64 (m,)
        Replicates without a value (an empty domain): left out of the variance, as R does.
    df : int
    method, reference : str
    """

    estimate: Floats
    covariance: Floats
    replicate_estimates: Floats
    discarded: Integers
    df: int
    method: str
    reference: str

    @property
    def standard_error(self) -> Floats:
        """Square root of the diagonal of the covariance, (m,)."""
        return np.sqrt(np.diag(self.covariance))


def replicate_estimates(
    replicates: Replicates, estimator: Callable[[Floats], Numbers]
) -> ReplicateEstimates:
    """Any estimator: computed from the full weights and from those of every replicate.

    Parameters
    ----------
    replicates : Replicates
    estimator : callable
        Weights (n,) to m numbers, or one; NaN where it has no value. Called R + 1 times.

    Returns
    -------
    ReplicateEstimates

    Raises
    ------
    AnalysisError
        `shape` where the number of values changes.

    Notes
    -----
    R survey: `withReplicates`. Test: tests/analysis/estimation/test_replicates.py.
    """
    full = np.atleast_1d(np.asarray(estimator(replicates.full.copy()), dtype=np.float64))
    values = np.empty((replicates.count, len(full)))
    for number in range(replicates.count):
        value = np.atleast_1d(np.asarray(estimator(replicates.weights(number)), dtype=np.float64))
        if value.shape != full.shape:
            raise AnalysisError("shape", f"{value.shape} values in replicate {number}")
        values[number] = value
    return estimates_of(replicates, full, values)


def replicate_ratios(
    replicates: Replicates,
    numerator: Numbers,
    denominator: Numbers,
    *,
    domains: Domains | None = None,
) -> ReplicateEstimates:
    """Ratios of totals by item and domain, all replicates at once by matrix products.

    Sums over the rows of each cluster and domain are made once; a replicate is a product with its
    multipliers.

    Parameters
    ----------
    replicates : Replicates
    numerator, denominator, domains
        As in `analysis.estimation.estimates.ratios`; for means the denominator is 1.

    Returns
    -------
    ReplicateEstimates
        m = D k, place d k + j for item j of domain d.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite`.

    Notes
    -----
    Test: tests/analysis/estimation/test_replicates.py.
    """
    n = len(replicates.full)
    groups = whole_sample(n) if domains is None else domains
    y, x, answered = tables(numerator, denominator, n=n)
    upper = _replicated(replicates, groups, np.where(answered, y, 0.0))
    lower = _replicated(replicates, groups, np.where(answered, x, 0.0))
    seen = lower != 0
    values = np.divide(upper, lower, out=np.full_like(upper, np.nan), where=seen)
    return estimates_of(replicates, values[0], values[1:])


def replicate_means(
    replicates: Replicates, values: Numbers, *, domains: Domains | None = None
) -> ReplicateEstimates:
    """Weighted means by item and domain: `replicate_ratios` with the denominator 1.

    Notes
    -----
    R survey: `svymean(na.rm=TRUE)`. Test: tests/analysis/estimation/test_replicates.py.
    """
    return replicate_ratios(replicates, values, 1.0, domains=domains)


def replicate_totals(
    replicates: Replicates, values: Numbers, *, domains: Domains | None = None
) -> ReplicateEstimates:
    """Totals by item and domain; as `replicate_ratios`, a missing value adds nothing.

    Notes
    -----
    Test: tests/analysis/estimation/test_replicates.py.
    """
    n = len(replicates.full)
    groups = whole_sample(n) if domains is None else domains
    y, _, answered = tables(values, np.ones(n), n=n)
    sums = _replicated(replicates, groups, np.where(answered, y, 0.0))
    return estimates_of(replicates, sums[0], sums[1:])


def estimates_of(replicates: Replicates, full: Floats, values: Floats) -> ReplicateEstimates:
    """The covariance of estimates (m,) from their replicate values (R, m).

    V = scale * sum of rscale_r (t_r - centre)(t_r - centre)'; replicates without a value are
    discarded by estimate, and for a covariance where either has none.
    """
    valid = np.isfinite(values)
    deviation = np.where(valid, values - _centre(replicates, full, values, valid), 0.0)
    deviation *= np.sqrt(replicates.rscales)[:, None]
    covariance = replicates.scale * (deviation.T @ deviation)
    lost = ~np.isfinite(full) | ~valid.any(axis=0)
    covariance[lost, :] = np.nan
    covariance[:, lost] = np.nan
    return ReplicateEstimates(
        estimate=full,
        covariance=covariance,
        replicate_estimates=values,
        discarded=(~valid).sum(axis=0),
        df=replicates.df,
        method=replicates.method,
        reference=replicates.reference,
    )


def _centre(replicates: Replicates, full: Floats, values: Floats, valid: Booleans) -> Floats:
    if replicates.around_full_sample:
        return full
    used = valid & (replicates.rscales > 0)[:, None]
    count = np.maximum(used.sum(axis=0), 1)
    return np.asarray(np.where(used, values, 0.0).sum(axis=0) / count, dtype=np.float64)


def _replicated(replicates: Replicates, groups: Domains, values: Floats) -> Floats:
    """Weighted sums (1 + R, D k): from the full sample, then from each replicate."""
    clusters, k = len(replicates.multipliers), values.shape[1]
    inside = groups.code >= 0
    cell = groups.code[inside] * clusters + replicates.cluster[inside]
    carried = grouped_sums(
        cell, groups.count * clusters, replicates.carried[inside, None] * values[inside]
    )
    by_cluster = carried.reshape(groups.count, clusters, k)
    made = np.einsum("cr,dck->rdk", replicates.multipliers, by_cluster, optimize=True)
    full = groups.sums(replicates.full[:, None] * values)
    return np.concatenate([full.reshape(1, -1), made.reshape(replicates.count, -1)])
