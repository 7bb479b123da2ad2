"""Adding, subtracting and collapsing cubes; all exact, because counts are integers (M1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from analysis.arrays import Integers, Places
from analysis.cube.cube import Cell, CountCube
from analysis.cube.scale import Scale
from analysis.errors import AnalysisError

_Label = TypeVar("_Label", str, Cell)


def merge_cubes(first: CountCube, *others: CountCube) -> CountCube:
    """The sum of cubes of the same dimensions, aligned by cell and item.

    The order of merging changes the order of items only. Raises `dimensions_differ` or
    `scales_differ` (one item means different things).
    """
    return _sum(first, others, sign=1)


def subtract_cube(whole: CountCube, part: CountCube) -> CountCube:
    """What is left of `whole` without `part`: responses that lost their validity.

    Cells stay, with zeros. Raises as `merge_cubes`, and `negative_count` where the part was not in
    the whole.
    """
    return _sum(whole, (part,), sign=-1)


def collapse_cube(cube: CountCube, *dimensions: str) -> CountCube:
    """The sum over all other dimensions. Raises `unknown_dimension`."""
    labels = [cube.labels(dimension) for dimension in dimensions]
    keys = list(zip(*labels, strict=True)) if labels else [()] * len(cube.cells)
    cells = sorted(set(keys))
    place = {cell: number for number, cell in enumerate(cells)}
    into = np.array([place[key] for key in keys], dtype=np.intp)
    arrays = (
        _added(array, into, (len(cells), *array.shape[1:]))
        for array in (cube.counts, cube.responses, cube.products)
    )
    return CountCube(tuple(dimensions), tuple(cells), cube.items, cube.scales, *arrays)


def add_dimension(cube: CountCube, name: str, labels: Mapping[Cell, str]) -> CountCube:
    """The same cells with one more label each, the last. Raises `label_twice`, `shape`."""
    if labels.keys() != set(cube.cells):
        raise AnalysisError("shape", f"every cell needs a label of {name}, and no other")
    return CountCube(
        (*cube.dimensions, name),
        tuple((*cell, labels[cell]) for cell in cube.cells),
        cube.items,
        cube.scales,
        cube.counts,
        cube.responses,
        cube.products,
    )


def same_counts(first: CountCube, second: CountCube) -> bool:
    """Whether both hold the same counts and products, in whatever order of items.

    Cells without responses do not matter.
    """
    if first.dimensions != second.dimensions or set(first.items) != set(second.items):
        return False
    ours, theirs = _filled(first), _filled(_aligned(second, first))
    return ours.cells == theirs.cells and all(
        np.array_equal(getattr(ours, name), getattr(theirs, name))
        for name in ("scales", "counts", "responses", "products")
    )


def _sum(first: CountCube, others: Sequence[CountCube], *, sign: int) -> CountCube:
    cubes = (first, *others)
    if any(cube.dimensions != first.dimensions for cube in cubes):
        raise AnalysisError("dimensions_differ", "cubes of different dimensions do not add up")
    scales: dict[str, Scale] = {}
    for cube in cubes:
        for item, scale in zip(cube.items, cube.scales, strict=True):
            if scales.setdefault(item, scale) != scale:
                raise AnalysisError("scales_differ", f"{item} has two scales")
    items = tuple(scales)
    cells = sorted({cell for cube in cubes for cell in cube.cells})
    counts = np.zeros((len(cells), len(items), max(c.answers for c in cubes)), dtype=np.int64)
    responses = np.zeros(len(cells), dtype=np.int64)
    products = np.zeros((len(cells), 2 * len(items), 2 * len(items)), dtype=np.int64)
    for cube in cubes:
        factor = 1 if cube is first else sign
        c, i = _places(cells, cube.cells), _places(items, cube.items)
        both = np.concatenate([i, i + len(items)])
        counts[np.ix_(c, i, np.arange(cube.answers))] += factor * cube.counts
        responses[c] += factor * cube.responses
        products[np.ix_(c, both, both)] += factor * cube.products
    labels = (first.dimensions, tuple(cells), items, tuple(scales.values()))
    return CountCube(*labels, counts, responses, products)


def _aligned(cube: CountCube, like: CountCube) -> CountCube:
    """The cube with its items in the order of another, which has the same."""
    order = _places(cube.items, like.items)
    both = np.concatenate([order, order + len(order)])
    counts = np.zeros((*cube.counts.shape[:2], max(cube.answers, like.answers)), dtype=np.int64)
    counts[:, :, : cube.answers] = cube.counts[:, order]
    return CountCube(
        cube.dimensions,
        cube.cells,
        like.items,
        tuple(cube.scales[place] for place in order),
        counts[:, :, : like.answers] if not counts[:, :, like.answers :].any() else counts,
        cube.responses,
        cube.products[:, both[:, None], both],
    )


def _filled(cube: CountCube) -> CountCube:
    kept = np.flatnonzero(cube.responses)
    return CountCube(
        cube.dimensions,
        tuple(cube.cells[place] for place in kept),
        cube.items,
        cube.scales,
        cube.counts[kept],
        cube.responses[kept],
        cube.products[kept],
    )


def _added(array: Integers, into: Places, shape: tuple[int, ...]) -> Integers:
    total = np.zeros(shape, dtype=np.int64)
    np.add.at(total, into, array)
    return total


def _places(labels: Sequence[_Label], wanted: Sequence[_Label]) -> Places:
    places = {label: place for place, label in enumerate(labels)}
    return np.array([places[label] for label in wanted], dtype=np.intp)
