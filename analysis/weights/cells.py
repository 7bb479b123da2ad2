"""Rows that share every category share their factor: solve once per cell, not once per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import Booleans, Floats, Places, sums_by
from analysis.weights.margins import Margin

#: A table of keys may be this many times as long as the rows before it is made dense.
SPARSE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The distinct combinations of categories that occur.

    Parameters
    ----------
    base : float64, shape (cells,)
        Sum of the base weights of the rows of each cell.
    margins : tuple of Margin
        The margins of the cells, with the totals of the rows' margins.
    """

    base: Floats
    margins: tuple[Margin, ...]
    _key: Places
    _occurs: Booleans

    @classmethod
    def of(cls, base: Floats, margins: Sequence[Margin]) -> Cells:
        """Group n rows by all their categories."""
        key, size = _keys(margins, n=base.size)
        row = np.full(size, -1, dtype=np.intp)
        row[key] = np.arange(base.size)
        occurs = row >= 0
        taken = tuple(margin.taken(row[occurs]) for margin in margins)
        return cls(sums_by(key, base, size)[occurs], taken, key, occurs)

    @classmethod
    def single(cls, base: Floats, margins: Sequence[Margin]) -> Cells:
        """Every row a cell of its own: rows of equal categories differ otherwise."""
        rows = np.arange(base.size)
        return cls(base, tuple(margins), rows, np.ones(base.size, dtype=np.bool_))

    def spread(self, values: Floats) -> Floats:
        """The value of each row's cell: float64, shape (n,)."""
        table = np.zeros(self._occurs.shape)
        table[self._occurs] = values
        return np.asarray(table[self._key], dtype=np.float64)


def _keys(margins: Sequence[Margin], *, n: int) -> tuple[Places, int]:
    """One code per row that tells all combinations apart, and how many codes there may be."""
    key, size = np.zeros(n, dtype=np.intp), 1
    for margin in margins:
        key = key * len(margin.categories) + margin.codes
        size *= len(margin.categories)
        if size > SPARSE * n:
            key, size = _dense(key)
    return key, size


def _dense(key: Places) -> tuple[Places, int]:
    distinct: npt.NDArray[np.intp]
    distinct, codes = np.unique(key, return_inverse=True)
    return codes.astype(np.intp).reshape(key.shape), distinct.size
