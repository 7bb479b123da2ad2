"""Straight-lining: measures by form, and the flag that good units do not trip."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.errors import AnalysisError
from analysis.quality.speed import speed
from analysis.quality.straight_lining import fast_and_identical, straight_lining

from .conftest import Forms, as_array

ANSWERS = arrays.arrays(np.uint8, (8, 6), elements=st.integers(0, 6))


@pytest.mark.statistics
def test_the_measures_equal_r(forms: Forms, expected: dict[str, Any]) -> None:
    result = straight_lining(forms.columns)
    np.testing.assert_allclose(result.modal_share, as_array(expected["modal"]), rtol=1e-12)
    np.testing.assert_array_equal(result.longest_string, as_array(expected["longest"]))
    np.testing.assert_allclose(result.deviation, as_array(expected["spread"]), rtol=1e-12)


def test_good_units_fill_the_list_of_identical_forms_but_not_the_flag(forms: Forms) -> None:
    result = straight_lining(forms.columns)
    flagged = fast_and_identical(result, speed(forms.duration, forms.channel).fast)
    assert np.count_nonzero(result.identical) == 137
    assert np.count_nonzero(flagged) == 38


def test_blanks_and_no_opinion_are_passed_over() -> None:
    result = straight_lining(np.array([[5], [0], [5], [6], [5], [4]]), minimum=4)
    assert result.longest_string.tolist() == [3]
    assert result.modal_share.tolist() == [0.75]
    assert result.answered.tolist() == [4]
    assert result.deviation[0] == pytest.approx(0.5, rel=1e-15)


def test_few_answers_are_counted_and_not_judged() -> None:
    result = straight_lining(np.array([[5, 5], [5, 5], [5, 0]]), minimum=3)
    assert result.identical.tolist() == [True, False]
    assert result.judged.tolist() == [True, False]
    assert result.too_few == 1


def test_an_empty_form_has_no_share() -> None:
    result = straight_lining(np.zeros((3, 1), np.uint8), minimum=0)
    assert np.isnan(result.modal_share[0])
    assert np.isnan(result.deviation[0])
    assert not result.identical[0]


def test_no_forms_give_empty_arrays() -> None:
    assert straight_lining(np.zeros((3, 0), np.uint8)).answered.shape == (0,)


def test_the_speed_mask_must_fit() -> None:
    with pytest.raises(AnalysisError) as error:
        fast_and_identical(straight_lining(np.ones((3, 2), np.uint8)), np.array([True]))
    assert error.value.code == "shape"


@given(ANSWERS, st.permutations(range(6)))
def test_the_order_of_forms_does_not_matter(columns: np.ndarray, order: list[int]) -> None:
    one, two = straight_lining(columns), straight_lining(columns[:, order])
    np.testing.assert_array_equal(one.longest_string[order], two.longest_string)
    np.testing.assert_array_equal(one.deviation[order], two.deviation)


@given(ANSWERS)
def test_the_measures_keep_their_bounds(columns: np.ndarray) -> None:
    result = straight_lining(columns, minimum=1)
    modal = np.nan_to_num(result.modal_share) * result.answered
    assert np.all(result.longest_string <= modal + 1e-9)
    np.testing.assert_array_equal(result.identical, result.modal_share == 1)
