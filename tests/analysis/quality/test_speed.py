"""Speed against the median of form and mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.quality.speed import speed

from .conftest import Forms


@pytest.mark.statistics
def test_ratio_and_robust_z_equal_r(forms: Forms, expected: dict[str, Any]) -> None:
    result = speed(forms.duration, forms.channel)
    np.testing.assert_allclose(result.ratio, expected["ratio"], rtol=1e-12)
    # z passes through 0, where only the absolute error means something
    np.testing.assert_allclose(result.robust_z, expected["robust_z"], rtol=1e-12, atol=1e-13)


def test_what_cannot_be_judged_is_counted() -> None:
    duration = [np.nan, 0.0, -5.0, 60.0, 100.0, 120.0, 30.0, 10.0]
    result = speed(duration, ["a"] * 7 + ["b"], minimum=3)
    assert (result.missing, result.not_positive, result.small_cell) == (1, 2, 1)
    assert result.medians.tolist()[0] == 80.0
    assert np.isnan(result.medians[1])
    assert result.fast.tolist() == [False] * 6 + [True, False]


def test_the_threshold_itself_is_not_fast() -> None:
    assert not speed([40.0, 100.0, 100.0], ["a"] * 3, minimum=1).fast.any()


def test_equal_durations_have_no_robust_z() -> None:
    result = speed([60.0] * 12, ["a"] * 12)
    assert result.no_spread == 12
    assert np.isnan(result.robust_z).all()


def test_unknown_cells_are_not_judged() -> None:
    result = speed([60.0, 60.0], ["", "a"], minimum=1)
    assert result.judged.tolist() == [False, True]
    assert result.small_cell == 1


def test_no_forms_give_empty_arrays() -> None:
    assert speed([], np.array([], dtype=str)).ratio.shape == (0,)


@pytest.mark.parametrize(
    ("duration", "cell", "below", "code"),
    [
        ([1.0], ["a"], 1.0, "threshold"),
        ([1.0], ["a", "b"], 0.4, "shape"),
        ([[1.0]], ["a"], 0.4, "shape"),
        ([np.inf], ["a"], 0.4, "not_finite"),
        (["x"], ["a"], 0.4, "not_a_number"),
    ],
)
def test_faults_have_names(duration: list, cell: list, below: float, code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        speed(duration, cell, below=below)
    assert error.value.code == code


@given(st.lists(st.integers(1, 5000), min_size=3, max_size=30), st.integers(2, 90))
def test_the_unit_of_time_does_not_matter(seconds: list[int], factor: int) -> None:
    cells = ["a", "b", "b"] * len(seconds)
    one = speed(np.array(seconds, float), cells[: len(seconds)], minimum=1)
    two = speed(np.array(seconds, float) * factor, cells[: len(seconds)], minimum=1)
    np.testing.assert_allclose(one.ratio, two.ratio, rtol=1e-12)
