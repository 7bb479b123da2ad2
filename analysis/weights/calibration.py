"""Calibration to known totals: linear (GREG), raking and logit, with bounds on the factor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.arrays import Floats, Numbers, as_floats, as_positive
from analysis.errors import AnalysisError
from analysis.weights.auxiliary import Auxiliary
from analysis.weights.cells import Cells
from analysis.weights.checks import as_base_weights, check_margins
from analysis.weights.distances import DEVILLE_SARNDAL, Distance, Exponential, distance_of
from analysis.weights.failures import failure, no_positive_weights, vanishing
from analysis.weights.margins import Margin
from analysis.weights.newton import Equations, State, solve, unreachable
from analysis.weights.result import CalibratedWeights

#: A centred variable with less than this share of its sum of squares is rounding noise.
CONSTANT = 1e-26


def calibrate(
    base: Numbers,
    *,
    margins: Sequence[Margin] = (),
    numeric: Numbers | None = None,
    numeric_totals: Numbers | None = None,
    distance: str = "linear",
    bounds: tuple[float | None, float | None] | None = None,
    scale: Numbers | None = None,
    tolerance: float = 1e-12,
    steps: int = 50,
) -> CalibratedWeights:
    """Weights w = d F(q x' lambda) that are closest to d among those with sum w x = T.

    F(u) = 1 + u (`linear`: the generalised regression estimator), exp u (`raking`), both cut at
    the bounds where these are given; or the `logit` function, which stays inside the bounds.
    Newton steps with step halving, solved by a pseudo-inverse: dependent variables do no harm as
    long as their totals are consistent.

    Parameters
    ----------
    base : array_like, shape (n,)
        Base weights d of the rows, 0 or more. Where a row is a cell of equal auxiliary values,
        the sum over the cell: rows and cells give the same factors.
    margins : sequence of Margin
        Categorical auxiliary variables with their totals.
    numeric : array_like, shape (n, q) or (n,), optional
        Numeric auxiliary variables, none missing. There is no intercept unless a margin or a
        column of ones gives it.
    numeric_totals : array_like, shape (q,) or one number, optional
        Their population totals, in the order of the columns.
    distance : {"linear", "raking", "logit"}
        F.
    bounds : (low, high), optional
        Least and largest factor g = w / d allowed; None for an open side. Never loosened.
    scale : array_like, shape (n,), optional
        q, above 0; default 1. (1/q is the `variance` of R's `calibrate`.)
    tolerance : float
        Largest gap allowed, at least 1e-14, relative to the total; for a numeric variable
        relative to the larger of |T| and sum d |x|.
    steps : int
        Limit of Newton steps.

    Returns
    -------
    CalibratedWeights
        `negative` counts weights below 0, which unbounded `linear` may give.

    Raises
    ------
    AnalysisError
        `bounds_infeasible`, `bounds`, `unknown_distance`, `not_converged`, `no_auxiliary`,
        `totals_contradict`, `margins_disagree`, `empty_category`, `zero_total`, `tolerance`,
        `label_twice`, `shape`, `not_finite`, `not_a_number`, `not_positive`, `negative_weight`,
        `no_weight`.

    References
    ----------
    Deville & Särndal (1992), JASA 87(418), 376-382; Särndal, Swensson & Wretman (1992), ch. 6.
    Tests: tests/analysis/weights/test_calibration.py (R `calibrate`: weights.json),
    test_calibration_refusals.py.
    """
    weights = as_base_weights(base)
    columns, totals = _numeric(numeric, numeric_totals, n=weights.size)
    q = None if scale is None else as_positive("scale", scale, shape=weights.shape)
    if not margins and columns.shape[1] == 0:
        raise AnalysisError("no_auxiliary", "calibration needs a margin or a numeric variable")
    check_margins(margins, weights, tolerance=tolerance)
    function = distance_of(distance, bounds)
    together = columns.shape[1] == 0 and q is None
    cells = Cells.of(weights, margins) if together else Cells.single(weights, margins)
    equations = _equations(cells, columns[: cells.base.size], totals, function, q)
    state = _solved(equations, tolerance=tolerance, steps=steps)
    return CalibratedWeights(
        weights=weights * cells.spread(state.factors),
        base=weights,
        margins=tuple(margins),
        numeric=columns,
        numeric_totals=totals,
        scale=q,
        iterations=state.steps,
        largest_gap=state.gap,
        method=f"{'bounded ' if function.bounded else ''}{distance} calibration",
        reference=DEVILLE_SARNDAL,
    )


def _numeric(numeric: Numbers | None, totals: Numbers | None, *, n: int) -> tuple[Floats, Floats]:
    """The numeric variables as (n, q) and their totals as (q,)."""
    if (numeric is None) != (totals is None):
        raise AnalysisError("shape", "numeric variables and their totals go together")
    if numeric is None or totals is None:
        return np.empty((n, 0)), np.empty(0)
    columns = as_floats("numeric variables", numeric)
    columns = columns[:, None] if columns.ndim == 1 else columns
    wanted = np.atleast_1d(as_floats("numeric totals", totals))
    if columns.ndim != 2 or columns.shape != (n, wanted.size):
        raise AnalysisError("shape", f"{columns.shape} values, {n} rows, {wanted.size} totals")
    return columns, wanted


def _equations(
    cells: Cells, columns: Floats, totals: Floats, function: Distance, q: Floats | None
) -> Equations:
    """The equations of the cells.

    Numeric columns are centred where margins hold the constant: x - m has the total T - m N, and
    a variable such as a year is then not nearly proportional to the constant.
    """
    base, margins = cells.base, cells.margins
    middle = base @ columns / base.sum() if margins else np.zeros(totals.shape)
    centred = columns - middle
    constant = base @ centred**2 <= CONSTANT * (base @ columns**2)
    centred[:, constant] = 0.0
    population = margins[0].total if margins else 0.0
    known = np.concatenate([np.empty(0), *(margin.totals for margin in margins)])
    return Equations(
        base=base,
        auxiliary=Auxiliary(margins, centred),
        totals=np.concatenate([known, totals - middle * population]),
        sizes=_sizes(known, np.maximum(np.abs(totals), base @ np.abs(columns))),
        distance=function,
        scale=np.ones(base.shape) if q is None else q,
    )


def _sizes(known: Floats, numeric: Floats) -> Floats:
    """What gaps are measured against: the size of each total; 1 where all is 0."""
    sizes = np.concatenate([known, numeric])
    return np.where(sizes > 0, sizes, 1.0)


def _solved(equations: Equations, *, tolerance: float, steps: int) -> State:
    contradicted = unreachable(equations)
    if contradicted is not None:
        raise AnalysisError(
            "totals_contradict",
            f"the total of {equations.auxiliary.name_of(contradicted)} contradicts the others",
            cure="a variable depends on others: correct its total or leave it out",
        )
    start = np.zeros(equations.auxiliary.width)
    state = solve(equations, start, tolerance=tolerance, steps=steps)
    if state.gap > tolerance:
        raise failure(equations, state)
    free = isinstance(equations.distance, Exponential) and not equations.distance.bounded
    if free and vanishing(equations.base, equations.base * state.factors):
        raise no_positive_weights(equations.auxiliary.name_of(state.worst))
    return state
