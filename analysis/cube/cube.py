"""Counts by cell, additive: cubes of days, districts or provinces add up (M1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Integers
from analysis.cube.scale import Scale
from analysis.errors import AnalysisError

#: One label per dimension, as a row of SQL's GROUP BY has them.
Cell = tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class CountCube:
    """Valid responses and their answers, counted by cell.

    A cell is a combination of labels, one for each dimension: unit, form, channel, field, sex ...
    Any weight that is constant in a cell can be put on afterwards without going back to the
    answers: counts give shares and means, products give the variance of an index of many items.

    Parameters
    ----------
    dimensions : tuple of str
        What the labels of a cell mean, each once.
    cells : tuple of Cell
        Each once, in ascending order.
    items : tuple of str
        Labels of the items, each once.
    scales : tuple of Scale, length items
        Which codes of an item are valid and satisfied; the products rest on them.
    counts : int64, shape (cells, items, answers)
        How often each answer code was given; code 0 is blank. An item that a cell does not ask
        has zeros only.
    responses : int64, shape (cells,)
        Valid responses. No item has more answers than there are responses.
    products : int64, shape (cells, 2 items, 2 items)
        Sum over responses of t t', t being the satisfied, then the answered indicators of the
        items; see `tally_blocks`.

    Raises
    ------
    AnalysisError
        `label_twice`, `cell_order`, `shape`, `dtype`, `negative_count`,
        `more_answers_than_responses`, `products_disagree`.

    Notes
    -----
    Tests: tests/analysis/cube/test_cube.py.
    """

    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    items: tuple[str, ...]
    scales: tuple[Scale, ...]
    counts: Integers
    responses: Integers
    products: Integers

    def __post_init__(self) -> None:
        for name in ("counts", "responses", "products"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        _check_labels(self)
        _check_arrays(self)
        _check_counts(self)

    @property
    def answers(self) -> int:
        """Number of answer codes."""
        return int(self.counts.shape[2])

    @property
    def n(self) -> int:
        """All valid responses."""
        return int(self.responses.sum())

    def labels(self, dimension: str) -> tuple[str, ...]:
        """The label of each cell on one dimension. Raises `unknown_dimension`."""
        place = self._place(dimension)
        return tuple(cell[place] for cell in self.cells)

    def _place(self, dimension: str) -> int:
        if dimension not in self.dimensions:
            raise AnalysisError(
                "unknown_dimension", f"{dimension} is none of {', '.join(self.dimensions)}"
            )
        return self.dimensions.index(dimension)


def _check_labels(cube: CountCube) -> None:
    for name, labels in (("dimension", cube.dimensions), ("item", cube.items)):
        if len(set(labels)) != len(labels):
            raise AnalysisError("label_twice", f"a {name} stands twice in {labels}")
    for cell in cube.cells:
        if len(cell) != len(cube.dimensions):
            raise AnalysisError("shape", f"the cell {cell} does not fit {cube.dimensions}")
    for before, after in zip(cube.cells, cube.cells[1:], strict=False):
        if before == after:
            raise AnalysisError("label_twice", f"the cell {after} stands twice")
        if before > after:
            raise AnalysisError("cell_order", "cells stand in ascending order")


def _check_arrays(cube: CountCube) -> None:
    cells, items = len(cube.cells), len(cube.items)
    if any(array.dtype != np.int64 for array in (cube.counts, cube.responses, cube.products)):
        raise AnalysisError("dtype", "counts are int64")
    if cube.counts.ndim != 3 or cube.counts.shape[:2] != (cells, items) or cube.answers < 1:
        raise AnalysisError("shape", f"counts {cube.counts.shape}: {cells} cells, {items} items")
    if cube.responses.shape != (cells,) or len(cube.scales) != items:
        raise AnalysisError("shape", "responses and scales must fit cells and items")
    if cube.products.shape != (cells, 2 * items, 2 * items):
        raise AnalysisError("shape", f"products {cube.products.shape} do not fit")


def _check_counts(cube: CountCube) -> None:
    if np.any(cube.counts < 0) or np.any(cube.responses < 0) or np.any(cube.products < 0):
        raise AnalysisError("negative_count", "a count is negative")
    if np.any(cube.counts.sum(axis=2) > cube.responses[:, None]):
        raise AnalysisError("more_answers_than_responses", "an item has too many answers")
    diagonal = np.diagonal(cube.products, axis1=1, axis2=2)
    for place, scale in enumerate(cube.scales):
        for half, codes in enumerate((scale.satisfied, scale.valid)):
            counted = cube.counts[:, place, [code for code in codes if code < cube.answers]]
            if np.any(counted.sum(axis=1) != diagonal[:, half * len(cube.scales) + place]):
                raise AnalysisError("products_disagree", f"{cube.items[place]}: not its counts")
