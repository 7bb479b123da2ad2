"""Studentised differences between all pairs of units."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_floats, as_known_or_missing
from analysis.errors import AnalysisError

#: Variances below this part of the largest one are rounding errors of 0.
NOISE = 1e-20
#: What cancellation leaves of v_j + v_k - 2 c_jk when it should be 0, relative to v_j + v_k.
CANCELLATION = 1e-14


class WithoutVariance(enum.StrEnum):
    """What a difference without variance says: nothing (two samples at 100 %), or the exact truth
    (both units were counted in full)."""

    UNDECIDED = "undecided"
    EXACT = "exact"


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The p units with an estimate, and their p (p - 1) one-sided hypotheses.

    H[j, k] says theta_j <= theta_k; rejecting it says "j is better than k".

    Parameters
    ----------
    units : int64 (p,)
        Where they stand among all units. They are sorted by estimate and variance, so that draws
        meet the same unit whatever the order of the input.
    twin : bool (p,)
        Independent and equal in estimate and variance to the unit before: what holds for one
        holds for the other.
    statistic : float64 (p, p)
        t[j, k] = (y_j - y_k) / se_jk; 0 where the pair is not tested.
    weight : float64 (p, p)
        1 / se_jk; 0 where the pair is not tested.
    tested : bool (p, p)
        Whether se_jk is above 0; the diagonal is False.
    settled : bool (p, p)
        H[j, k] is false beyond doubt: no variance, `EXACT`, and y_j > y_k.
    root : float64 (p, p), or (p,) for independent units
        root @ root.T is the covariance matrix; standard errors for independent units.
    """

    units: Integers
    twin: Booleans
    statistic: Floats
    weight: Floats
    tested: Booleans
    settled: Booleans
    root: Floats


def studentise(
    estimates: Numbers,
    covariance: Numbers,
    *,
    without_variance: WithoutVariance = WithoutVariance.UNDECIDED,
) -> Pairs:
    """t[j, k] = (y_j - y_k) / sqrt(v_j + v_k - 2 c_jk) for all pairs of known units.

    Parameters
    ----------
    estimates : array_like (units,)
        The greater the better; NaN where unknown: such a unit takes no part.
    covariance : array_like (units,) or (units, units)
        Variances of independent estimates, or the covariance matrix of correlated ones; what it
        holds for unknown units is not looked at.
    without_variance : WithoutVariance
        What a difference without variance says.

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `not_finite`, `negative_variance`, `not_symmetric`,
        `not_positive_semidefinite`.

    Notes
    -----
    Tests: tests/analysis/ranks/test_pairs.py.
    """
    y, sigma, units = _sorted(*known_part(estimates, covariance))
    variance = sigma if sigma.ndim == 1 else np.diagonal(sigma)
    total = variance[:, np.newaxis] + variance
    of_difference = total if sigma.ndim == 1 else total - 2 * sigma
    noise = CANCELLATION * total + NOISE * variance.max(initial=0)
    tested = (of_difference > noise) & ~np.eye(y.size, dtype=np.bool_)
    weight = np.where(tested, 1 / np.sqrt(np.where(tested, of_difference, 1)), 0)
    difference = y[:, np.newaxis] - y
    exact = without_variance is WithoutVariance.EXACT
    return Pairs(
        units=units,
        twin=_twins(y, sigma),
        statistic=difference * weight,
        weight=weight,
        tested=tested,
        settled=exact & ~tested & (difference > 0),
        root=_root(sigma),
    )


def known_part(estimates: Numbers, covariance: Numbers) -> tuple[Floats, Floats, Integers]:
    """Estimates and covariance of the units whose estimate is known, checked, and their positions.

    Raises
    ------
    AnalysisError
        See `studentise`.
    """
    y = as_known_or_missing("estimates", estimates)
    sigma = as_known_or_missing("covariance", covariance)
    if y.ndim != 1 or sigma.shape not in ((y.size,), (y.size, y.size)):
        raise AnalysisError("shape", f"estimates {y.shape} and covariance {sigma.shape}")
    units = np.flatnonzero(~np.isnan(y))
    y = as_floats("estimates", y[units])
    sigma = as_floats(
        "covariance", sigma[units] if sigma.ndim == 1 else sigma[np.ix_(units, units)]
    )
    return y, _checked(sigma), units


def _sorted(y: Floats, sigma: Floats, units: Integers) -> tuple[Floats, Floats, Integers]:
    order = np.lexsort((sigma if sigma.ndim == 1 else np.diagonal(sigma), y))
    return y[order], sigma[order] if sigma.ndim == 1 else sigma[np.ix_(order, order)], units[order]


def _twins(y: Floats, sigma: Floats) -> Booleans:
    twin = np.zeros(y.size, dtype=np.bool_)
    if sigma.ndim == 1:
        twin[1:] = (y[1:] == y[:-1]) & (sigma[1:] == sigma[:-1])
    return twin


def _checked(sigma: Floats) -> Floats:
    """The covariance, made exactly symmetric; variances of -1e-20 of the largest become 0."""
    variance = sigma if sigma.ndim == 1 else np.diagonal(sigma)
    largest = np.abs(variance).max(initial=0)
    if np.any(variance < -NOISE * largest):
        raise AnalysisError("negative_variance", f"a variance is {variance.min()}")
    if sigma.ndim == 1:
        return np.maximum(sigma, 0)
    if np.abs(sigma - sigma.T).max(initial=0) > 1e-10 * largest:
        raise AnalysisError("not_symmetric", "the covariance matrix is not symmetric")
    symmetric: Floats = (sigma + sigma.T) / 2
    np.fill_diagonal(symmetric, np.maximum(np.diagonal(symmetric), 0))
    return symmetric


def _root(sigma: Floats) -> Floats:
    """R with R R' = sigma: the symmetric root, which singular matrices have too."""
    if sigma.ndim == 1:
        return np.sqrt(sigma)
    values, vectors = np.linalg.eigh(sigma)
    if np.any(values < -1e-10 * np.abs(values).max(initial=0)):
        raise AnalysisError(
            "not_positive_semidefinite",
            f"the smallest eigenvalue of the covariance is {values.min()}",
            cure="estimate all covariances from the same respondents",
        )
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return root
