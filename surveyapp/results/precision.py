"""How sure the index of each unit is: weights, standard error, interval, places it could have.

Worker and commands only: it calls the statistics (docs/method.md, M14-M17).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.arrays import Floats
from analysis.cells import IndexEstimates, LonelyStratum, Node, cell_design, index_estimates
from analysis.cube import CountCube, add_dimension
from analysis.index import DIGITS
from analysis.intervals.effective import pooled_ratio
from analysis.intervals.recommended import index_interval, share_interval
from analysis.intervals.rules import RuledInterval
from analysis.method import IndexMethod, Populations
from analysis.ranks.arcsine import arcsine_scale
from analysis.ranks.bands import bands
from analysis.ranks.holm import holm_rank_sets
from analysis.ranks.rank_sets import share_rank_sets
from analysis.rounding import round_significant
from analysis.shares import ScoredItem
from analysis.tree import IndexTree
from analysis.weights.margins import Margin
from analysis.weights.poststratification import poststratify
from analysis.weights.unit_classes import UnitClasses

#: The level of every interval, set and band.
LEVEL = 0.95
#: Seed of the draws behind rank sets, so that anybody gets the same sets.
SEED = 2021


@dataclass(frozen=True, slots=True)
class Precision:
    """The uncertainty of one figure, in percent points.

    `rule` names how the interval was made or why there is none (`analysis.intervals.rules`).
    """

    effective_n: Fraction | None
    standard_error: Fraction | None
    low: Fraction | None
    high: Fraction | None
    rule: str


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """The places that a unit could have in its group, and where it stands against the mean.

    `low` and `high` come from draws, `holm_low` and `holm_high` without any. `band` is above,
    level or below; None as all others where the unit has no interval.
    """

    low: int | None
    high: int | None
    holm_low: int | None
    holm_high: int | None
    band: str | None


NO_PLACES = PlaceSet(None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Of all units: each figure of the tree by unit and node, and the places by unit."""

    figures: Mapping[str, Mapping[Node, Precision]]
    places: Mapping[str, PlaceSet]


def uncertainty_of(
    cube: CountCube,
    classes: UnitClasses,
    tree: IndexTree,
    items: Sequence[ScoredItem],
    *,
    method: IndexMethod,
    populations: Populations,
    groups: Sequence[Sequence[str]],
) -> Uncertainty:
    """Standard errors and intervals of every figure, and rank sets within groups of units.

    Within a unit the channels are strata with finite populations and the fields post-strata
    (M14, M15); a unit that is not weighted is one stratum without a known population.
    """
    estimates = _estimates(cube, classes, tree, items, method=method, populations=populations)
    population = np.array([_population(classes, domain[0]) for domain in estimates.domains])
    index = _index_intervals(estimates, population)
    shares = _share_intervals(estimates, population)
    units = [domain[0] for domain in estimates.domains]
    figures = {
        unit: {
            node: precision_at(
                shares if node.level == "criterion" else index, estimates.effective_n, (u, m)
            )
            for m, node in enumerate(estimates.nodes)
        }
        for u, unit in enumerate(units)
    }
    return Uncertainty(figures, _places(units, index, groups))


def _estimates(
    cube: CountCube,
    classes: UnitClasses,
    tree: IndexTree,
    items: Sequence[ScoredItem],
    *,
    method: IndexMethod,
    populations: Populations,
) -> IndexEstimates:
    labelled = add_dimension(cube, "stratum", classes.strata)
    keys = zip(labelled.labels("unit"), labelled.labels("stratum"), cube.cells, strict=True)
    labels = [" / ".join((unit, stratum, classes.classes[cell])) for unit, stratum, cell in keys]
    weights = np.array([float(classes.weights[cell]) for cell in cube.cells])
    totals: dict[str, float] = {}
    for label, weight, n in zip(labels, weights, cube.responses.tolist(), strict=True):
        totals[label] = totals.get(label, 0.0) + weight * n
    made = (
        poststratify(cube.responses.astype(np.float64), Margin.of("class", labels, totals))
        if labels
        else None
    )
    design = cell_design(
        labelled, strata=("unit", "stratum"), weights=made, populations=classes.populations
    )
    return index_estimates(
        design,
        tree,
        items,
        method=method,
        populations=populations,
        lonely=LonelyStratum.UNKNOWN,
    )


def _population(classes: UnitClasses, unit: str) -> float:
    weighting = classes.units[unit]
    return float(weighting.population) if weighting.classes else np.nan


def _index_intervals(estimates: IndexEstimates, population: Floats) -> RuledInterval:
    variance = estimates.standard_error**2
    # What a form is worth differs with the number of items: each node has a ratio of its own.
    columns = zip(estimates.estimate.T, variance.T, estimates.effective_n.T, strict=True)
    ratio = np.array([pooled_ratio(*column) for column in columns])
    return index_interval(
        estimates.estimate,
        variance,
        estimates.n,
        estimates.df,
        ratio=ratio,
        kish_n=estimates.effective_n,
        population=population[:, None],
        level=LEVEL,
    )


def _share_intervals(estimates: IndexEstimates, population: Floats) -> RuledInterval:
    return share_interval(
        estimates.estimate,
        estimates.standard_error**2,
        estimates.n,
        estimates.df,
        kish_n=estimates.effective_n,
        population=population[:, None],
        level=LEVEL,
    )


def precision_at(
    intervals: RuledInterval, effective_n: Floats, place: tuple[int, ...]
) -> Precision:
    """The uncertainty of the figure at a place of an array of intervals."""
    return Precision(
        effective_n=_decimal(effective_n[place]),
        standard_error=_decimal(100 * intervals.standard_error[place]),
        low=_decimal(100 * intervals.interval.low[place]),
        high=_decimal(100 * intervals.interval.high[place]),
        rule=str(intervals.rule[place]),
    )


def _decimal(value: float) -> Fraction | None:
    """The figure at 12 significant digits (M13); None for NaN."""
    if np.isnan(value):
        return None
    return Fraction(round_significant(Fraction(float(value)), DIGITS))


def _places(
    units: Sequence[str], index: RuledInterval, groups: Sequence[Sequence[str]]
) -> dict[str, PlaceSet]:
    """Rank sets and bands of the units that have an interval, group by group (M16, M17)."""
    found = {}
    for group in groups:
        known = [u for u, unit in enumerate(units) if unit in group and index.effective_n[u, 0] > 0]
        if len(known) < 2:
            continue
        share, n = index.estimate[known, 0], index.effective_n[known, 0]
        scale = arcsine_scale(share, n)
        sets = share_rank_sets(share, n, level=LEVEL, seed=SEED)
        holm = holm_rank_sets(scale.estimate, scale.variance, level=LEVEL)
        against = bands(scale.estimate, scale.variance, level=LEVEL).bands
        for k, u in enumerate(known):
            low, high = int(sets.low[k]), int(sets.high[k])
            band = against[k]
            found[units[u]] = PlaceSet(
                low, high, int(holm.low[k]), int(holm.high[k]), None if band is None else str(band)
            )
    return found
