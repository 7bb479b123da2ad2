"""Kish's figures equal R, and obey their formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.errors import AnalysisError
from analysis.weights.precision import weight_precision
from analysis.weights.raking import rake
from tests.analysis.weights.sipas import base_weights, expected, labels, margins

WEIGHTS = st.lists(st.floats(0.01, 1000), min_size=1, max_size=30)


def test_raked_weights_have_the_precision_that_r_gives() -> None:
    raked = rake(base_weights(), margins())
    assert_allclose(raked.precision().design_effect, expected()["rake"]["kish_deff"], rtol=1e-12)


def test_groups_have_the_precision_that_r_gives() -> None:
    raked = rake(base_weights(), margins())
    by_unit = weight_precision(raked.weights, groups=labels("unit"))
    assert_allclose(by_unit.effective_n, expected()["kish_by_unit"], rtol=1e-12)
    assert_allclose(by_unit.cv, expected()["cv_by_unit"], rtol=1e-11)


def test_equal_weights_lose_nothing() -> None:
    found = weight_precision([2.5, 2.5, 2.5])
    assert (found.design_effect[0], found.effective_n[0], found.cv[0]) == (1.0, 3.0, 0.0)


def test_figures_by_hand() -> None:
    found = weight_precision([1, 2, 3, 5], groups=["b", "a", "b", "a"])
    assert found.groups == ("a", "b")
    assert found.n.tolist() == [2, 2]
    assert found.total.tolist() == [7, 4]
    assert_allclose(found.design_effect, [2 * 29 / 49, 2 * 10 / 16])
    assert_allclose(found.effective_n, [49 / 29, 16 / 10])
    assert_allclose(found.cv, [1.5 / 3.5, 0.5])
    assert (found.smallest.tolist(), found.largest.tolist()) == ([2, 1], [5, 3])


def test_cells_with_counts_give_what_their_rows_give() -> None:
    rows = weight_precision([2, 2, 2, 5, 5])
    cells = weight_precision([6, 10], counts=[3, 2])
    for name in ("n", "total", "design_effect", "effective_n", "cv", "smallest", "largest"):
        assert_allclose(getattr(cells, name), getattr(rows, name), rtol=1e-14)


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_weights_of_any_size_have_an_effective_n(size: float) -> None:
    found = weight_precision([size, 2 * size, size])
    assert_allclose(found.effective_n, 16 / 6, rtol=1e-14)


@given(WEIGHTS, st.floats(0.01, 100))
def test_a_constant_factor_changes_nothing(weights: list[float], factor: float) -> None:
    before = weight_precision(weights)
    after = weight_precision(np.array(weights) * factor)
    assert_allclose(after.design_effect, before.design_effect, rtol=1e-12)


@given(WEIGHTS)
def test_the_design_effect_is_one_plus_the_squared_variation(weights: list[float]) -> None:
    found = weight_precision(weights)
    assert_allclose(found.design_effect, 1 + found.cv**2, rtol=1e-12)
    assert 1 - 1e-12 <= found.design_effect[0] <= len(weights) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("weights", "options", "code"),
    [
        ([], {}, "no_rows"),
        ([0.0, 0.0], {}, "no_weight"),
        ([1.0, 0.0], {"groups": ["a", "b"]}, "no_weight"),
        ([[1.0]], {}, "shape"),
        ([1.0, np.nan], {}, "not_finite"),
        (["x"], {}, "not_a_number"),
        ([1.0], {"groups": ["a", "b"]}, "shape"),
        ([1.0, 2.0], {"counts": [1.0, 0.0]}, "not_positive"),
        ([1.0, 2.0], {"counts": [1.0]}, "shape"),
    ],
)
def test_weights_without_meaning_are_refused(weights: Any, options: Any, code: str) -> None:
    with pytest.raises(AnalysisError) as raised:
        weight_precision(weights, **options)
    assert raised.value.code == code
