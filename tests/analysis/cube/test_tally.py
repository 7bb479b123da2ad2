"""M1: packed answers, and pairs of answers, are counted as by a plain loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cube import FIVE_POINT, Scale, tally, tally_blocks
from analysis.errors import AnalysisError

ONLY_FIVE = Scale(frozenset({1, 2, 3, 4, 5}), frozenset({5}))
SCALES = (FIVE_POINT, ONLY_FIVE, FIVE_POINT)


def by_a_loop(columns, sizes):
    counts = np.zeros((len(sizes), 3, 7), np.int64)
    products = np.zeros((len(sizes), 6, 6), np.int64)
    blocks = np.repeat(np.arange(len(sizes)), sizes)
    for response, block in enumerate(blocks):
        codes = columns[:, response].tolist()
        for item, code in enumerate(codes):
            counts[block, item, code] += 1
        given_ = [code in s.satisfied for code, s in zip(codes, SCALES, strict=True)]
        given_ += [code in s.valid for code, s in zip(codes, SCALES, strict=True)]
        products[block] += np.outer(given_, given_)
    return counts, products


@settings(max_examples=40)
@given(st.lists(st.integers(0, 150), max_size=6), st.integers(0, 2**32 - 1))
def test_blocks_are_counted_as_by_a_plain_loop_m1(sizes, seed):
    columns = np.random.default_rng(seed).integers(0, 7, (3, sum(sizes))).astype(np.uint8)
    counts, products = tally_blocks(columns, sizes, scales=SCALES, answers=7)
    expected = by_a_loop(columns, sizes)
    assert counts.tolist() == expected[0].tolist()
    assert products.tolist() == expected[1].tolist()


def test_the_size_of_the_working_set_changes_no_count_m1(monkeypatch):
    columns = np.random.default_rng(3).integers(0, 7, (3, 900)).astype(np.uint8)
    sizes = [0, 300, 1, 64, 0, 535, 0]
    whole = tally_blocks(columns, sizes, scales=SCALES, answers=7)
    for chunk in (1, 200, 1000):
        monkeypatch.setattr(tally, "_CHUNK", chunk)
        pieces = tally_blocks(columns, sizes, scales=SCALES, answers=7)
        assert all(np.array_equal(a, b) for a, b in zip(whole, pieces, strict=True))


@pytest.mark.parametrize(
    ("columns", "sizes", "answers", "code"),
    [
        (np.zeros((3, 2), np.int64), [2], 7, "dtype"),
        (np.zeros((3, 2), np.uint8), [3], 7, "shape"),
        (np.zeros((3, 2), np.uint8), [3, -1], 7, "shape"),
        (np.zeros(2, np.uint8), [2], 7, "shape"),
        (np.zeros((2, 2), np.uint8), [2], 7, "shape"),
        (np.zeros((3, 2), np.uint8), [2], 256, "shape"),
        (np.full((3, 2), 7, np.uint8), [2], 7, "answer_code"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns, sizes, answers, code):
    with pytest.raises(AnalysisError, match=code):
        tally_blocks(columns, sizes, scales=SCALES, answers=answers)
