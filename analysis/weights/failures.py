"""Why totals could not be met, and what to do about it."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats
from analysis.errors import AnalysisError
from analysis.weights.distances import Linear
from analysis.weights.feasibility import bounds_needed
from analysis.weights.newton import Equations, State

#: A factor below this share of the median one means that a row would stand for nobody.
VANISHING = 1e-9


def vanishing(base: Floats, weights: Floats) -> bool:
    """Whether totals are met only by letting some rows stand for nobody."""
    factors = weights[base > 0] / base[base > 0]
    return bool(factors.min() < VANISHING * np.median(factors))


def no_positive_weights(worst: str) -> AnalysisError:
    """`not_converged`: the totals leave no weight to some rows."""
    return AnalysisError(
        "not_converged",
        f"found no positive weights that meet all totals; the worst is {worst}",
        cure="combinations of categories are empty: merge categories or leave a variable out",
    )


def failure(equations: Equations, state: State) -> AnalysisError:
    """The error of a search that ended before its totals were met."""
    worst, distance = equations.auxiliary.name_of(state.worst), equations.distance
    gap = f"the worst is {worst}, {state.gap:.3g} of its total away"
    if not distance.bounded:
        if isinstance(distance, Linear):
            return AnalysisError("not_converged", gap, cure="drop nearly dependent variables")
        return no_positive_weights(worst)
    needed = bounds_needed(equations)
    if needed is not None and needed.allow(distance.low, distance.high):
        return AnalysisError("not_converged", gap, cure="widen the bounds a little")
    return AnalysisError(
        "bounds_infeasible",
        f"no factors between {distance.low:g} and {distance.high:g} meet all totals; {gap}",
        cure=str(needed) if needed is not None else "widen the bounds",
    )
