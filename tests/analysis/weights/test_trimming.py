"""Trimming equals R `trimWeights`, keeps the sum and the limits, and reports what it did."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.arrays import Floats
from analysis.errors import AnalysisError
from analysis.weights.raking import rake
from analysis.weights.trimming import trim
from tests.analysis.weights.comparing import assert_same_weights
from tests.analysis.weights.sipas import base_weights, expected, margins

WEIGHTS = st.lists(st.floats(0.1, 100), min_size=2, max_size=20).map(np.array)
SPREADS = st.sampled_from(["equal", "proportional"])


@pytest.fixture(scope="module")
def raked() -> Floats:
    return rake(base_weights(), margins()).weights


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("trimmed_once", {"upper": 250, "lower": 30, "strict": False}),
        ("trimmed", {"upper": 250, "lower": 30}),
        ("trimmed_above", {"upper": 200}),
    ],
)
def test_trimmed_weights_equal_r(raked: Floats, case: str, options: Any) -> None:
    assert_same_weights(trim(raked, **options).weights, expected()[case], rtol=1e-12)


def test_one_pass_may_end_above_the_limit_and_says_so() -> None:
    found = trim([1, 1, 9.5, 14], upper=10, strict=False)
    assert_allclose(found.weights, [7 / 3, 7 / 3, 9.5 + 4 / 3, 10])
    assert (found.beyond, found.passes) == (1, 1)


def test_strict_fills_rows_up_to_the_limit() -> None:
    found = trim([1, 1, 9.5, 14], upper=10)
    assert_allclose(found.weights, [2.75, 2.75, 10, 10], rtol=1e-14)
    assert (found.beyond, found.passes) == (0, 2)


def test_proportional_spreading_multiplies() -> None:
    found = trim([1, 2, 3, 10], upper=8, redistribute="proportional")
    assert_allclose(found.weights, [4 / 3, 8 / 3, 4, 8], rtol=1e-14)


def test_small_weights_are_raised_at_the_cost_of_others() -> None:
    found = trim([1, 10, 10, 19], lower=4)
    assert_allclose(found.weights, [4, 9, 9, 18], rtol=1e-14)
    assert (found.trimmed_below.tolist(), found.trimmed_above.tolist()) == ([1], [0])


def test_limits_may_be_multiples_of_the_median_or_the_mean() -> None:
    weights = [1, 2, 3, 14]
    assert trim(weights, upper=4, relative_to="median").upper.tolist() == [10]
    assert trim(weights, upper=2, lower=0.1, relative_to="mean").upper.tolist() == [10]
    assert trim([1, 2, 14], upper=3, relative_to="median").upper.tolist() == [6]


def test_groups_keep_their_own_sums_and_limits() -> None:
    groups = ["b", "a", "b", "a", "b", "a"]
    weights = np.array([1.0, 10, 2, 20, 9, 60])
    found = trim(weights, upper=2, relative_to="median", groups=groups)
    assert found.groups == ("a", "b")
    assert found.upper.tolist() == [40, 4]
    assert_allclose(found.weights, [4, 20, 4, 30, 4, 40], rtol=1e-14)
    assert_allclose(found.moved, [20 / 90, 5 / 12], rtol=1e-14)


def test_the_gain_in_precision_is_reported(raked: Floats) -> None:
    found = trim(raked, upper=200)
    assert found.after.design_effect[0] < found.before.design_effect[0]
    assert found.after.total[0] == pytest.approx(found.before.total[0], rel=1e-14)


def test_weights_inside_the_limits_stay_as_they_are() -> None:
    found = trim([1, 2, 3], upper=3, lower=1)
    assert found.weights.tolist() == [1, 2, 3]
    assert (found.passes, found.beyond, found.moved.tolist()) == (0, 0, [0])


def test_rows_all_outside_on_both_sides_still_keep_their_sum() -> None:
    # R loses 31 of 101 here: no row was inside, so nobody receives.
    assert_allclose(trim([1, 100], upper=60, lower=10, strict=False).weights, [41, 60])


def test_a_limit_at_the_mean_makes_weights_equal() -> None:
    assert_allclose(trim([1, 2, 6], upper=3).weights, [3, 3, 3], rtol=1e-14)


@given(WEIGHTS, st.floats(1.05, 4), st.floats(0.1, 0.95), SPREADS)
def test_trimming_keeps_the_sum_and_the_limits(
    weights: Floats, above: float, below: float, redistribute: str
) -> None:
    mean = weights.mean()
    found = trim(weights, upper=above * mean, lower=below * mean, redistribute=redistribute)
    assert_allclose(found.weights.sum(), weights.sum(), rtol=1e-12)
    assert found.weights.max() <= above * mean
    assert found.weights.min() >= below * mean
    assert found.beyond == 0


@given(WEIGHTS, st.floats(1.05, 4), SPREADS)
def test_the_order_of_weights_is_kept(weights: Floats, above: float, redistribute: str) -> None:
    found = trim(weights, upper=above, relative_to="mean", redistribute=redistribute)
    order = np.argsort(weights, kind="stable")
    assert np.all(np.diff(found.weights[order]) >= -1e-9)


@given(WEIGHTS, st.floats(1.05, 4), st.floats(0.01, 100), SPREADS)
def test_a_constant_factor_of_the_weights_goes_through(
    weights: Floats, above: float, factor: float, redistribute: str
) -> None:
    # A weight that is at the limit to the last digit may count as outside after scaling.
    assume(np.all(np.abs(weights / weights.mean() / above - 1) > 1e-9))
    options: Any = {"upper": above, "relative_to": "mean", "redistribute": redistribute}
    before, after = trim(weights, **options), trim(weights * factor, **options)
    assert_allclose(after.weights, before.weights * factor, rtol=1e-9)
    assert after.trimmed_above.tolist() == before.trimmed_above.tolist()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "limits"),
        ({"upper": 1.9}, "limits_infeasible"),
        ({"lower": 2.1}, "limits_infeasible"),
        ({"upper": 1.9, "strict": False}, "limits_infeasible"),
        ({"upper": 3, "lower": 4}, "limits"),
        ({"upper": 3, "lower": -1}, "limits"),
        ({"upper": [3, 4]}, "shape"),
        ({"upper": np.inf}, "not_finite"),
        ({"upper": "x"}, "not_a_number"),
        ({"upper": 3, "relative_to": "mode"}, "unknown_choice"),
        ({"upper": 3, "redistribute": "never"}, "unknown_choice"),
        ({"upper": 3, "groups": ["a"]}, "shape"),
    ],
)
def test_limits_without_meaning_are_refused(options: Any, code: str) -> None:
    with pytest.raises(AnalysisError) as raised:
        trim([1, 2, 3], **options)
    assert raised.value.code == code


@pytest.mark.parametrize(("weights", "code"), [([], "no_rows"), ([0, 1], "not_positive")])
def test_weights_without_meaning_are_refused(weights: list[float], code: str) -> None:
    with pytest.raises(AnalysisError) as raised:
        trim(weights, upper=3)
    assert raised.value.code == code
