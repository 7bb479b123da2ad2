"""Allocation of a total to units and strata: whole numbers, within bounds, adding up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.arrays import (
    Booleans,
    Floats,
    Integers,
    Numbers,
    Places,
    as_codes,
    as_floats,
    as_positive,
)
from analysis.errors import AnalysisError
from analysis.sampling.bounded import (
    Bounds,
    bounded_shares,
    bounds_within,
    check_total,
    for_each,
    largest_remainder,
    narrowed,
)
from analysis.sampling.figures import as_counts

#: Exponents q of the population: equal, square-root and proportional allocation.
EQUAL, SQUARE_ROOT, PROPORTIONAL = 0.0, 0.5, 1.0

REFERENCE = "Cochran (1977), Sampling Techniques, ch. 5; Bankier (1988), Am. Stat. 42, 174-177"


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Forms per stratum.

    Parameters
    ----------
    n : int64, shape (H,)
        Whole numbers; their sum is the total.
    share : float64, shape (H,)
        The same before rounding, within the bounds.
    at_minimum, at_maximum : bool, shape (H,)
        Strata that sit at their bound (a bound of 0 is not marked).
    minimum_cut : bool, shape (H,)
        Strata smaller than the minimum asked for: their minimum is their population.
    method, reference : str
        What was computed, and where it is described.
    """

    n: Integers
    share: Floats
    at_minimum: Booleans
    at_maximum: Booleans
    minimum_cut: Booleans
    method: str
    reference: str


@dataclass(frozen=True, slots=True, eq=False)
class TwoLevels:
    """Forms per unit, and per stratum within the units.

    Parameters
    ----------
    unit_labels : array, shape (U,)
        The units, sorted.
    units : Allocation
        Of the total to the units, in the order of `unit_labels`.
    strata : Allocation
        Of each unit's forms to its strata, in the order of the strata given.
    """

    unit_labels: npt.NDArray[Any]
    units: Allocation
    strata: Allocation


def allocate(
    total: int,
    populations: Numbers,
    *,
    exponent: float = PROPORTIONAL,
    spread: Numbers = 1.0,
    cost: Numbers = 1.0,
    minimum: Numbers = 0,
    maximum: Numbers | None = None,
) -> Allocation:
    """Allocate n to strata: n_h proportional to N_h^q S_h / sqrt(c_h), within bounds.

    Parameters
    ----------
    total : int
        n, forms in all, 0 or more.
    populations : array_like of int, shape (H,)
        N_h, 0 or more. A stratum without population gets nothing.
    exponent : float
        q in [0, 2]: `PROPORTIONAL` 1, `SQUARE_ROOT` 0.5, `EQUAL` 0, or anything between.
    spread : array_like, shape (H,) or ()
        S_h >= 0, standard deviation in the stratum: Neyman's allocation with q = 1.
    cost : array_like, shape (H,) or ()
        c_h > 0, cost of a form: the optimum for a given budget with q = 1.
    minimum, maximum : array_like of int, shape (H,) or ()
        Bounds of n_h. No stratum gets more than N_h; a minimum above N_h is cut to N_h.

    Returns
    -------
    Allocation
        With c such that the sum is n: n_h = min(max(c x measure_h, minimum), maximum). Strata
        outside their bounds are fixed there, the side with the larger total excess first, and
        the rest is shared anew. Then largest remainders; ties go to the earlier stratum.

    Raises
    ------
    AnalysisError
        `not_a_count`, `shape`, `not_finite`, `not_positive` (cost), `negative_spread`,
        `exponent_range`, `bounds_crossed`, `total_below_minima`, `total_above_maxima`,
        `no_measure`.

    Notes
    -----
    Source: Cochran (1977), secs. 5.5 and 5.8; Neyman (1934); Bankier (1988).
    Tests: tests/analysis/sampling/test_allocation, against R.
    """
    sizes = as_counts("populations", populations)
    if sizes.ndim != 1:
        raise AnalysisError("shape", f"populations have shape {sizes.shape}, not (H,)")
    measure = _measure(sizes, exponent, spread, cost)
    bounds = bounds_within(sizes, minimum, maximum)
    return _allocation(_whole_total(total), measure, bounds, _method(exponent, spread, cost))


