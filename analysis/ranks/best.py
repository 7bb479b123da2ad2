"""Lists of the units that could be, or surely are, among the best or the worst k."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans
from analysis.errors import AnalysisError
from analysis.ranks.sets import RankSets


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Who may stand among the first (or last) k; units without a place are in neither list.

    Parameters
    ----------
    could : bool (units,)
        Not excluded: some place of the set is among the k.
    surely : bool (units,)
        Every place of the set is among the k.
    k : int
        How many places.
    level : float
        Confidence of the sets.
    simultaneous : bool
        Whether the list as a whole holds with that confidence, or each unit's entry by itself.
    method, reference : str
        Those of the sets.
    """

    could: Booleans
    surely: Booleans
    k: int
    level: float
    simultaneous: bool
    method: str
    reference: str


def best(sets: RankSets, k: int) -> Candidates:
    """Units that could be among the best k (low <= k), and those that surely are (high <= k).

    Parameters
    ----------
    sets : RankSets
        Simultaneous ones where the whole list is to hold with the stated confidence; with marginal
        ones each entry holds by itself.
    k : int
        1 to the number of ranked units.

    Raises
    ------
    AnalysisError
        `number_of_places`.

    Notes
    -----
    Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91
    (tau-best). Tests: tests/analysis/ranks/test_best.py.
    """
    _check(sets, k)
    return _candidates(sets, sets.low <= k, sets.high <= k, k)


def worst(sets: RankSets, k: int) -> Candidates:
    """Units that could be among the worst k (high > p - k), and those surely there (low > p - k).

    With p ranked units; places are counted from below, so that equal units share the worse one.

    Parameters
    ----------
    sets, k
        See `best`.

    Raises
    ------
    AnalysisError
        `number_of_places`.

    Notes
    -----
    Tests: tests/analysis/ranks/test_best.py.
    """
    _check(sets, k)
    above = sets.ranked - k
    return _candidates(sets, sets.high > above, sets.low > above, k)


def _candidates(sets: RankSets, could: Booleans, surely: Booleans, k: int) -> Candidates:
    return Candidates(
        could=np.asarray(could),
        surely=np.asarray(surely),
        k=k,
        level=sets.level,
        simultaneous=sets.simultaneous,
        method=sets.method,
        reference=sets.reference,
    )


def _check(sets: RankSets, k: int) -> None:
    if not 1 <= k <= sets.ranked:
        raise AnalysisError("number_of_places", f"{k} places among {sets.ranked} ranked units")
