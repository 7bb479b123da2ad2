"""The Fay-Herriot model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.ranks.arcsine import arcsine_scale
from analysis.shrinkage.fay_herriot import FayHerriot, Likelihood, fay_herriot

EXPECTED = json.loads((Path(__file__).parents[1] / "reference" / "shrinkage.json").read_text())[
    "expected"
]
N = np.array(EXPECTED["n"], dtype=float)
SCALE = arcsine_scale(np.array(EXPECTED["x"]) / N, N)
ROWS = st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 0.1)), min_size=3, max_size=10)


@pytest.mark.statistics
@pytest.mark.parametrize("likelihood", list(Likelihood))
@pytest.mark.parametrize("regression", [False, True])
def test_the_fit_is_that_of_r(likelihood: Likelihood, regression: bool) -> None:
    x = np.column_stack([np.ones(N.size), np.log(N)]) if regression else None
    found = fay_herriot(SCALE.estimate, SCALE.variance, regressors=x, likelihood=likelihood)
    r = EXPECTED[f"{likelihood}_regression" if regression else f"{likelihood}"]
    assert found.variance_between == pytest.approx(r["A"], rel=1e-10)
    assert found.coefficients == pytest.approx(np.atleast_1d(r["coefficients"]), rel=1e-10)
    assert found.coefficient_errors == pytest.approx(np.atleast_1d(r["errors"]), rel=1e-10)
    assert found.estimate == pytest.approx(r["estimate"], rel=1e-10)
    assert found.mse == pytest.approx(r["mse"], rel=1e-10)


def test_equal_variances_have_the_solution_of_analysis_of_variance() -> None:
    # REML with equal D: A = s^2 - D.
    y = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    found = fay_herriot(y, np.full(5, 0.5))
    assert found.variance_between == pytest.approx(2.5 - 0.5, rel=1e-12)
    assert found.gamma == pytest.approx([0.8] * 5, rel=1e-12)
    assert fay_herriot(
        y, np.full(5, 0.5), likelihood=Likelihood.ML
    ).variance_between == pytest.approx(2 - 0.5, rel=1e-12)


def test_differences_that_chance_explains_are_called_noise() -> None:
    found = fay_herriot([1.0, 1.01, 0.99], [1.0, 1.0, 1.0])
    assert found.all_noise
    assert found.variance_between == 0
    assert found.estimate == pytest.approx([1.0] * 3)
    assert (found.mse > 0).all()


def test_no_variance_is_chosen_where_it_is_likelier_than_an_inner_maximum() -> None:
    y = np.array([-0.02183587, 0.0182171, 3.24074821, 1.05061477])
    d = np.array([6.92188672e-03, 1.92775305e-04, 3.62167316, 0.218298657])
    heights = np.array([_reml(a, y, d) for a in np.geomspace(1e-6, 100, 400)])
    inside = heights[1:-1]
    tops = inside[(inside > heights[:-2]) & (inside > heights[2:])]
    assert tops.size == 1
    assert _reml(0.0, y, d) > tops[0]
    assert fay_herriot(y, d).variance_between == 0


def test_the_figure_says_that_it_is_an_aid() -> None:
    assert fay_herriot([1.0, 2.0, 4.0], [0.1] * 3).aid_only is True


def test_an_unknown_unit_takes_no_part() -> None:
    found = fay_herriot([1.0, np.nan, 2.0, 4.0], [0.1, np.nan, 0.1, 0.1])
    assert found.unknown == 1
    assert np.isnan(found.estimate).tolist() == [False, True, False, False]
    assert found.variance_between == fay_herriot([1.0, 2.0, 4.0], [0.1] * 3).variance_between


@settings(max_examples=40)
@given(ROWS)
def test_the_maximum_is_a_maximum_and_the_predictor_lies_between(rows: list) -> None:
    y, d = np.array(rows).T
    found = fay_herriot(y, d)
    line = np.full(y.size, found.coefficients[0])
    assert (found.estimate >= np.minimum(y, line) - 1e-12).all()
    assert (found.estimate <= np.maximum(y, line) + 1e-12).all()
    for a in (0.0, 1e-4, 1e-2, 1.0):
        assert _reml(a, y, d) <= _reml(found.variance_between, y, d) + 1e-9


def _reml(a: float, y: np.ndarray, d: np.ndarray) -> float:
    """The restricted log-likelihood from its matrix form, without its constant."""
    w = 1 / (a + d)
    residual = y - (w @ y) / w.sum()
    return float((np.log(w).sum() - np.log(w.sum()) - w @ residual**2) / 2)


@settings(max_examples=20)
@given(ROWS)
def test_the_order_of_units_changes_nothing(rows: list) -> None:
    y, d = np.array(rows).T
    found, back = fay_herriot(y, d), fay_herriot(y[::-1], d[::-1])
    # Near a flat maximum the last digits of A hang on the order of the sums.
    assert back.estimate[::-1] == pytest.approx(found.estimate, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(
    ("code", "y", "d", "x"),
    [
        ("shape", [1, 2], [1], None),
        ("shape", [1, 2], [1, 1], [1, 1]),
        ("not_a_number", ["a", 2, 3], [1, 1, 1], None),
        ("not_finite", [1, np.inf, 3], [1, 1, 1], None),
        ("not_finite", [1, 2, 3], [1, np.nan, 1], None),
        ("not_positive", [1, 2, 3], [1, 0, 1], None),
        ("too_few_units", [1], [1], None),
        ("too_few_units", [], [], None),
        ("collinear_regressors", [1, 2, 3], [1, 1, 1], [[1, 2], [1, 2], [1, 2]]),
    ],
)
def test_what_cannot_be_is_refused(code: str, y: list, d: list, x: list | None) -> None:
    with pytest.raises(AnalysisError) as error:
        fay_herriot(y, d, regressors=x)
    assert error.value.code == code


def test_limits_stand_about_the_predictor_at_the_stated_level() -> None:
    found: FayHerriot = fay_herriot(SCALE.estimate, SCALE.variance, level=0.9)
    half = (found.high - found.low) / 2
    assert half == pytest.approx(1.6448536269514722 * np.sqrt(found.mse), rel=1e-12)
