"""Shares of a total between bounds, and their rounding to whole numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_floats
from analysis.errors import AnalysisError
from analysis.sampling.figures import as_counts

T = TypeVar("T", np.float64, np.int64)

#: Remainders this close are a tie: they differ by rounding errors only.
TIE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Smallest and largest numbers by stratum, and where the minimum was cut to the population."""

    low: Integers
    high: Integers
    cut: Booleans

    def of(self, mine: Booleans) -> Bounds:
        """The bounds of some strata."""
        return Bounds(self.low[mine], self.high[mine], self.cut[mine])


def bounds_within(populations: Integers, minimum: Numbers, maximum: Numbers | None) -> Bounds:
    """Bounds that no population is smaller than; refused where a minimum is above a maximum."""
    low = for_each("minimum", as_counts("minimum", minimum), populations)
    asked = (
        low if maximum is None else for_each("maximum", as_counts("maximum", maximum), populations)
    )
    if np.any(asked < low):
        raise AnalysisError(
            "bounds_crossed",
            f"the minimum is above the maximum in {int(np.sum(asked < low))} strata",
            cure="lower the minimum or raise the maximum",
        )
    high = populations if maximum is None else np.minimum(asked, populations)
    return Bounds(np.minimum(low, populations), high, low > populations)


def narrowed(bounds: Bounds, *, low: Integers, high: Integers) -> Bounds:
    """The bounds of units, no wider than those of their strata together."""
    floor, ceiling = np.maximum(bounds.low, low), np.minimum(bounds.high, high)
    if np.any(floor > ceiling):
        raise AnalysisError(
            "bounds_crossed",
            f"the bounds of {int(np.sum(floor > ceiling))} units contradict those of their strata",
            cure="lower the minimum of the strata or raise the maximum of the units",
        )
    return Bounds(floor, ceiling, bounds.cut)


def check_total(total: int, bounds: Bounds) -> None:
    """Refuse a total that the bounds do not allow."""
    low, high = int(bounds.low.sum()), int(bounds.high.sum())
    if total < low:
        raise AnalysisError(
            "total_below_minima",
            f"the total is {total}, the minima add up to {low}",
            cure=f"raise the total to {low} or lower the minima",
        )
    if total > high:
        raise AnalysisError(
            "total_above_maxima",
            f"the total is {total}, populations and maxima allow {high}",
            cure=f"lower the total to {high} or raise the maxima",
        )


def bounded_shares(total: int, measure: Floats, bounds: Bounds) -> Floats:
    """c x measure between the bounds, with c such that the sum is the total.

    Strata outside their bounds are fixed there, the side with the larger total excess first: so
    what is left can always be shared within the bounds of the others. Then the rest anew.
    """
    low, high = bounds.low, bounds.high
    share = np.where(measure > 0, 0.0, low)
    free = measure > 0
    while np.any(free):
        rest = total - float(share[~free].sum())
        share[free] = rest * measure[free] / measure[free].sum()
        above, below = free & (share > high), free & (share < low)
        if not np.any(above | below):
            return share
        excess, lack = (share - high)[above].sum(), (low - share)[below].sum()
        fixed, bound = (above, high) if excess >= lack else (below, low)
        share[fixed] = bound[fixed]
        free &= ~fixed
    if share.sum() != total:
        raise AnalysisError(
            "no_measure",
            f"{total - share.sum():g} forms are left for strata whose spread is 0",
            cure="give them a minimum or a small spread, or lower the total",
        )
    return share


def largest_remainder(shares: Numbers, total: int) -> Integers:
    """Whole numbers that add up to `total`: each floor, plus 1 for the largest remainders.

    Parameters
    ----------
    shares : array_like, shape (H,)
        0 or more, with sum `total` up to rounding errors.
    total : int

    Returns
    -------
    int64, shape (H,)
        Remainders within 1e-9 of each other are a tie, which the earlier stratum wins.

    Raises
    ------
    AnalysisError
        `shares_do_not_add_up` where no rounding gives the total.

    Notes
    -----
    Source: Hamilton's method, Balinski & Young (1982), ch. 3. Test:
    tests/analysis/sampling/test_allocation.
    """
    exact = as_floats("shares", shares)
    floors = np.floor(exact + TIE)
    missing = total - int(floors.sum())
    if not 0 <= missing <= exact.size:
        raise AnalysisError(
            "shares_do_not_add_up", f"the shares add up to {exact.sum():g}, not {total}"
        )
    order = np.argsort(-np.round((exact - floors) / TIE), kind="stable")
    floors[order[:missing]] += 1
    return floors.astype(np.int64)


def for_each(name: str, values: npt.NDArray[T], populations: Integers) -> npt.NDArray[T]:
    """One value for each stratum: the values as they are, or one for all."""
    if values.shape not in {(), populations.shape}:
        raise AnalysisError("shape", f"{name} has shape {values.shape}, not {populations.shape}")
    return np.broadcast_to(values, populations.shape)
