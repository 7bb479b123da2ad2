"""Rows are grouped by all their categories, however many combinations there could be."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from analysis.weights.cells import Cells
from analysis.weights.margins import Margin


def _margin(name: str, codes: list[int], size: int) -> Margin:
    return Margin(name, np.array(codes), tuple(map(str, range(size))), np.ones(size))


def test_rows_of_equal_categories_are_one_cell() -> None:
    ms = [_margin("a", [0, 1, 0, 1], 2), _margin("b", [2, 0, 2, 1], 3)]
    cells = Cells.of(np.array([1.0, 2, 3, 4]), ms)
    assert sorted(cells.base.tolist()) == [2, 4, 4]
    assert {(a, b) for a, b in zip(*(m.codes for m in cells.margins), strict=True)} == {
        (0, 2),
        (1, 0),
        (1, 1),
    }


def test_values_of_cells_go_back_to_their_rows() -> None:
    ms = [_margin("a", [0, 1, 0, 1], 2), _margin("b", [2, 0, 2, 1], 3)]
    base = np.array([1.0, 2, 3, 4])
    cells = Cells.of(base, ms)
    assert_allclose(cells.spread(cells.base), [4, 2, 4, 4])


def test_more_combinations_than_numbers_are_still_told_apart() -> None:
    # 300 categories in nine margins: 2e22 combinations, beyond a 64-bit integer.
    rng = np.random.default_rng(1)
    codes = [rng.integers(0, 300, 500) for _ in range(9)]
    ms = [_margin(str(i), c.tolist(), 300) for i, c in enumerate(codes)]
    base = rng.uniform(1, 2, 500)
    cells = Cells.of(np.concatenate([base, base]), [m.taken(np.arange(1000) % 500) for m in ms])
    assert cells.base.size == 500
    assert_allclose(cells.spread(cells.base)[:500], 2 * base)


def test_single_cells_are_the_rows() -> None:
    ms = [_margin("a", [0, 1, 0], 2)]
    cells = Cells.single(np.array([1.0, 2, 3]), ms)
    assert cells.base.tolist() == [1, 2, 3]
    assert cells.spread(np.array([5.0, 6, 7])).tolist() == [5, 6, 7]
