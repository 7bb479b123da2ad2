"""M1: cubes are additive, and refuse to contradict themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cube import (
    FIVE_POINT,
    CountCube,
    Scale,
    add_dimension,
    collapse_cube,
    cube_from_columns,
    cube_from_rows,
    empty_cube,
    merge_cubes,
    same_counts,
    subtract_cube,
)
from analysis.errors import AnalysisError

UNITS, FORMS, ITEMS = ("snv", "stc", "syt"), ("01", "02"), ("q1", "q2")
DIMENSIONS = ("unit", "form")

ROWS = st.lists(
    st.tuples(
        st.tuples(st.sampled_from(UNITS), st.sampled_from(FORMS)),
        st.fixed_dictionaries({item: st.integers(0, 6) for item in ITEMS}),
        st.integers(1, 3),
    ),
    max_size=30,
)


def cube_of(rows, items=ITEMS, **settings):
    scales = (FIVE_POINT,) * len(items)
    return cube_from_rows(rows, dimensions=DIMENSIONS, items=items, scales=scales, **settings)


def test_rows_are_counted_by_cell_item_and_answer_m1():
    cube = cube_of([(("snv", "01"), {"q1": 5, "q2": 0}, 1), (("snv", "01"), {"q1": 4, "q2": 3}, 2)])
    assert (cube.cells, cube.responses.tolist(), cube.n) == ((("snv", "01"),), [3], 3)
    assert cube.counts[0, 0].tolist() == [0, 0, 0, 0, 2, 1, 0]
    assert cube.counts[0, 1].tolist() == [1, 0, 0, 2, 0, 0, 0]
    assert cube.products[0].tolist() == [[3, 0, 3, 2], [0, 0, 0, 0], [3, 0, 3, 2], [2, 0, 2, 2]]


@given(ROWS, ROWS, ROWS)
def test_the_order_of_merging_changes_no_count_m1(a, b, c):
    first, second, third = cube_of(a), cube_of(b), cube_of(c)
    merged = merge_cubes(first, second, third)
    assert same_counts(merged, merge_cubes(merge_cubes(third, first), second))
    assert same_counts(merged, cube_of(a + b + c))


@given(ROWS, ROWS)
def test_taking_a_part_off_undoes_adding_it_m1(a, b):
    assert same_counts(subtract_cube(cube_of(a + b), cube_of(b)), cube_of(a))


@given(ROWS, ROWS)
def test_cubes_with_other_counts_are_told_apart_m1(a, b):
    assert same_counts(cube_of(a), cube_of(b)) == (
        sorted(_expanded(a)) == sorted(_expanded(b)) or _same_pairs(a, b)
    )


def _expanded(rows):
    return [
        (cell, tuple(sorted(codes.items()))) for cell, codes, number in rows for _ in range(number)
    ]


def _same_pairs(a, b):
    """Whether the rows agree in every count and product, the long way."""

    def table(rows):
        found = {}
        for (cell, codes), indicator in ((row, _indicators(row)) for row in _expanded(rows)):
            keys = [("n",), *(("code", *pair) for pair in codes)]
            keys += [("both", i, j) for i in indicator for j in indicator]
            for key in keys:
                found[cell, key] = found.get((cell, key), 0) + 1
        return found

    return table(a) == table(b)


def _indicators(row):
    names = [("x", item) for item, code in row[1] if 1 <= code <= 5]
    return names + [("y", item) for item, code in row[1] if code in (4, 5)]


@given(ROWS)
def test_the_order_of_items_changes_no_count_m1(rows):
    assert same_counts(cube_of(rows), cube_of(rows, ITEMS[::-1]))


@given(ROWS)
def test_packed_columns_give_the_cube_of_their_rows_m1(rows):
    flat = _expanded(rows)
    cells = sorted({cell for cell, _ in flat}, reverse=True)
    columns = np.array([[dict(codes)[item] for _, codes in flat] for item in ITEMS], np.uint8)
    places = np.array([cells.index(cell) for cell, _ in flat], np.intp)
    cube = cube_from_columns(
        columns.reshape(2, len(flat)),
        places,
        dimensions=DIMENSIONS,
        cells=cells,
        items=ITEMS,
        scales=(FIVE_POINT, FIVE_POINT),
    )
    assert same_counts(cube, cube_of(rows))
    assert cube.cells == tuple(sorted(cells))


@given(ROWS)
def test_collapsing_a_dimension_adds_its_cells_m1(rows):
    by_unit = collapse_cube(cube_of(rows), "unit")
    expected = cube_from_rows(
        [((cell[0],), codes, number) for cell, codes, number in rows],
        dimensions=("unit",),
        items=ITEMS,
        scales=(FIVE_POINT, FIVE_POINT),
    )
    assert same_counts(by_unit, expected)
    assert collapse_cube(cube_of(rows)).n == cube_of(rows).n


def test_cubes_of_other_items_and_answers_are_aligned_m1():
    ours = cube_of([(("snv", "01"), {"q1": 5, "q2": 5}, 1)])
    nine = Scale(frozenset(range(1, 9)), frozenset({8}))
    other = cube_from_rows(
        [(("x", "03"), {"q9": 8}, 1)],
        dimensions=DIMENSIONS,
        items=("q9",),
        scales=(nine,),
        answers=9,
    )
    merged = merge_cubes(ours, other)
    assert (merged.cells, merged.items) == ((("snv", "01"), ("x", "03")), ("q1", "q2", "q9"))
    assert merged.counts[1, 2].tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert merged.counts[0, 0].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert not same_counts(merged, ours)


def test_cubes_that_mean_different_things_do_not_add_up():
    ours = cube_of([])
    with pytest.raises(AnalysisError, match="dimensions_differ"):
        merge_cubes(ours, empty_cube(("unit",), ITEMS, ours.scales))
    five = Scale(frozenset(range(1, 6)), frozenset({5}))
    with pytest.raises(AnalysisError, match="scales_differ"):
        merge_cubes(ours, empty_cube(DIMENSIONS, ITEMS, (five, five)))


def test_a_part_that_was_never_there_cannot_be_taken_off():
    part = cube_of([(("snv", "01"), {"q1": 5, "q2": 5}, 1)])
    with pytest.raises(AnalysisError, match="negative_count"):
        subtract_cube(cube_of([]), part)


def test_a_cube_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        cube_of([(("snv", "01"), {"q1": 5, "q2": 5}, 1)]).counts[0, 0, 0] = 1


def test_an_unknown_dimension_is_named():
    with pytest.raises(AnalysisError, match="unknown_dimension"):
        cube_of([]).labels("sex")


CELLS = (("a", "01"), ("b", "01"))
PARTS = {
    "dimensions": DIMENSIONS,
    "cells": CELLS,
    "items": ("q1",),
    "scales": (FIVE_POINT,),
    "counts": np.zeros((2, 1, 7), np.int64),
    "responses": np.zeros(2, np.int64),
    "products": np.zeros((2, 2, 2), np.int64),
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cells": (CELLS[0], CELLS[0])}, "label_twice"),
        ({"cells": CELLS[::-1]}, "cell_order"),
        ({"cells": (("a",), ("b",))}, "shape"),
        ({"dimensions": ("unit", "unit")}, "label_twice"),
        ({"items": ("q1", "q1")}, "label_twice"),
        ({"counts": np.zeros((2, 7), np.int64)}, "shape"),
        ({"counts": np.zeros((1, 1, 7), np.int64)}, "shape"),
        ({"counts": np.zeros((2, 1, 7), np.int32)}, "dtype"),
        ({"products": np.zeros((2, 1, 1), np.int64)}, "shape"),
        ({"products": np.ones((2, 2, 2), np.int64)}, "products_disagree"),
        ({"products": np.full((2, 2, 2), -1, np.int64)}, "negative_count"),
        ({"responses": np.zeros(1, np.int64)}, "shape"),
        ({"scales": ()}, "shape"),
        ({"responses": np.full(2, -1, np.int64)}, "negative_count"),
        ({"counts": np.ones((2, 1, 7), np.int64)}, "more_answers_than_responses"),
    ],
)
def test_a_cube_that_contradicts_itself_is_refused(change, code):
    assert CountCube(**PARTS).n == 0
    with pytest.raises(AnalysisError, match=code):
        CountCube(**{**PARTS, **change})


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((("snv",), {}, 1), "shape"),
        ((("snv", "01"), {"q9": 1}, 1), "unknown_label"),
        ((("snv", "01"), {"q1": 7}, 1), "answer_code"),
        ((("snv", "01"), {"q1": 1}, -1), "negative_count"),
    ],
)
def test_rows_that_do_not_fit_are_refused(row, code):
    with pytest.raises(AnalysisError, match=code):
        cube_of([row])


@pytest.mark.parametrize("places", [[0], [0, 2], [-1, 0]])
def test_every_packed_response_needs_the_place_of_its_cell(places):
    with pytest.raises(AnalysisError, match="shape"):
        cube_from_columns(
            np.zeros((1, 2), np.uint8),
            np.array(places, np.intp),
            dimensions=DIMENSIONS,
            cells=CELLS,
            items=("q1",),
            scales=(FIVE_POINT,),
        )


@pytest.mark.parametrize("valid", [frozenset(), frozenset(range(6))])
def test_a_scale_holds_valid_codes_and_never_the_blank(valid):
    with pytest.raises(AnalysisError, match="answer_sets"):
        Scale(valid, frozenset())
    with pytest.raises(AnalysisError, match="answer_sets"):
        Scale(frozenset({1}), frozenset({2}))


def test_a_cell_can_be_given_one_more_label_m1():
    cube = cube_of([(("snv", "01"), {"q1": 5, "q2": 5}, 1)])
    more = add_dimension(cube, "stratum", {("snv", "01"): "s"})
    assert (more.dimensions, more.cells) == (("unit", "form", "stratum"), (("snv", "01", "s"),))
    with pytest.raises(AnalysisError, match="shape"):
        add_dimension(cube, "stratum", {})
    with pytest.raises(AnalysisError, match="label_twice"):
        add_dimension(cube, "unit", {("snv", "01"): "s"})
