"""Array types of this package, and the one way in for what a caller hands over."""

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

    Notes
    -----
    Test: tests/analysis/test_arrays.py.
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


def as_known_or_missing(name: str, values: Numbers) -> Floats:
    """The values as float64 with NaN for missing; `not_a_number` where they are no numbers."""
    return _numbers(name, values)


def as_level(level: float) -> float:
    """The confidence level, refused with `level` outside (0, 1)."""
    if not 0 < level < 1:
        raise AnalysisError("level", f"a confidence level of {level}", cure="say 0.95 for 95 %")
    return float(level)


def as_codes(name: str, labels: Any, *, n: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """The distinct labels, sorted, and the place of each of the `n` labels among them.

    Raises
    ------
    AnalysisError
        `shape`; `missing_label` (None, NaN, NaT: never a group of its own); `mixed_labels` (types
        without a common order, as 1 and "1").

    Notes
    -----
    Tests: tests/analysis/test_arrays.py.
    """
    array = np.asarray(labels)
    if array.shape != (n,):
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not ({n},)")
    lost = np.count_nonzero(missing_labels(array))
    if lost:
        raise AnalysisError(
            "missing_label",
            f"{lost} rows have no {name}",
            cure="impute it, or make 'not given' a label of its own",
        )
    try:
        distinct, codes = np.unique(array, return_inverse=True)
    except TypeError as error:
        raise AnalysisError("mixed_labels", f"the labels of {name} have several types") from error
    return distinct, codes.astype(np.intp).reshape(n)


def missing_labels(labels: npt.NDArray[Any]) -> Booleans:
    """Which labels are None, NaN, NaT or pandas' NA: bool, of their shape.

    Notes
    -----
    Tests: tests/analysis/test_arrays.py.
    """
    if labels.dtype.kind in "fcmM":
        return np.asarray(np.isnan(labels) if labels.dtype.kind in "fc" else np.isnat(labels))
    if labels.dtype.kind != "O":
        return np.zeros(labels.shape, dtype=np.bool_)
    found = [_is_missing(label) for label in labels.reshape(-1).tolist()]
    return np.array(found, dtype=np.bool_).reshape(labels.shape)


def sums_by(codes: Places, values: Floats | None, size: int) -> Floats:
    """The sum of the values (rows, where there are none) of each code: float64, shape (size,)."""
    return np.bincount(codes, values, size).astype(np.float64, copy=False)


def _is_missing(label: object) -> bool:
    try:
        return label is None or bool(label != label)  # noqa: PLR0124 -- NaN differs from itself
    except TypeError:  # pandas' NA is neither equal nor different
        return True


def _numbers(name: str, values: Numbers) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnalysisError("not_a_number", f"{name} holds something that is no number") from error
