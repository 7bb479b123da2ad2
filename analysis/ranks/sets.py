"""What every method of rank sets returns, and the points it shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Floats, Integers, Numbers
from analysis.ranks.pairs import Pairs


@dataclass(frozen=True, slots=True, eq=False)
class RankSets:
    """Confidence sets for the places of units, 1 the best; NaN for units that take no part.

    Parameters
    ----------
    rank : float64 (units,)
        1 + the number of units with a greater estimate: equal ones share the better place.
    low, high : float64 (units,)
        The best and the worst place in the set; each contains its `rank`.
    ranked : int
        Units that take part, p.
    unknown : int
        Units without an estimate.
    untested : int
        Pairs whose difference has no variance and was not tested.
    level : float
        Confidence, in (0, 1).
    simultaneous : bool
        Whether all sets hold together with that confidence, or each by itself.
    hypotheses : int64 (units,)
        Size of the family whose errors were controlled; 0 for units that take no part.
    draws : int
        Normal draws behind the critical values; 0 for methods without draws.
    seed : int or None
        What the draws can be repeated with.
    method, reference : str
        What was computed, and where it is described.
    """

    rank: Floats
    low: Floats
    high: Floats
    ranked: int
    unknown: int
    untested: int
    level: float
    simultaneous: bool
    hypotheses: Integers
    draws: int
    seed: int | None
    method: str
    reference: str


def places(estimates: Numbers) -> Floats:
    """1 + the number of greater estimates; NaN where the estimate is.

    Estimates that differ by less than 1e-12 of the largest magnitude are equal: a share computed
    by two roads is still one share.

    Notes
    -----
    Tests: tests/analysis/ranks/test_rank_sets.py.
    """
    y = np.asarray(estimates, dtype=np.float64)
    known = y[~np.isnan(y)]
    unit = 1e-12 * np.abs(known).max(initial=0) or 1.0
    seen = np.round(y / unit)
    ascending = np.sort(seen[~np.isnan(y)])
    greater = known.size - np.searchsorted(ascending, seen, side="right")
    return np.where(np.isnan(y), np.nan, 1.0 + greater)


def around(
    estimates: Numbers, pairs: Pairs, better: Integers, worse: Integers, simultaneous: bool
) -> dict[str, Any]:
    """What every `RankSets` says of places and counts, from the units found to be better and worse.

    low = 1 + number of units better than j, high = p - number of units worse than j.

    Parameters
    ----------
    better, worse : int64 (p,)
        For each of the units of `pairs`, how many are significantly better (worse).

    Notes
    -----
    Test: tests/analysis/ranks/test_rank_sets.py.
    """
    rank = places(estimates)
    low, high = np.full(rank.shape, np.nan), np.full(rank.shape, np.nan)
    low[pairs.units], high[pairs.units] = 1.0 + better, pairs.units.size - 1.0 * worse
    tested = pairs.tested.sum(axis=1)
    hypotheses = np.zeros(rank.shape, dtype=np.int64)
    hypotheses[pairs.units] = tested.sum() if simultaneous else 2 * tested
    return {
        "rank": rank,
        "low": low,
        "high": high,
        "ranked": pairs.units.size,
        "unknown": rank.size - pairs.units.size,
        "untested": (pairs.units.size * (pairs.units.size - 1) - int(tested.sum())) // 2,
        "simultaneous": simultaneous,
        "hypotheses": hypotheses,
    }
