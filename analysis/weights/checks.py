"""What every way of weighting asks of its input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.arrays import Floats, Numbers, as_floats
from analysis.errors import AnalysisError
from analysis.weights.margins import Margin, check_support


def as_base_weights(base: Numbers) -> Floats:
    """Base weights of rows, or of cells (their sums): a vector, 0 or more, one above 0.

    Raises
    ------
    AnalysisError
        `shape`, `not_finite`, `not_a_number`, `negative_weight`, `no_weight`.
    """
    array = as_floats("base weights", base)
    if array.ndim != 1:
        raise AnalysisError("shape", f"base weights have shape {array.shape}, not (n,)")
    if np.any(array < 0):
        raise AnalysisError("negative_weight", "a base weight is below 0")
    if not np.any(array > 0):
        raise AnalysisError("no_weight", "no row has a base weight above 0")
    return array


def check_rows(margins: Sequence[Margin], *, n: int) -> None:
    """All margins describe the same n rows, under different names.

    Raises
    ------
    AnalysisError
        `shape`, `label_twice`.
    """
    for margin in margins:
        if margin.codes.size != n:
            raise AnalysisError("shape", f"{margin.name} has {margin.codes.size} rows, not {n}")
    names = [margin.name for margin in margins]
    if len(set(names)) != len(names):
        raise AnalysisError("label_twice", f"a margin stands twice in {names}")


def check_agreement(margins: Sequence[Margin], *, tolerance: float) -> None:
    """All margins count one population: sums within `tolerance` of the first, relatively.

    Raises
    ------
    AnalysisError
        `margins_disagree`, with the sums.
    """
    if not margins:
        return
    first = margins[0].total
    if any(abs(margin.total - first) > tolerance * first for margin in margins):
        sums = ", ".join(f"{margin.name} {margin.total:.15g}" for margin in margins)
        raise AnalysisError(
            "margins_disagree",
            f"the totals add up to different populations: {sums}",
            cure="correct the totals, or bring one to the other with Margin.scaled_to",
        )


def check_margins(margins: Sequence[Margin], weights: Floats, *, tolerance: float) -> None:
    """Margins describe the rows, are supported by weights, and agree; the tolerance is sound.

    Raises
    ------
    AnalysisError
        `tolerance`, `shape`, `label_twice`, `empty_category`, `zero_total`, `margins_disagree`.
    """
    if not 1e-14 <= tolerance < 1:
        raise AnalysisError("tolerance", f"{tolerance} is not between 1e-14 and 1")
    check_rows(margins, n=weights.size)
    for margin in margins:
        check_support(margin, weights)
    check_agreement(margins, tolerance=tolerance)
