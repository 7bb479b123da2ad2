"""Differences of shares: Newcombe's printed examples, correlation, and 100 % against 100 %."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.intervals.difference import difference_interval, estimate_correlation
from analysis.intervals.interval import Interval
from analysis.intervals.wilson import wilson

pytestmark = pytest.mark.statistics


def newcombe(x1, n1, x2, n2, correlation=0.0):
    return difference_interval(
        x1 / n1,
        x2 / n2,
        first_interval=wilson(x1 / n1, n1),
        second_interval=wilson(x2 / n2, n2),
        correlation=correlation,
    )


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombes_table_ii_method_10(counts, low, high):
    found = newcombe(*counts).interval
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)


def test_100_percent_against_100_percent_is_not_certain():
    found = newcombe(50, 50, 12, 12)
    assert found.estimate == 0
    assert found.interval.low == pytest.approx(wilson(1.0, 50).low - 1)
    assert found.interval.high == pytest.approx(1 - wilson(1.0, 12).low)


def test_a_positive_correlation_narrows_and_a_negative_one_widens():
    width = {
        r: np.ptp(
            [newcombe(45, 50, 40, 50, r).interval.low, newcombe(45, 50, 40, 50, r).interval.high]
        )
        for r in (-0.5, 0, 0.5)
    }
    assert width[0.5] < width[0] < width[-0.5]


def test_limits_with_correlation_by_hand():
    sides = [
        Interval(np.asarray(a), np.asarray(b), 0.95, "", "") for a, b in ((0.7, 0.9), (0.5, 0.8))
    ]
    found = difference_interval(
        0.8, 0.6, first_interval=sides[0], second_interval=sides[1], correlation=0.3
    )
    assert found.interval.low == pytest.approx(0.2 - np.sqrt(0.01 - 0.6 * 0.1 * 0.2 + 0.04))
    assert found.interval.high == pytest.approx(0.2 + np.sqrt(0.01 - 0.6 * 0.1 * 0.1 + 0.01))


def test_the_correlation_comes_from_one_design():
    assert estimate_correlation(0.0006, 0.001, 0.0016) == pytest.approx(0.0006 / np.sqrt(1.6e-6))
    assert estimate_correlation(0.0, 0.0, 0.0016) == 0


def test_a_covariance_larger_than_the_variances_allow_is_refused():
    with pytest.raises(AnalysisError, match="correlation_out_of_range"):
        estimate_correlation(0.01, 0.001, 0.001)


def test_a_side_without_interval_leaves_the_difference_without():
    none = Interval(np.array([np.nan, 0.5]), np.array([np.nan, 0.9]), 0.95, "", "")
    found = difference_interval(
        [1.0, 0.8], 0.7, first_interval=none, second_interval=wilson(0.7, 30)
    )
    assert np.isnan(found.interval.low).tolist() == [True, False]


@pytest.mark.parametrize(
    ("second", "level", "correlation", "code"),
    [
        (0.7, 0.9, 0.0, "levels_differ"),
        (0.1, 0.95, 0.0, "interval_without_estimate"),
        (7.0, 0.95, 0.0, "share_out_of_range"),
        (0.7, 0.95, 1.5, "correlation_out_of_range"),
        ([0.7, 0.7], 0.95, [0, 0, 0], "shape"),
    ],
)
def test_sides_that_do_not_fit_are_refused(second, level, correlation, code):
    with pytest.raises(AnalysisError) as caught:
        difference_interval(
            0.8,
            second,
            first_interval=wilson(0.8, 30),
            second_interval=wilson(0.7, 30, level=level),
            correlation=correlation,
        )
    assert caught.value.code == code


@given(
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.floats(-1, 1),
)
def test_limits_hold_the_difference_on_the_scale_and_turn_with_the_sides(first, second, r):
    found, turned = newcombe(*first, *second, r), newcombe(*second, *first, r)
    assert -1 - 1e-12 <= found.interval.low <= found.estimate <= found.interval.high <= 1 + 1e-12
    assert found.interval.low == pytest.approx(-turned.interval.high, abs=1e-14)
