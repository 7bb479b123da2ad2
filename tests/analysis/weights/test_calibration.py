"""Calibrated weights equal R `calibrate`, and meet totals and bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.weights.calibration import calibrate
from analysis.weights.margins import Margin
from analysis.weights.raking import rake
from analysis.weights.result import CalibratedWeights
from tests.analysis.weights.comparing import assert_same_weights
from tests.analysis.weights.sipas import (
    SIPAS,
    base_weights,
    column,
    duration_total,
    expected,
    margins,
)

DURATION = column(SIPAS, "duration")
SEX = Margin.of("sex", ["F", "M", "F", "M"], {"M": 40, "F": 60})
AGE = Margin.of("age", ["1", "1", "2", "2"], {"1": 30, "2": 70})
POSITIVE = st.lists(st.floats(0.2, 5), min_size=12, max_size=12)


def _with_duration(**options: Any) -> CalibratedWeights:
    return calibrate(
        base_weights(),
        margins=margins("channel", "age", "sex"),
        numeric=DURATION,
        numeric_totals=duration_total(),
        **options,
    )


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("linear", {}),
        ("raking", {"distance": "raking"}),
        ("logit", {"distance": "logit", "bounds": (0.7, 1.5)}),
    ],
)
def test_calibration_to_four_margins_equals_r(case: str, options: Any) -> None:
    found = calibrate(base_weights(), margins=margins(), **options)
    assert_same_weights(found.weights, expected()[case], rtol=1e-11)


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("numeric_linear", {}),
        ("numeric_raking", {"distance": "raking"}),
        ("numeric_logit", {"distance": "logit", "bounds": (0.3, 3)}),
        ("bounded_linear", {"bounds": (0.5, 1.4)}),
        ("bounded_raking", {"distance": "raking", "bounds": (0.5, 1.4)}),
        ("scaled_linear", {"scale": 1 / DURATION}),
    ],
)
def test_calibration_with_a_numeric_variable_equals_r(case: str, options: Any) -> None:
    # R stops at 1e-13 of 1 + total, which bounded factors magnify to some 2e-12.
    assert_same_weights(_with_duration(**options).weights, expected()[case], rtol=1e-11)


def test_the_ratio_estimator_is_a_case_of_calibration() -> None:
    options = {"numeric": DURATION, "numeric_totals": duration_total(), "scale": 1 / DURATION}
    found = calibrate(base_weights(), **options)
    assert_same_weights(found.weights, expected()["ratio"], rtol=1e-12)
    assert_allclose(found.factors, duration_total() / (base_weights() @ DURATION), rtol=1e-12)


def test_rows_without_margins_are_calibrated_by_hand() -> None:
    # One variable, d = 1: g = 1 + x (T - sum x) / sum x^2.
    found = calibrate([1, 1, 1], numeric=[1, 2, 3], numeric_totals=[13])
    assert_allclose(found.weights, [1.5, 2.0, 2.5], rtol=1e-15)


def test_calibration_by_raking_is_raking() -> None:
    raked = rake(base_weights(), margins())
    found = calibrate(base_weights(), margins=margins(), distance="raking")
    assert_allclose(found.weights, raked.weights, rtol=1e-11)


@pytest.mark.parametrize("distance", ["linear", "raking"])
def test_bounds_hold_and_totals_are_met(distance: str) -> None:
    found = _with_duration(distance=distance, bounds=(0.5, 1.4))
    assert found.factors.min() >= 0.5 * (1 - 1e-15)
    assert found.factors.max() <= 1.4 * (1 + 1e-15)
    assert_allclose(found.weights @ DURATION, duration_total(), rtol=1e-12)
    assert found.largest_gap <= 1e-12
    assert found.method == f"bounded {distance} calibration"


def test_logit_factors_stay_inside_their_bounds() -> None:
    found = _with_duration(distance="logit", bounds=(0.4, 1.8))
    assert 0.4 < found.factors.min() < found.factors.max() < 1.8


def test_far_apart_logit_factors_are_found() -> None:
    # The whole Newton step leads to where F is flat; only its dual tells that it went wrong.
    rng = np.random.default_rng(12)
    found = 0
    for _ in range(20):
        base, wanted = np.exp(rng.normal(size=(2, 14)))
        codes = [np.concatenate([np.arange(k), rng.integers(0, k, 14 - k)]) for k in (3, 8, 8)]
        ms = [
            Margin(str(i), c, tuple("abcdefgh"[: c.max() + 1]), np.bincount(c, wanted))
            for i, c in enumerate(codes)
        ]
        g = wanted / base
        bounds = (0.9 * min(g.min(), 1), 1.1 * max(g.max(), 1))
        found += calibrate(base, margins=ms, distance="logit", bounds=bounds).largest_gap <= 1e-12
    assert found == 20


def test_bounds_that_do_not_bind_change_nothing() -> None:
    wide = _with_duration(bounds=(-10, 10))
    assert_allclose(wide.weights, _with_duration().weights, rtol=1e-11)


def test_bounds_need_not_contain_the_base_weights() -> None:
    # All factors begin at the lower bound, where F is flat.
    found = calibrate([1, 1, 1, 1], margins=[SEX], bounds=(2, 50))
    assert_allclose(found.weights, [30, 20, 30, 20], rtol=1e-14)


def test_an_open_bound_is_no_bound() -> None:
    found = _with_duration(distance="raking", bounds=(None, 1.4))
    assert found.factors.max() <= 1.4 * (1 + 1e-15)
    assert found.factors.min() < 0.5


def test_negative_weights_are_counted() -> None:
    found = calibrate([1, 1, 1], numeric=[1, 2, 9], numeric_totals=[1])
    assert found.negative == 1
    assert found.weights[2] < 0


def test_dependent_variables_with_consistent_totals_do_no_harm() -> None:
    one = calibrate(base_weights(), margins=margins("sex"), numeric=DURATION, numeric_totals=6e7)
    x = np.column_stack([DURATION, 2 * DURATION, np.ones(DURATION.size)])
    three = calibrate(
        base_weights(), margins=margins("sex"), numeric=x, numeric_totals=[6e7, 12e7, 241085]
    )
    assert_allclose(three.weights, one.weights, rtol=1e-10)


def test_a_variable_far_from_zero_is_not_taken_for_a_constant() -> None:
    far, total = DURATION + 1e8, duration_total() + 1e8 * 241085
    found = calibrate(
        base_weights(),
        margins=margins("channel", "age", "sex"),
        numeric=far,
        numeric_totals=total,
    )
    # 1e8 + duration keeps 8 digits of the duration, and so does the total.
    assert_allclose(found.weights @ DURATION, duration_total(), rtol=1e-7)
    assert_allclose(found.weights, _with_duration().weights, rtol=1e-6)


@given(POSITIVE, POSITIVE, st.sampled_from(["linear", "raking"]))
def test_totals_that_some_weights_meet_are_met(base: Any, other: Any, distance: str) -> None:
    codes = np.arange(12)
    ms = [
        Margin("a", codes % 3, ("x", "y", "z"), np.bincount(codes % 3, other)),
        Margin("b", codes // 6, ("x", "y"), np.bincount(codes // 6, other)),
    ]
    x = np.sqrt(codes)
    found = calibrate(
        base, margins=ms, numeric=x, numeric_totals=np.array(other) @ x, distance=distance
    )
    for margin in ms:
        assert_allclose(margin.weighted(found.weights), margin.totals, rtol=1e-11)
    assert_allclose(found.weights @ x, np.array(other) @ x, rtol=1e-11)


@given(POSITIVE, st.permutations(range(12)), st.sampled_from(["linear", "raking"]))
def test_the_order_of_rows_changes_nothing(base: Any, order: list[int], distance: str) -> None:
    codes, x = np.arange(12) % 3, np.sqrt(np.arange(12))

    def weights(rows: Any) -> Any:
        margin = Margin("a", codes[rows], ("x", "y", "z"), np.array([20.0, 25.0, 15.0]))
        return calibrate(
            np.array(base)[rows],
            margins=[margin],
            numeric=x[rows],
            numeric_totals=140.0,
            distance=distance,
        ).weights

    assert_allclose(weights(order), weights(np.arange(12))[order], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    "options", [{}, {"distance": "raking"}, {"distance": "logit", "bounds": (0.7, 1.5)}]
)
def test_rows_and_cells_give_the_same_factors(options: Any) -> None:
    ms = margins("channel", "age")
    key = ms[0].codes * 5 + ms[1].codes
    cells = [
        Margin("channel", np.arange(10) // 5, ms[0].categories, ms[0].totals),
        Margin("age", np.arange(10) % 5, ms[1].categories, ms[1].totals),
    ]
    base = np.bincount(key, base_weights(), 10)
    by_row = calibrate(base_weights(), margins=ms, **options).factors
    by_cell = calibrate(base, margins=cells, **options).factors
    assert_allclose(by_row, by_cell[key], rtol=1e-12)


def test_a_scale_of_one_is_no_scale() -> None:
    ms = margins("channel", "age")
    ones = np.ones(DURATION.size)
    found = calibrate(base_weights(), margins=ms, scale=ones)
    assert_allclose(found.weights, calibrate(base_weights(), margins=ms).weights, rtol=1e-12)


def test_the_regression_for_the_variance_uses_the_scale() -> None:
    found = _with_duration(scale=1 / DURATION)
    assert_allclose(found.regression_weights, base_weights() / DURATION)


def test_factors_equal_those_of_the_regression_formula() -> None:
    found = _with_duration()
    x, d = found.auxiliary_matrix(), found.base
    totals = np.concatenate([*(m.totals for m in found.margins), found.numeric_totals])
    lagrange = np.linalg.pinv((x.T * d) @ x, rcond=1e-13) @ (totals - d @ x)
    assert_allclose(found.factors, 1 + x @ lagrange, rtol=1e-8)
