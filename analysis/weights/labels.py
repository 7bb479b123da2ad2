"""Labels of rows and their places in a list of known labels."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError

Codes = npt.NDArray[np.intp]


def present_labels(name: str, labels: Any) -> npt.NDArray[Any]:
    """The labels as a vector, refused with `missing_label`, `mixed_labels` or `shape`."""
    array = np.asarray(labels)
    if array.ndim != 1:
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not (n,)")
    # NaN is what differs from itself; None is compared element by element.
    missing = (array != array) | (array == None)  # noqa: E711, PLR0124
    if np.any(missing):
        raise AnalysisError(
            "missing_label",
            f"{np.count_nonzero(missing)} rows have no {name}",
            cure="impute it, or make 'not given' a category with a total",
        )
    if array.dtype == object and len({type(label) for label in array.tolist()}) > 1:
        raise AnalysisError("mixed_labels", f"the labels of {name} have several types")
    return array


def places_of(name: str, found: Sequence[Hashable], known: Sequence[Hashable]) -> Codes:
    """The place of each label among the known ones, or `label_without_total`."""
    place = {label: number for number, label in enumerate(known)}
    unknown = [str(label) for label in found if label not in place]
    if unknown:
        raise AnalysisError(
            "label_without_total",
            f"{name}: no total for {', '.join(unknown)}",
            cure="add the total, or correct the labels",
        )
    return np.array([place[label] for label in found], dtype=np.intp)
