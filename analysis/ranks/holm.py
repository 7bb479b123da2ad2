"""Holm's step-down, and the rank sets that it gives without draws."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_level
from analysis.ranks.pairs import Pairs, WithoutVariance, studentise
from analysis.ranks.sets import RankSets, around

REFERENCE = "Holm 1979, Scandinavian Journal of Statistics 6, 65-70"


def holm_rejections(p_values: Floats, *, alpha: float) -> Booleans:
    """What Holm's step-down rejects, in each family: p_(i) <= alpha / (m - i + 1), and all before.

    Parameters
    ----------
    p_values : float64 (..., hypotheses)
        One family along the last axis; NaN is no hypothesis and does not count in m.
    alpha : float
        Probability of one false rejection or more in a family, in (0, 1).

    Notes
    -----
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    Tests: tests/analysis/ranks/test_holm.py.
    """
    order = np.argsort(p_values, axis=-1, kind="stable")
    ascending = np.take_along_axis(p_values, order, axis=-1)
    m = np.count_nonzero(~np.isnan(p_values), axis=-1, keepdims=True)
    still_there = np.maximum(m - np.arange(p_values.shape[-1]), 1)
    passed = np.logical_and.accumulate(ascending <= alpha / still_there, axis=-1)
    rejected = np.zeros(p_values.shape, dtype=np.bool_)
    np.put_along_axis(rejected, order, passed, axis=-1)
    return rejected


def holm_rank_sets(
    estimates: Numbers,
    covariance: Numbers,
    *,
    level: float = 0.95,
    simultaneous: bool = False,
    without_variance: WithoutVariance = WithoutVariance.UNDECIDED,
) -> RankSets:
    """Confidence sets for places from pairwise one-sided tests, without draws.

    p = Phi(-t), t = (y_j - y_k) / se_jk, for each one-sided hypothesis, and Holm's step-down over
    the family: the 2 (p - 1) tested hypotheses on unit j, or, `simultaneous`, all p (p - 1). It
    ignores how the tests hang together, so it is a little wider than `rank_sets`, needs no seed
    and serves as its check.

    Parameters
    ----------
    estimates, covariance, level, simultaneous, without_variance
        See `rank_sets`.

    Raises
    ------
    AnalysisError
        `level`, and those of `studentise`.

    Notes
    -----
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70; sets from rejections as in
    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, section 3.
    Tests: tests/analysis/ranks/test_holm.py.
    """
    confidence = as_level(level)
    pairs = studentise(estimates, covariance, without_variance=without_variance)
    compare = _together if simultaneous else _one_by_one
    better, worse = compare(pairs, 1 - confidence)
    return RankSets(
        **around(estimates, pairs, better, worse, simultaneous),
        level=confidence,
        draws=0,
        seed=None,
        method="Holm, pairwise one-sided normal tests",
        reference=REFERENCE,
    )


def _one_by_one(pairs: Pairs, alpha: float) -> tuple[Integers, Integers]:
    p_values = _p_values(pairs)
    rejected = holm_rejections(np.hstack([p_values.T, p_values]), alpha=alpha)
    above, below = np.hsplit(rejected, 2)
    settled = pairs.settled
    return (above | settled.T).sum(axis=1), (below | settled).sum(axis=1)


def _together(pairs: Pairs, alpha: float) -> tuple[Integers, Integers]:
    p_values = _p_values(pairs)
    rejected = holm_rejections(p_values.ravel(), alpha=alpha).reshape(p_values.shape)
    rejected |= pairs.settled
    return rejected.sum(axis=0), rejected.sum(axis=1)


def _p_values(pairs: Pairs) -> Floats:
    """[j, k]: of the hypothesis that j is not better than k; NaN where it is not tested."""
    p_values: Floats = np.where(pairs.tested, ndtr(-pairs.statistic), np.nan)
    return p_values
