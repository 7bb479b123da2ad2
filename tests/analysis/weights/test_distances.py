"""Slope and integral belong to their factor, and the factor begins at 1."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.weights.distances import distance_of

U = np.linspace(-1.5, 1.5, 61) + 0.003
KINDS: list[tuple[str, Any]] = [
    ("linear", None),
    ("linear", (0.4, 1.7)),
    ("raking", None),
    ("raking", (0.4, 1.7)),
    ("raking", (None, 1.7)),
    ("logit", (0.4, 1.7)),
    ("logit", (0, 4)),
]


@pytest.mark.parametrize(("name", "bounds"), KINDS)
def test_the_factor_begins_at_one_with_slope_one(name: str, bounds: Any) -> None:
    distance = distance_of(name, bounds)
    assert_allclose(distance.factor(np.zeros(1)), 1, rtol=1e-14)
    assert_allclose(distance.slope(np.zeros(1)), 1, rtol=1e-14)


@pytest.mark.parametrize(("name", "bounds"), KINDS)
def test_the_slope_is_the_derivative_of_the_factor(name: str, bounds: Any) -> None:
    distance, h = distance_of(name, bounds), 1e-6
    change = (distance.factor(U + h) - distance.factor(U - h)) / (2 * h)
    assert_allclose(distance.slope(U), change, atol=1e-8)


@pytest.mark.parametrize(("name", "bounds"), KINDS)
def test_the_factor_is_the_derivative_of_the_integral(name: str, bounds: Any) -> None:
    distance, h = distance_of(name, bounds), 1e-6
    change = (distance.integral(U + h) - distance.integral(U - h)) / (2 * h)
    assert_allclose(distance.factor(U), change, rtol=1e-8)


@pytest.mark.parametrize(("name", "bounds"), KINDS)
def test_the_factor_stays_within_bounds_however_far(name: str, bounds: Any) -> None:
    distance = distance_of(name, bounds)
    factors = distance.factor(np.array([-1e6, 1e6]))
    assert factors[0] >= distance.low
    assert factors[1] <= distance.high
    assert np.isfinite(factors).all()
