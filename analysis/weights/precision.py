"""What unequal weights cost: Kish's design effect and effective sample size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Floats, Numbers, as_codes, as_floats, as_positive, sums_by
from analysis.errors import AnalysisError

KISH = "Kish (1992), Journal of Official Statistics 8(2), 183-200"


@dataclass(frozen=True, slots=True, eq=False)
class WeightPrecision:
    """Figures of the weights, one element per group.

    Parameters
    ----------
    groups : tuple of str
        Labels, sorted; one empty label where the rows were not grouped.
    n : float64, shape (groups,)
        Respondents.
    total : float64, shape (groups,)
        Sum of the weights.
    design_effect : float64, shape (groups,)
        n sum w^2 / (sum w)^2 = 1 + cv^2; 1 for equal weights.
    effective_n : float64, shape (groups,)
        (sum w)^2 / sum w^2 = n / design effect.
    cv : float64, shape (groups,)
        Coefficient of variation of the weights, with divisor n.
    smallest, largest : float64, shape (groups,)
        Extremes of the weights of respondents.
    method, reference : str
        What was computed, and where it is described.
    """

    groups: tuple[str, ...]
    n: Floats
    total: Floats
    design_effect: Floats
    effective_n: Floats
    cv: Floats
    smallest: Floats
    largest: Floats
    method: str
    reference: str


def weight_precision(
    weights: Numbers, *, groups: Any = None, counts: Numbers | None = None
) -> WeightPrecision:
    """Kish's design effect of weighting and effective sample size, by group.

    deff = n sum w^2 / (sum w)^2 and n_eff = n / deff: the loss by weights that have nothing to
    do with the answers.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Weights of the rows. Where a row is a cell, the sum of the weights of its respondents,
        which are equal.
    groups : array_like, shape (n,), optional
        Label of each row.
    counts : array_like, shape (n,), optional
        Respondents of each row, above 0; default 1.

    Returns
    -------
    WeightPrecision

    Raises
    ------
    AnalysisError
        `no_rows`, `no_weight` (weights of a group add up to 0 or less), `shape`, `not_finite`,
        `not_a_number`, `not_positive` (counts), `missing_label`, `mixed_labels`.

    References
    ----------
    Kish (1992), Journal of Official Statistics 8(2), 183-200.
    Tests: tests/analysis/weights/test_precision.py (R: weights.json).
    """
    total_weights = _vector(weights)
    size = total_weights.size
    sizes = np.ones(size) if counts is None else as_positive("counts", counts, shape=(size,))
    labels, codes = as_codes("groups", np.full(size, "") if groups is None else groups, n=size)
    width = len(labels)
    n, total = sums_by(codes, sizes, width), sums_by(codes, total_weights, width)
    if np.any(total <= 0):
        raise AnalysisError("no_weight", "the weights of a group add up to 0 or less")
    each = total_weights / sizes
    # Weights are taken relative to the mean of their group, so that squares stay in range.
    squares = sums_by(codes, sizes * (each / (total / n)[codes]) ** 2, width)
    effective_n = n**2 / squares
    spread = sums_by(codes, sizes * (each / (total / n)[codes] - 1) ** 2, width)
    smallest, largest = np.full(n.shape, np.inf), np.full(n.shape, -np.inf)
    np.minimum.at(smallest, codes, each)
    np.maximum.at(largest, codes, each)
    return WeightPrecision(
        groups=tuple(map(str, labels.tolist())),
        n=n,
        total=total,
        design_effect=n / effective_n,
        effective_n=effective_n,
        cv=np.sqrt(spread / n),
        smallest=smallest,
        largest=largest,
        method="Kish design effect of weighting",
        reference=KISH,
    )


def _vector(weights: Numbers) -> Floats:
    array = as_floats("weights", weights)
    if array.ndim != 1:
        raise AnalysisError("shape", f"weights have shape {array.shape}, not (n,)")
    if array.size == 0:
        raise AnalysisError("no_rows", "there are no weights")
    return array
