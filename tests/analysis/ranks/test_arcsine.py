"""The arcsine scale."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.ranks.arcsine import arcsine_scale, share_of


def test_the_scale_is_anscombes_by_hand() -> None:
    scale = arcsine_scale([0.5, 1.0], [10, 50])
    assert scale.estimate == pytest.approx(
        [math.asin(math.sqrt(5.375 / 10.75)), math.asin(math.sqrt(50.375 / 50.75))], rel=1e-14
    )
    assert scale.variance == pytest.approx([1 / 42, 1 / 202], rel=1e-14)


def test_units_at_one_hundred_percent_have_a_variance() -> None:
    assert (arcsine_scale([1.0, 1.0, 0.0], [1, 1000, 12.5]).variance > 0).all()


def test_an_unknown_share_stays_unknown_and_is_counted() -> None:
    scale = arcsine_scale([np.nan, 0.9], [np.nan, 40])
    assert scale.unknown == 1
    assert np.isnan(scale.estimate).tolist() == [True, False]
    assert np.isnan(scale.variance).tolist() == [True, False]


@pytest.mark.parametrize(
    ("code", "shares", "n"),
    [
        ("share_out_of_range", [95.0], [40]),
        ("share_out_of_range", [-0.1], [40]),
        ("no_effective_n", [0.9], [0]),
        ("no_effective_n", [0.9], [np.nan]),
        ("no_effective_n", [0.9], [np.inf]),
        ("shape", [0.9, 0.8], [40]),
        ("shape", [[0.9]], [[40]]),
        ("not_a_number", ["a"], [40]),
    ],
)
def test_what_cannot_be_is_refused(code: str, shares: list[float], n: list[float]) -> None:
    with pytest.raises(AnalysisError) as error:
        arcsine_scale(shares, n)
    assert error.value.code == code


def test_angles_outside_the_quarter_circle_give_the_ends() -> None:
    assert share_of([-0.1, 0.0, math.pi / 4, 2.0]) == pytest.approx([0, 0, 0.5, 1], abs=1e-15)


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_the_scale_lies_within_1_225_standard_errors_towards_the_middle(p: float, n: float) -> None:
    scale = arcsine_scale([p], [n])
    shift = scale.estimate[0] - math.asin(math.sqrt(p))
    assert abs(shift) <= 1.225 * math.sqrt(scale.variance[0]) + 1e-9
    assert shift * (0.5 - p) >= -1e-9
