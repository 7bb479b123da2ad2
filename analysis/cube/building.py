"""Cubes from rows, from SQL's GROUP BY and from packed columns (M1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from analysis.arrays import Bytes, Places
from analysis.cube.cube import Cell, CountCube
from analysis.cube.scale import FIVE_POINT_ANSWERS, Scale
from analysis.cube.tally import tally_blocks
from analysis.errors import AnalysisError

#: A cell, the answer code of each item asked, and how many responses answered exactly so.
Row = tuple[Cell, Mapping[str, int], int]


def cube_from_rows(
    rows: Iterable[Row],
    *,
    dimensions: Sequence[str],
    items: Sequence[str],
    scales: Sequence[Scale],
    answers: int = FIVE_POINT_ANSWERS,
) -> CountCube:
    """Count rows of SQL's GROUP BY over the cell and all items, or responses one by one.

    Parameters
    ----------
    rows : iterable of (Cell, mapping of item to answer code, int)
        The number is COUNT(*), or 1 for a single response. An item missing from the mapping is
        not asked; all rows of a cell then miss it.
    dimensions, items, scales
        As in `CountCube`.

    Raises
    ------
    AnalysisError
        `shape` (a cell with another number of labels), `unknown_label`, `answer_code`,
        `negative_count`.

    Notes
    -----
    Tests: tests/analysis/cube/test_cube.py.
    """
    kept = [(tuple(cell), codes, number) for cell, codes, number in rows]
    cells = sorted({cell for cell, _, _ in kept})
    places = {cell: place for place, cell in enumerate(cells)}
    columns = {item: place for place, item in enumerate(items)}
    counts = np.zeros((len(cells), len(items), answers), dtype=np.int64)
    responses = np.zeros(len(cells), dtype=np.int64)
    products = np.zeros((len(cells), 2 * len(items), 2 * len(items)), dtype=np.int64)
    for cell, codes, number in kept:
        responses[places[cell]] += number
        indicators = np.zeros(2 * len(items), dtype=np.int64)
        for item, code in codes.items():
            column = _column(columns, item, code, answers)
            counts[places[cell], column, code] += number
            indicators[column] = code in scales[column].satisfied
            indicators[len(items) + column] = code in scales[column].valid
        products[places[cell]] += number * np.outer(indicators, indicators)
    labels = (tuple(dimensions), tuple(cells), tuple(items), tuple(scales))
    return CountCube(*labels, counts, responses, products)


def cube_from_columns(
    columns: Bytes,
    places: Places,
    *,
    dimensions: Sequence[str],
    cells: Sequence[Cell],
    items: Sequence[str],
    scales: Sequence[Scale],
    answers: int = FIVE_POINT_ANSWERS,
) -> CountCube:
    """Count packed columns.

    Parameters
    ----------
    columns : uint8, shape (items, n)
        Answer codes of the valid responses; see `tally_blocks`.
    places : intp, shape (n,)
        The place of each response's cell in `cells`.
    cells : sequence of Cell
        In any order; a cell without responses is kept.

    Raises
    ------
    AnalysisError
        `shape`, and those of `tally_blocks` and `CountCube`.

    Notes
    -----
    Tests: tests/analysis/cube/test_cube.py.
    """
    if places.shape != columns.shape[1:] or (
        len(places) and not 0 <= places.min() <= places.max() < len(cells)
    ):
        raise AnalysisError("shape", "every response needs the place of its cell")
    order = sorted(range(len(cells)), key=lambda place: cells[place])
    rank = np.empty(len(cells), dtype=np.intp)
    rank[order] = np.arange(len(cells))
    codes = rank[places]
    if np.any(np.diff(codes) < 0):
        columns = columns[:, np.argsort(codes, kind="stable")]
    sizes = np.bincount(codes, minlength=len(cells))
    counts, products = tally_blocks(columns, sizes, scales=scales, answers=answers)
    return CountCube(
        tuple(dimensions),
        tuple(cells[place] for place in order),
        tuple(items),
        tuple(scales),
        counts,
        sizes.astype(np.int64),
        products,
    )


def empty_cube(
    dimensions: Sequence[str],
    items: Sequence[str],
    scales: Sequence[Scale],
    *,
    answers: int = FIVE_POINT_ANSWERS,
) -> CountCube:
    """A cube without cells, to merge others into."""
    return cube_from_rows([], dimensions=dimensions, items=items, scales=scales, answers=answers)


def _column(columns: Mapping[str, int], item: str, code: int, answers: int) -> int:
    if item not in columns:
        raise AnalysisError("unknown_label", f"{item} is not an item of the cube")
    if not 0 <= code < answers:
        raise AnalysisError("answer_code", f"{item} has the code {code}")
    return columns[item]