def allocate_in_units(
    total: int,
    populations: Numbers,
    units: npt.ArrayLike,
    *,
    between: float = SQUARE_ROOT,
    within: float = PROPORTIONAL,
    spread: Numbers = 1.0,
    minimum: Numbers = 0,
    maximum: Numbers | None = None,
    unit_minimum: Numbers = 0,
    unit_maximum: Numbers | None = None,
) -> TwoLevels:
    """Allocate n to units, then each unit's forms to its strata.

    Parameters
    ----------
    total, populations, spread, minimum, maximum
        As in `allocate`, by stratum; `spread` acts within the units only.
    units : array_like, shape (H,)
        The unit of each stratum.
    between, within : float
        Exponent of the population between units, and between the strata of a unit.
    unit_minimum, unit_maximum : array_like of int, shape (U,) in sorted order, or ()
        Bounds by unit. A unit gets at least its strata's minima and at most their maxima.

    Raises
    ------
    AnalysisError
        Those of `allocate`; `missing_label`, `mixed_labels` (of units).

    Notes
    -----
    Test: tests/analysis/sampling/test_allocation.
    """
    sizes = as_counts("populations", populations)
    labels, unit = as_codes("units", units, n=sizes.size)
    bounds = bounds_within(sizes, minimum, maximum)
    unit_sizes = _sum(unit, sizes, labels.size)
    unit_bounds = narrowed(
        bounds_within(unit_sizes, unit_minimum, unit_maximum),
        low=_sum(unit, bounds.low, labels.size),
        high=_sum(unit, bounds.high, labels.size),
    )
    measure = _measure(unit_sizes, between, 1.0, 1.0)
    upper = _allocation(_whole_total(total), measure, unit_bounds, _method(between, 1.0, 1.0))
    inner = _measure(sizes, within, spread, 1.0)
    share = np.zeros(sizes.size)
    forms = np.zeros(sizes.size, dtype=np.int64)
    for place, count in enumerate(upper.n.tolist()):
        mine = unit == place
        share[mine] = bounded_shares(count, inner[mine], bounds.of(mine))
        forms[mine] = largest_remainder(share[mine], count)
    lower = _result(forms, share, bounds, _method(within, spread, 1.0) + " within units")
    return TwoLevels(labels, upper, lower)


def _allocation(total: int, measure: Floats, bounds: Bounds, method: str) -> Allocation:
    check_total(total, bounds)
    share = bounded_shares(total, measure, bounds)
    return _result(largest_remainder(share, total), share, bounds, method)


def _result(n: Integers, share: Floats, bounds: Bounds, method: str) -> Allocation:
    at_low, at_high = (n == bounds.low) & (n > 0), (n == bounds.high) & (n > 0)
    return Allocation(n, share, at_low, at_high, bounds.cut, method, REFERENCE)


def _measure(sizes: Integers, exponent: float, spread: Numbers, cost: Numbers) -> Floats:
    """N_h^q S_h / sqrt(c_h), 0 where there is no population."""
    if not 0 <= exponent <= 2:
        raise AnalysisError("exponent_range", f"exponent is {exponent}", cure="use 0 to 1")
    deviations = as_floats("spread", spread)
    if np.any(deviations < 0):
        raise AnalysisError("negative_spread", "a standard deviation is negative")
    root = np.sqrt(as_positive("cost", cost))
    power: Floats = sizes.astype(np.float64) ** exponent
    power[sizes == 0] = 0.0
    power *= for_each("spread", deviations, sizes)
    power /= for_each("cost", root, sizes)
    return power


def _sum(unit: Places, values: Integers, units: int) -> Integers:
    sums = np.zeros(units, dtype=np.int64)
    np.add.at(sums, unit, values)
    return sums


def _whole_total(total: int) -> int:
    return int(as_counts("total", total, shape=()))


def _method(exponent: float, spread: Numbers, cost: Numbers) -> str:
    names = {EQUAL: "equal", SQUARE_ROOT: "square root", PROPORTIONAL: "proportional"}
    size = names.get(exponent, f"power {exponent:g}")
    own = [name for name, given in (("spread", spread), ("cost", cost)) if np.ndim(given)]
    return " by ".join([size, *own])
