"""M1: answers are counted into an additive cube."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cube import CountCube
from analysis.errors import AnalysisError
from analysis.tally import LONG, tally_columns

UNITS, FORMS, ITEMS = ("snv", "stc", "syt"), ("01", "02"), ("q1", "q2")

ROWS = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        st.sampled_from(FORMS),
        st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 6)),
    ),
    max_size=30,
)


def cube_of(rows, units=UNITS, items=ITEMS):
    return CountCube.from_rows(rows, units=units, strata=FORMS, items=items)


def test_rows_are_counted_by_unit_form_item_and_answer_m1():
    cube = cube_of([("snv", "01", {"q1": 5, "q2": 0}), ("snv", "01", {"q1": 5})])
    assert cube.responses.tolist() == [[2, 0], [0, 0], [0, 0]]
    assert cube.counts[0, 0, 0].tolist() == [0, 0, 0, 0, 0, 2, 0]
    assert cube.counts[0, 0, 1].tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert cube.n == 2


@given(ROWS, ROWS, ROWS)
def test_the_order_of_merging_changes_no_count_m1(a, b, c):
    first, second, third = cube_of(a), cube_of(b), cube_of(c)
    merged = first.merge(second, third)
    assert merged.same_counts(third.merge(first).merge(second))
    assert merged.same_counts(cube_of(a + b + c))


@given(ROWS)
def test_relabelling_the_axes_changes_no_count_m1(rows):
    assert cube_of(rows).same_counts(cube_of(rows, UNITS[::-1], ITEMS[::-1]))


def test_cubes_of_different_labels_and_answers_are_aligned_m1():
    ours = cube_of([("snv", "01", {"q1": 5})])
    other = CountCube.from_columns("x", "03", ["q9"], np.array([[8, 0]], np.uint8), answers=9)
    merged = ours.merge(other)
    assert merged.units == (*UNITS, "x")
    assert merged.answers == 9
    assert merged.counts[3, 2, 2].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert merged.counts[0, 0, 0].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert not merged.same_counts(ours)


def test_a_cube_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        cube_of([]).counts[0, 0, 0, 0] = 1


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_packed_columns_are_counted_as_by_a_plain_loop_m1(n, seed):
    random = np.random.default_rng(seed)
    columns = random.integers(0, 7, (3, n)).astype(np.uint8)
    valid = random.random(n) < 0.8
    expected = [[int(np.sum((row == k) & valid)) for k in range(7)] for row in columns]
    assert tally_columns(columns, valid, 7).tolist() == expected


@pytest.mark.parametrize("n", [LONG - 1, LONG, LONG + 1])
@pytest.mark.parametrize("share", [0.9, 1.0])
def test_long_and_short_columns_are_counted_alike_m1(n, share):
    random = np.random.default_rng(n)
    columns = random.integers(0, 7, (4, n)).astype(np.uint8)
    valid = random.random(n) < share
    expected = [np.bincount(row[valid], minlength=7).tolist() for row in columns]
    assert tally_columns(columns, valid, 7).tolist() == expected


def test_columns_become_a_cube_of_one_unit_and_form_m1():
    columns = np.array([[5, 4, 1], [0, 6, 2]], np.uint8)
    valid = np.array([True, True, False])
    cube = CountCube.from_columns("snv", "01", ITEMS, columns, valid=valid)
    rows = [("snv", "01", {"q1": 5, "q2": 0}), ("snv", "01", {"q1": 4, "q2": 6})]
    assert CountCube.empty(UNITS, FORMS, ITEMS).merge(cube).same_counts(cube_of(rows))


@pytest.mark.parametrize("n", [3, LONG])
def test_an_answer_code_beyond_the_axis_is_refused(n):
    with pytest.raises(AnalysisError, match="answer_code"):
        tally_columns(np.full((1, n), 7, np.uint8), np.ones(n, np.bool_), 7)


@pytest.mark.parametrize(
    ("columns", "valid", "answers", "code"),
    [
        (np.zeros((1, 2), np.int64), np.ones(2, np.bool_), 7, "dtype"),
        (np.zeros((1, 2), np.uint8), np.ones(3, np.bool_), 7, "shape"),
        (np.zeros(2, np.uint8), np.ones(2, np.bool_), 7, "shape"),
        (np.zeros((1, 2), np.uint8), np.ones(2, np.bool_), 256, "shape"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns, valid, answers, code):
    with pytest.raises(AnalysisError, match=code):
        tally_columns(columns, valid, answers)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"units": ("a", "a")}, "label_twice"),
        ({"counts": np.zeros((2, 1, 1), np.int64)}, "shape"),
        ({"counts": np.zeros((1, 1, 1, 7), np.int64)}, "shape"),
        ({"counts": np.zeros((2, 1, 1, 7), np.int32)}, "dtype"),
        ({"responses": np.zeros((1, 1), np.int64)}, "shape"),
        ({"responses": np.full((2, 1), -1, np.int64)}, "negative_count"),
        ({"counts": np.ones((2, 1, 1, 7), np.int64)}, "more_answers_than_responses"),
    ],
)
def test_a_cube_that_contradicts_itself_is_refused(change, code):
    parts = {
        "units": ("a", "b"),
        "strata": ("01",),
        "items": ("q1",),
        "counts": np.zeros((2, 1, 1, 7), np.int64),
        "responses": np.zeros((2, 1), np.int64),
    }
    with pytest.raises(AnalysisError, match=code):
        CountCube(**{**parts, **change})


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("x", "01", {}), "unknown_label"),
        (("snv", "09", {}), "unknown_label"),
        (("snv", "01", {"q9": 1}), "unknown_label"),
        (("snv", "01", {"q1": 7}), "answer_code"),
    ],
)
def test_rows_that_do_not_fit_are_refused(row, code):
    with pytest.raises(AnalysisError, match=code):
        cube_of([row])
