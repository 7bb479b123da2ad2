"""The calibration equations sum d F(q x' lambda) x = T, solved by Newton steps on the dual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats
from analysis.weights.auxiliary import Auxiliary
from analysis.weights.distances import Distance

#: Eigenvalues of the scaled cross-product below this share of the largest count as 0.
RANK = 1e-13
#: Slope given to rows that a bound holds, so that they can be released again.
HELD = 1e-6
HALVINGS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """What is to be solved.

    Parameters
    ----------
    base : float64, shape (n,)
        Base weights d.
    auxiliary : Auxiliary
        x, n rows and p columns.
    totals : float64, shape (p,)
        T.
    sizes : float64, shape (p,)
        What a gap in each total is measured against, above 0.
    distance : Distance
        F.
    scale : float64, shape (n,)
        q.
    """

    base: Floats
    auxiliary: Auxiliary
    totals: Floats
    sizes: Floats
    distance: Distance
    scale: Floats


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Where the search stands.

    Parameters
    ----------
    coefficients : float64, shape (p,)
        lambda.
    factors : float64, shape (n,)
        g = F(q x' lambda).
    missing : float64, shape (p,)
        T - sum d g x.
    gap : float
        Largest |missing| / size.
    worst : int
        The column of that gap.
    dual : float
        sum d G(q x' lambda) / q - T' lambda.
    rounding : float
        Differences of the dual that mean nothing.
    steps : int
        Newton steps taken.
    """

    coefficients: Floats
    factors: Floats
    missing: Floats
    gap: float
    worst: int
    dual: float
    rounding: float
    steps: int


def solve(equations: Equations, start: Floats, *, tolerance: float, steps: int) -> State:
    """Newton with step halving from `start` until the gap is `tolerance`, or no step helps."""
    state = _state(equations, start, 0)
    while state.gap > tolerance and state.steps < steps:
        better = _improved(equations, state)
        if better is None:
            break
        state = better
    return state


def pseudo_solve(matrix: Floats, right: Floats) -> Floats:
    """The least-squares solution of a symmetric, perhaps singular, system.

    Rows and columns are scaled to a unit diagonal first, so that large and small variables
    count alike when the rank is judged.
    """
    diagonal = np.sqrt(np.diag(matrix))
    unit = np.where(diagonal > 0, diagonal, 1.0)
    values, vectors = np.linalg.eigh(matrix / np.outer(unit, unit))
    kept = values > RANK * max(float(values.max()), 0.0)
    inverse = np.divide(1.0, values, out=np.zeros_like(values), where=kept)
    return np.asarray(vectors @ (inverse * (vectors.T @ (right / unit))) / unit, dtype=np.float64)


def unreachable(equations: Equations) -> int | None:
    """The column whose total contradicts those of columns it depends on, if there is one.

    T - sum d x must lie in the range of sum d x x'; a gap of 1e-9 of the size is one.
    """
    product = equations.auxiliary.cross_product(equations.base * equations.scale)
    missing = equations.totals - equations.auxiliary.totals(equations.base)
    left = np.abs(missing - product @ pseudo_solve(product, missing)) / equations.sizes
    worst = int(np.argmax(left))
    return worst if left[worst] > 1e-9 else None


def _improved(equations: Equations, state: State) -> State | None:
    """The first of the whole step, its half, its quarter ... that is a clear improvement.

    The dual must fall; where it falls by less than its rounding, the gap must halve instead.
    """
    u = equations.scale * equations.auxiliary.predictor(state.coefficients)
    slope = equations.distance.slope(u)
    lifted = np.maximum(slope, HELD) if equations.distance.bounded else slope
    curvature = equations.base * equations.scale * lifted
    step = pseudo_solve(equations.auxiliary.cross_product(curvature), state.missing)
    descent = float(step @ state.missing)
    for halving in range(HALVINGS):
        part = 0.5**halving
        trial = _state(equations, state.coefficients + part * step, state.steps + 1)
        down = trial.dual < state.dual - 1e-4 * part * descent
        closer = trial.gap <= state.gap / 2 and trial.dual <= state.dual + state.rounding
        if down or closer:
            return trial
    return None


def _state(equations: Equations, coefficients: Floats, steps: int) -> State:
    u = equations.scale * equations.auxiliary.predictor(coefficients)
    factors = equations.distance.factor(u)
    missing = equations.totals - equations.auxiliary.totals(equations.base * factors)
    gaps = np.abs(missing) / equations.sizes
    integral = equations.base * equations.distance.integral(u) / equations.scale
    return State(
        coefficients=coefficients,
        factors=factors,
        missing=missing,
        gap=float(gaps.max()),
        worst=int(np.argmax(gaps)),
        dual=float(integral.sum() - equations.totals @ coefficients),
        rounding=1e-13 * float(np.abs(integral).sum() + equations.totals @ np.abs(coefficients)),
        steps=steps,
    )
