"""The rank sets that Holm's step-down gives without draws."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from analysis.arrays import Floats, Integers, Numbers, as_level
from analysis.multiple_testing import holm
from analysis.ranks.pairs import Pairs, WithoutVariance, studentise
from analysis.ranks.sets import RankSets, around

REFERENCE = "Holm 1979, Scandinavian Journal of Statistics 6, 65-70"


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
    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91.
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
    rejected = holm(np.hstack([p_values.T, p_values])) <= alpha
    above, below = np.hsplit(rejected, 2)
    settled = pairs.settled
    return (above | settled.T).sum(axis=1), (below | settled).sum(axis=1)


def _together(pairs: Pairs, alpha: float) -> tuple[Integers, Integers]:
    p_values = _p_values(pairs)
    rejected = holm(p_values.ravel()).reshape(p_values.shape) <= alpha
    rejected |= pairs.settled
    return rejected.sum(axis=0), rejected.sum(axis=1)


def _p_values(pairs: Pairs) -> Floats:
    """[j, k]: of the hypothesis that j is not better than k; NaN where it is not tested."""
    p_values: Floats = np.where(pairs.tested, ndtr(-pairs.statistic), np.nan)
    return p_values
