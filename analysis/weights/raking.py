"""Raking: weights that meet several margins at once, by iterative proportional fitting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.arrays import Floats, Numbers
from analysis.errors import AnalysisError
from analysis.weights.auxiliary import Auxiliary
from analysis.weights.cells import Cells
from analysis.weights.checks import as_base_weights, check_margins
from analysis.weights.distances import Exponential
from analysis.weights.failures import no_positive_weights, vanishing
from analysis.weights.margins import Margin
from analysis.weights.newton import Equations, solve
from analysis.weights.result import CalibratedWeights

REFERENCE = (
    "Deming & Stephan (1940), Annals of Mathematical Statistics 11(4), 427-444; "
    "Deville, Särndal & Sautory (1993), JASA 88(423), 1013-1020"
)


def rake(
    base: Numbers,
    margins: Sequence[Margin],
    *,
    tolerance: float = 1e-12,
    sweeps: int = 200,
    steps: int = 50,
) -> CalibratedWeights:
    """Weights w = d exp(x' lambda) that meet the totals of every margin.

    Each sweep multiplies the weights by total / sum, one margin after the other, until every sum
    is within `tolerance` of its total (relatively). Where sweeps are slow, Newton steps finish:
    there is one solution. Rows are first grouped into cells of equal categories, because factors
    depend on the categories only; so the cost of a sweep hangs on the cells, not on the rows.

    Parameters
    ----------
    base : array_like, shape (n,)
        Base weights d of the rows, 0 or more. Where a row is a cell, the sum over the cell: rows
        and cells give the same factors.
    margins : sequence of Margin
        One or more; n rows each; totals that add up to one population.
    tolerance : float
        Largest gap |sum - total| / total allowed, at least 1e-14.
    sweeps, steps : int
        Limits of both iterations.

    Returns
    -------
    CalibratedWeights
        `iterations` counts sweeps and steps.

    Raises
    ------
    AnalysisError
        `no_margins`, `margins_disagree`, `empty_category`, `zero_total`, `not_converged`,
        `tolerance`, `label_twice`, `shape`, `not_finite`, `not_a_number`, `negative_weight`,
        `no_weight`.

    References
    ----------
    Deming & Stephan (1940), Annals of Mathematical Statistics 11(4), 427-444; Deville, Särndal &
    Sautory (1993), JASA 88(423), 1013-1020.
    Tests: tests/analysis/weights/test_raking.py (R `rake` and `calibrate`: weights.json).
    """
    weights = as_base_weights(base)
    if not margins:
        raise AnalysisError("no_margins", "raking needs a margin")
    check_margins(margins, weights, tolerance=tolerance)
    cells = Cells.of(weights, margins)
    fitted, iterations = _swept(cells, tolerance=tolerance, sweeps=sweeps)
    if _gaps(cells, fitted).max() > tolerance:
        fitted, more = _finished(cells, fitted, tolerance=tolerance, steps=steps)
        iterations += more
    factors = np.divide(fitted, cells.base, out=np.ones_like(fitted), where=cells.base > 0)
    return CalibratedWeights(
        weights=weights * cells.spread(factors),
        base=weights,
        margins=tuple(margins),
        numeric=np.empty((weights.size, 0)),
        numeric_totals=np.empty(0),
        scale=None,
        iterations=iterations,
        largest_gap=float(_gaps(cells, fitted).max()),
        method="raking",
        reference=REFERENCE,
    )


def _swept(cells: Cells, *, tolerance: float, sweeps: int) -> tuple[Floats, int]:
    """Weights of the cells after the sweep that meets the tolerance, or after the last one."""
    fitted = cells.base.copy()
    for sweep in range(1, sweeps + 1):
        for margin in cells.margins:
            found = margin.weighted(fitted)
            ratio = np.divide(margin.totals, found, out=np.ones_like(found), where=found > 0)
            fitted *= ratio[margin.codes]
        if _gaps(cells, fitted).max() <= tolerance:
            return fitted, sweep
    return fitted, sweeps


def _finished(cells: Cells, fitted: Floats, *, tolerance: float, steps: int) -> tuple[Floats, int]:
    """Newton steps on from where the sweeps came to, or `not_converged`."""
    auxiliary = Auxiliary(cells.margins, np.empty((cells.base.size, 0)))
    totals = np.concatenate([margin.totals for margin in cells.margins])
    equations = Equations(
        base=fitted,
        auxiliary=auxiliary,
        totals=totals,
        sizes=np.where(totals > 0, totals, 1.0),
        distance=Exponential(0.0, np.inf),
        scale=np.ones(cells.base.shape),
    )
    state = solve(equations, np.zeros(auxiliary.width), tolerance=tolerance, steps=steps)
    if state.gap > tolerance or vanishing(cells.base, fitted * state.factors):
        worst = int(np.argmax(_gaps(cells, fitted)))
        raise no_positive_weights(auxiliary.name_of(worst))
    return fitted * state.factors, state.steps


def _gaps(cells: Cells, fitted: Floats) -> Floats:
    """|sum - total| / total of each category of each margin; 0 where both are 0."""
    gaps = [
        np.divide(
            np.abs(margin.weighted(fitted) - margin.totals),
            margin.totals,
            out=np.zeros_like(margin.totals),
            where=margin.totals > 0,
        )
        for margin in cells.margins
    ]
    return np.concatenate(gaps)
