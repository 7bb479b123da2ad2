"""The packed answers that every indicator reads, checked once."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.arrays import Booleans, Bytes
from analysis.errors import AnalysisError


def as_answers(columns: Any, *, scale: int) -> Bytes:
    """The answer codes as uint8, refused where a code means nothing.

    Parameters
    ----------
    columns : integers, shape (items, n)
        0 blank, 1..`scale` the points, `scale` + 1 "no opinion".
    scale : int
        Number of points, 2..254.

    Raises
    ------
    AnalysisError
        `scale`, `dtype`, `shape`, `answer_code`.

    Notes
    -----
    Tests: tests/analysis/quality/test_answers.py.
    """
    if not 2 <= scale <= 254:
        raise AnalysisError("scale", f"a scale of {scale} points", cure="use 2 to 254 points")
    array = np.asarray(columns)
    if not np.issubdtype(array.dtype, np.integer):
        raise AnalysisError("dtype", f"answers are {array.dtype}", cure="pass codes, 0 for blank")
    if array.ndim != 2:
        raise AnalysisError("shape", f"answers have shape {array.shape}, not (items, n)")
    if array.size and (array.min() < 0 or array.max() > scale + 1):
        raise AnalysisError("answer_code", f"a code is outside 0..{scale + 1}")
    return array.astype(np.uint8, copy=False)


def as_mask(name: str, values: Any, *, shape: tuple[int, ...]) -> Booleans:
    """A bool array of this shape; errors `dtype`, `shape`."""
    array = np.asarray(values)
    if array.dtype != np.bool_:
        raise AnalysisError("dtype", f"{name} is {array.dtype}, not bool")
    if array.shape != shape:
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not {shape}")
    return array
