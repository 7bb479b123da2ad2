"""Array types of this package, and the one way in for arrays that a caller hands over."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
#: Whatever numpy takes for an array of numbers: an array, a Series, a list, a number.
Numbers = npt.ArrayLike


def as_floats(name: str, values: Numbers, *, shape: tuple[int, ...] | None = None) -> Floats:
    """The values as float64, refused where they are not finite numbers.

    Parameters
    ----------
    name : str
        What the values are, for the message.
    values : array_like
        Real numbers.
    shape : tuple of int, optional
        The shape they must have.

    Raises
    ------
    AnalysisError
        `not_a_number`, `not_finite`, `shape`.
    """
    array = _numbers(name, values)
    if not np.isfinite(array).all():
        raise AnalysisError("not_finite", f"{name} holds values that are missing or infinite")
    if shape is not None and array.shape != shape:
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not {shape}")
    return array


def as_positive(name: str, values: Numbers, *, shape: tuple[int, ...] | None = None) -> Floats:
    """`as_floats`, refused with `not_positive` where a value is 0 or less."""
    array = as_floats(name, values, shape=shape)
    if np.any(array <= 0):
        raise AnalysisError("not_positive", f"{name} must be above 0")
    return array


def as_codes(name: str, labels: Any, *, n: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """The distinct labels, sorted, and the place of each of the `n` labels among them.

    Raises
    ------
    AnalysisError
        `shape`.
    """
    array = np.asarray(labels)
    if array.shape != (n,):
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not ({n},)")
    distinct, codes = np.unique(array, return_inverse=True)
    return distinct, codes.astype(np.intp).reshape(n)


def _numbers(name: str, values: Numbers) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnalysisError("not_a_number", f"{name} holds something that is no number") from error
