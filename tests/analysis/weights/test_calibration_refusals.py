"""Calibration says why totals cannot be met, and what would do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.errors import AnalysisError
from analysis.weights.calibration import calibrate
from analysis.weights.margins import Margin
from analysis.weights.result import CalibratedWeights
from tests.analysis.weights.sipas import (
    SIPAS,
    base_weights,
    column,
    duration_total,
    margins,
)

DURATION = column(SIPAS, "duration")
SEX = Margin.of("sex", ["F", "M", "F", "M"], {"M": 40, "F": 60})
AGE = Margin.of("age", ["1", "1", "2", "2"], {"1": 30, "2": 70})


def _with_duration(**options: Any) -> CalibratedWeights:
    return calibrate(
        base_weights(),
        margins=margins("channel", "age", "sex"),
        numeric=DURATION,
        numeric_totals=duration_total(),
        **options,
    )


@pytest.mark.parametrize(
    ("distance", "bounds"),
    [
        ("linear", (0.95, 1.05)),
        ("raking", (0.95, 1.05)),
        ("logit", (0.95, 1.05)),
        ("linear", (None, 0.9)),
        ("raking", (1.1, None)),
    ],
)
def test_bounds_that_cannot_hold_are_refused_with_those_that_could(
    distance: str, bounds: Any
) -> None:
    with pytest.raises(AnalysisError) as raised:
        _with_duration(distance=distance, bounds=bounds)
    assert raised.value.code == "bounds_infeasible"
    assert "bound" in raised.value.cure


def test_the_bound_that_the_message_asks_for_would_do() -> None:
    sex = Margin.of("sex", ["F", "M"], {"M": 40, "F": 60})
    with pytest.raises(AnalysisError, match=r"the upper bound must be above 1\.5"):
        calibrate([40, 60], margins=[sex], bounds=(0.5, 1.4))
    assert_allclose(calibrate([40, 60], margins=[sex], bounds=(0.5, 1.5)).weights, [60, 40])


def test_the_lower_bound_that_would_do_is_told_too() -> None:
    sex = Margin.of("sex", ["F", "M"], {"M": 40, "F": 60})
    with pytest.raises(AnalysisError, match=r"the lower bound must be below 0\.666667"):
        calibrate([40, 60], margins=[sex], bounds=(0.8, 2))


@pytest.mark.parametrize("distance", ["linear", "raking"])
def test_dependent_variables_with_contradictory_totals_are_refused(distance: str) -> None:
    x = np.column_stack([DURATION, 2 * DURATION])
    with pytest.raises(AnalysisError, match=r"totals_contradict.*numeric variable"):
        calibrate(base_weights(), numeric=x, numeric_totals=[6e7, 13e7], distance=distance)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "no_auxiliary"),
        ({"margins": [SEX], "distance": "euclid"}, "unknown_distance"),
        ({"margins": [SEX], "distance": "logit"}, "bounds"),
        ({"margins": [SEX], "distance": "logit", "bounds": (0.5, None)}, "bounds"),
        ({"margins": [SEX], "distance": "logit", "bounds": (None, 2)}, "bounds"),
        ({"margins": [SEX], "distance": "logit", "bounds": (1.1, 2)}, "bounds"),
        ({"margins": [SEX], "bounds": (2, 1)}, "bounds"),
        ({"margins": [SEX], "distance": "raking", "bounds": (-1, 2)}, "bounds"),
        ({"margins": [SEX, AGE.scaled_to(101)]}, "margins_disagree"),
        ({"margins": [SEX], "tolerance": 1.0}, "tolerance"),
        ({"margins": [SEX], "scale": [1, 1, 1, 0]}, "not_positive"),
        ({"margins": [SEX], "scale": [1]}, "shape"),
        ({"numeric": [1, 2, 3, 4]}, "shape"),
        ({"numeric_totals": [1]}, "shape"),
        ({"numeric": [1, 2, 3], "numeric_totals": [1]}, "shape"),
        ({"numeric": [1, 2, 3, 4], "numeric_totals": [1, 2]}, "shape"),
        ({"numeric": [1, 2, 3, np.nan], "numeric_totals": [1]}, "not_finite"),
        ({"numeric": [1, 2, 3, 4], "numeric_totals": ["x"]}, "not_a_number"),
        ({"numeric": [1, 2, 3, 4], "numeric_totals": -5, "distance": "raking"}, "not_converged"),
    ],
)
def test_contradictory_input_is_refused(options: Any, code: str) -> None:
    with pytest.raises(AnalysisError) as raised:
        calibrate([1, 1, 1, 1], **options)
    assert raised.value.code == code


def test_margins_that_leave_a_row_no_weight_are_refused_by_raking() -> None:
    a = Margin("a", np.array([0, 0, 1]), ("x", "y"), np.array([50.0, 50.0]))
    b = Margin("b", np.array([0, 1, 0]), ("x", "y"), np.array([50.0, 50.0]))
    with pytest.raises(AnalysisError, match="not_converged"):
        calibrate([1, 1, 1], margins=[a, b], distance="raking")
    assert_allclose(calibrate([1, 1, 1], margins=[a, b]).weights, [0, 50, 50], atol=1e-10)


def test_a_linear_search_without_end_blames_dependent_variables() -> None:
    with pytest.raises(AnalysisError, match=r"not_converged.*nearly dependent"):
        _with_duration(steps=0)


def test_too_few_steps_are_an_error() -> None:
    with pytest.raises(AnalysisError, match="not_converged"):
        _with_duration(distance="raking", steps=1)
