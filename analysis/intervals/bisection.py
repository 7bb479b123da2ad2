"""Roots of many increasing functions at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.arrays import Floats

#: Halvings of a bracket inside [0, 1] until no float64 lies between its ends (1 to 5e-324 at most).
HALVINGS = 1100


def bisect(function: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Where an increasing function crosses 0 in [low, high], element by element.

    Parameters
    ----------
    function : callable
        Takes and returns float64 of the brackets' shape; increasing in each element.
    low, high : float64
        Brackets. An element without a change of sign runs to the end that is nearer to it.

    Returns
    -------
    float64
        Roots to the last digit; NaN where a bracket is.

    Notes
    -----
    Test: tests/analysis/intervals/test_counts.py.
    """
    low, high = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
    for _ in range(HALVINGS):
        middle = low + (high - low) / 2
        if not np.any((middle > low) & (middle < high)):
            break
        below = function(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(np.where(np.isnan(low) | np.isnan(high), np.nan, low + (high - low) / 2))
