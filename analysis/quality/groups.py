"""Interviewers (or counters) within units, from two arrays of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.arrays import Booleans, Floats, Integers, Places, missing_labels
from analysis.errors import AnalysisError

Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Who took each form. Somebody who works in two units is two groups.

    Parameters
    ----------
    names, units : shape (groups,)
        Label of each group and of its unit, sorted by unit, then name.
    unit_of : intp, shape (groups,)
        Place of the group's unit, 0..`unit_count` - 1.
    code : intp, shape (n,)
        Group of each form; -1 where its interviewer or unit is unknown.
    unit_count, unknown : int
        Units with a known group; forms without one.
    """

    names: Labels
    units: Labels
    unit_of: Places
    code: Places
    unit_count: int
    unknown: int

    def sizes(self, forms: Booleans) -> Integers:
        """Number of the masked forms per group."""
        kept = forms & (self.code >= 0)
        return np.bincount(self.code[kept], minlength=self.names.size).astype(np.int64)

    def totals(self, values: Floats, forms: Booleans) -> Floats:
        """Sum of the values of the masked forms per group."""
        kept = forms & (self.code >= 0)
        sums = np.bincount(self.code[kept], weights=values[kept], minlength=self.names.size)
        return np.asarray(sums, dtype=np.float64)

    def unit_totals(self, per_group: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The sum over the groups of its unit, repeated for each group."""
        totals = np.bincount(self.unit_of, weights=per_group, minlength=self.unit_count)
        return totals[self.unit_of].astype(per_group.dtype)


def as_groups(interviewer: Any, unit: Any) -> Groups:
    """Pair the labels of each form.

    Parameters
    ----------
    interviewer, unit : labels, shape (n,)
        Text or numbers; "", None, NaN and negative numbers are unknown.

    Raises
    ------
    AnalysisError
        `shape`.

    Notes
    -----
    Tests: tests/analysis/quality/test_answers.py.
    """
    names, name_codes = _codes("interviewer", interviewer)
    units, unit_codes = _codes("unit", unit)
    if name_codes.shape != unit_codes.shape:
        raise AnalysisError("shape", f"{name_codes.size} interviewers, {unit_codes.size} units")
    known = (name_codes >= 0) & (unit_codes >= 0)
    pairs = unit_codes[known] * max(names.size, 1) + name_codes[known]
    distinct, inverse = np.unique(pairs, return_inverse=True)
    code = np.full(known.size, -1, dtype=np.intp)
    code[known] = inverse
    owner, name = np.divmod(distinct, max(names.size, 1))
    owners, unit_of = np.unique(owner, return_inverse=True)
    unknown = int(np.count_nonzero(~known))
    return Groups(names[name], units[owner], unit_of, code, int(owners.size), unknown)


def label_codes(name: str, labels: Any) -> tuple[Labels, Places]:
    """The distinct known labels, sorted, and the place of each label (-1 unknown)."""
    return _codes(name, labels)


def _codes(name: str, labels: Any) -> tuple[Labels, Places]:
    array = np.asarray(labels)
    if array.ndim != 1:
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not (n,)")
    if array.dtype == np.object_:
        missing = missing_labels(array).tolist()
        texts = ["" if lost else str(label) for label, lost in zip(array, missing, strict=True)]
        array = np.array(texts, dtype=str)
    distinct, codes = np.unique(array, return_inverse=True)
    known = _known(distinct)
    places = np.where(known, np.cumsum(known) - 1, -1).astype(np.intp)
    return distinct[known], places[codes.reshape(array.size)]


def _known(distinct: Labels) -> Booleans:
    if distinct.dtype.kind in "US":
        return np.asarray(distinct != distinct.dtype.type(), dtype=np.bool_)
    return np.asarray(distinct >= 0, dtype=np.bool_)
