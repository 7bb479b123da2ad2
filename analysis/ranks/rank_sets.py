"""Confidence sets for ranks by Mogstad, Romano, Shaikh and Wilhelm."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_level
from analysis.errors import AnalysisError
from analysis.ranks.arcsine import arcsine_scale
from analysis.ranks.pairs import Pairs, WithoutVariance, studentise
from analysis.ranks.sets import RankSets, around, places

REFERENCE = "Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91, 476-518"


def rank_sets(
    estimates: Numbers,
    covariance: Numbers,
    *,
    level: float = 0.95,
    simultaneous: bool = False,
    draws: int = 20_000,
    seed: int = 0,
    without_variance: WithoutVariance = WithoutVariance.UNDECIDED,
) -> RankSets:
    """Confidence sets for places: the places a unit may hold, given what chance does to estimates.

    For unit j the 2 (p - 1) one-sided hypotheses theta_j <= theta_k and theta_k <= theta_j are
    tested with t = (y_j - y_k) / se_jk and -t. The critical value is the `level` quantile of the
    largest statistic among the hypotheses not yet rejected, under N(0, covariance); it is lowered
    step by step until nothing more is rejected. The set goes from 1 + the number of units found
    better to p - the number found worse. `simultaneous`: all p (p - 1) hypotheses are one family.

    Parameters
    ----------
    estimates : array_like (units,)
        The greater the better, on a scale where they are about normal: shares on `arcsine_scale`.
        NaN where unknown: such a unit takes no part and gets NaN.
    covariance : array_like (units,) or (units, units)
        Variances of independent estimates, or the covariance matrix of correlated ones.
    level : float
        Confidence, in (0, 1).
    simultaneous : bool
        One statement about all units (for tables and lists of the best) instead of one about each.
    draws, seed : int
        Number of normal draws, at least 100, and the seed they are repeated with.
    without_variance : WithoutVariance
        What a difference without variance says; `UNDECIDED` leaves such a pair untested.

    Raises
    ------
    AnalysisError
        `level`, `draws`, and those of `studentise`.

    Notes
    -----
    The critical value is the ceil(level (draws + 1))-th smallest of the draws, which keeps the
    level for any number of draws. Units are sorted before drawing and independent equal units
    share one critical value: the order of the input changes nothing.
    Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, 476-518;
    step-down: Romano and Wolf (2005), Econometrica 73, 1237-1282.
    Tests: tests/analysis/ranks/test_rank_sets.py; coverage: tests/analysis/ranks/coverage.py.
    """
    share = as_level(level)
    if draws < 100:
        raise AnalysisError("draws", f"{draws} draws", cure="take 20,000")
    pairs = studentise(estimates, covariance, without_variance=without_variance)
    noise = _noise(pairs.root, draws=draws, seed=seed)
    compare = _together if simultaneous else _one_by_one
    better, worse = compare(pairs, noise, share)
    return RankSets(
        **around(estimates, pairs, better, worse, simultaneous),
        level=share,
        draws=draws,
        seed=seed,
        method="Mogstad-Romano-Shaikh-Wilhelm, studentised, step-down",
        reference=REFERENCE,
    )


def share_rank_sets(
    shares: Numbers,
    effective_n: Numbers,
    *,
    level: float = 0.95,
    simultaneous: bool = False,
    draws: int = 20_000,
    seed: int = 0,
) -> RankSets:
    """`rank_sets` of independent shares on the arcsine scale, with the places of the raw shares.

    Parameters
    ----------
    shares, effective_n : array_like (units,)
        See `arcsine_scale`.
    level, simultaneous, draws, seed
        See `rank_sets`.

    Raises
    ------
    AnalysisError
        Those of `arcsine_scale` and `rank_sets`.

    Notes
    -----
    At levels of 0.9 and above a set always contains the place of the raw share: y lies at most
    1.225 standard errors from asin sqrt(p), and always towards 1/2.
    Tests: tests/analysis/ranks/test_rank_sets.py.
    """
    scale = arcsine_scale(shares, effective_n)
    sets = rank_sets(
        scale.estimate,
        scale.variance,
        level=level,
        simultaneous=simultaneous,
        draws=draws,
        seed=seed,
    )
    return replace(sets, rank=places(shares), method=f"{sets.method}; {scale.method}")


def _noise(root: Floats, *, draws: int, seed: int) -> Floats:
    """Draws from N(0, covariance), one row per unit."""
    normal = np.random.default_rng(seed).standard_normal((root.shape[0], draws))
    return root[:, np.newaxis] * normal if root.ndim == 1 else root @ normal


def _one_by_one(pairs: Pairs, noise: Floats, level: float) -> tuple[Integers, Integers]:
    """How many units are better and worse than each, every unit being a family of its own."""
    better, worse = pairs.settled.sum(axis=0), pairs.settled.sum(axis=1)
    for j in range(pairs.units.size):
        if pairs.twin[j]:
            better[j], worse[j] = better[j - 1], worse[j - 1]
            continue
        above, below = _step_down(pairs, noise, level, j)
        better[j] += np.count_nonzero(above)
        worse[j] += np.count_nonzero(below)
    return better, worse


def _step_down(pairs: Pairs, noise: Floats, level: float, j: int) -> tuple[Booleans, Booleans]:
    """Which units are better than j, and which are worse."""
    t, tested = pairs.statistic[j], pairs.tested[j]
    z = (noise[j] - noise) * pairs.weight[j][:, np.newaxis]
    above, below = np.zeros_like(tested), np.zeros_like(tested)
    while (tested & ~(above & below)).any():
        largest = np.maximum(
            z[tested & ~below].max(axis=0, initial=-np.inf),
            -z[tested & ~above].min(axis=0, initial=np.inf),
        )
        critical = _quantile(largest, level)
        found_above, found_below = tested & (-t > critical), tested & (t > critical)
        if not ((found_above & ~above) | (found_below & ~below)).any():
            break
        above, below = above | found_above, below | found_below
    return above, below


def _together(pairs: Pairs, noise: Floats, level: float) -> tuple[Integers, Integers]:
    """How many units are better and worse than each, all hypotheses being one family."""
    rejected = np.zeros_like(pairs.tested)
    while (waiting := pairs.tested & ~rejected).any():
        largest = np.full(noise.shape[1], -np.inf)
        for j in np.flatnonzero(waiting.any(axis=1)):
            rest = waiting[j]
            z = (noise[j] - noise[rest]) * pairs.weight[j, rest][:, np.newaxis]
            np.maximum(largest, z.max(axis=0), out=largest)
        found = waiting & (pairs.statistic > _quantile(largest, level))
        if not found.any():
            break
        rejected |= found
    rejected |= pairs.settled
    return rejected.sum(axis=0), rejected.sum(axis=1)


def _quantile(values: Floats, level: float) -> float:
    """The ceil(level (n + 1))-th smallest value, the largest at most."""
    place = min(math.ceil(level * (values.size + 1)), values.size) - 1
    return float(np.partition(values, place)[place])
