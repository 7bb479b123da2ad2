"""Which parts (items, factors) an index is the mean of, and with what shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_floats
from analysis.errors import AnalysisError


@dataclass(frozen=True, slots=True, eq=False)
class UsedParts:
    """The parts of an index in each domain.

    Parameters
    ----------
    share : float64 (D, k)
        a_j: own weight over the sum of own weights, among the parts that are known; else 0.
    complete : bool (D,)
        Whether the domain has an index.
    parts, unknown_parts : int64 (D,)
        Parts with a weight that are known, and that are not.
    """

    share: Floats
    complete: Booleans
    parts: Integers
    unknown_parts: Integers

    def mean(self, ratio: Floats) -> Floats:
        """sum of a_j R_j, (D,), NaN where there is no index."""
        summed = (self.share * np.where(self.share > 0, ratio, 0.0)).sum(axis=1)
        return np.where(self.complete, summed, np.nan)


def check_parts(parts: Sequence[Sequence[int]], *, items: int) -> None:
    """Each part (factor) holds items, and each item is a column.

    Raises
    ------
    AnalysisError
        `empty_factor`, `no_such_item`.
    """
    if not parts or any(len(columns) == 0 for columns in parts):
        raise AnalysisError("empty_factor", "a factor has no items")
    if any(not 0 <= column < items for columns in parts for column in columns):
        raise AnalysisError("no_such_item", f"items go from 0 to {items - 1}")


def used_parts(
    part_weights: Numbers | None, known: Booleans, *, leave_out_unknown: bool
) -> UsedParts:
    """Shares of the parts from own weights (k,), and from which are known (D, k).

    Raises
    ------
    AnalysisError
        `part_weights`.
    """
    count = known.shape[1]
    own = np.ones(count) if part_weights is None else as_floats("part_weights", part_weights)
    if own.shape != (count,) or np.any(own < 0) or not own.any():
        raise AnalysisError(
            "part_weights", f"{count} parts need one weight each, 0 or more and not all 0"
        )
    missing = (own > 0) & ~known
    weight = np.where(known, own, 0.0)
    total = weight.sum(axis=1)
    lost = total == 0 if leave_out_unknown else missing.any(axis=1)
    return UsedParts(
        share=weight / np.where(total > 0, total, 1.0)[:, None],
        complete=np.asarray(~lost),
        parts=(weight > 0).sum(axis=1),
        unknown_parts=missing.sum(axis=1),
    )
