"""Post-stratification: one margin, met in one step."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Numbers
from analysis.weights.checks import as_base_weights, check_rows
from analysis.weights.margins import Margin, check_support
from analysis.weights.result import CalibratedWeights

REFERENCE = "Holt & Smith (1979), Journal of the Royal Statistical Society A 142(1), 33-46"


def poststratify(base: Numbers, margin: Margin) -> CalibratedWeights:
    """Weights that meet the population total of every category of one margin.

    w_k = d_k N_c / sum of d over category c. Cross several variables with `Margin.crossed`.

    Parameters
    ----------
    base : array_like, shape (n,)
        Base weights d of the rows, 0 or more; where a row is a cell, the sum over the cell.
        Factors depend on the sums by category only, so rows and cells give the same.
    margin : Margin
        Category of each row, and the population totals N_c.

    Returns
    -------
    CalibratedWeights

    Raises
    ------
    AnalysisError
        `empty_category`, `zero_total`, `shape`, `not_finite`, `not_a_number`,
        `negative_weight`, `no_weight`.

    References
    ----------
    Holt & Smith (1979), JRSS A 142(1), 33-46; Särndal, Swensson & Wretman (1992), section 7.6.
    Tests: tests/analysis/weights/test_poststratification.py (R: weights.json).
    """
    weights = as_base_weights(base)
    check_rows((margin,), n=weights.size)
    check_support(margin, weights)
    found = margin.weighted(weights)
    factors = np.divide(margin.totals, found, out=np.ones_like(found), where=found > 0)
    final = weights * factors[margin.codes]
    gap = np.abs(margin.weighted(final) - margin.totals)
    return CalibratedWeights(
        weights=final,
        base=weights,
        margins=(margin,),
        numeric=np.empty((weights.size, 0)),
        numeric_totals=np.empty(0),
        scale=None,
        iterations=1,
        largest_gap=float((gap[found > 0] / margin.totals[found > 0]).max()),
        method="post-stratification",
        reference=REFERENCE,
    )
