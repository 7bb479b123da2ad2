"""Sums by group, the one operation that everything here is made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.arrays import Floats


def sums_by(codes: npt.NDArray[np.intp], values: Floats, size: int) -> Floats:
    """The sum of the values of each code 0 ... size - 1: float64, shape (size,)."""
    return np.asarray(np.bincount(codes, values, size), dtype=np.float64)
