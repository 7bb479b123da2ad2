"""Last digits, heaping, first digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis.errors import AnalysisError
from analysis.quality.digits import first_digits, heaping, last_digits

from .conftest import Forms


@pytest.mark.statistics
def test_they_equal_r(forms: Forms, expected: dict[str, Any]) -> None:
    minutes = np.floor(forms.duration / 60)
    last, first = last_digits(minutes), first_digits(forms.population)
    for figure, key in (
        (last.chi_square, "last_chi"),
        (last.p_value, "last_p"),
        (first.chi_square, "first_chi"),
        (first.p_value, "first_p"),
        (heaping(minutes).p_value, "heaping_p"),
        (last_digits([0, 10, 20, 5, 15, 3]).p_value, "last_exact"),
    ):
        assert figure == pytest.approx(expected[key], rel=1e-10)


def test_the_exact_distribution_comes_near_chi_square() -> None:
    """At n = 60 the statistic moves in steps of 1/3, so p differs by up to about 0.02."""
    values = np.random.default_rng(2).integers(0, 100, 60)
    result = last_digits(values)
    assert result.p_value == pytest.approx(stats.chi2.sf(result.chi_square, 9), abs=0.02)


@pytest.mark.parametrize("n", [1, 2, 10])
def test_the_most_even_table_has_p_one(n: int) -> None:
    assert last_digits(np.arange(n)).p_value == pytest.approx(1, rel=1e-12)


def test_two_equal_digits_have_one_chance_in_ten() -> None:
    assert last_digits([13, 3]).p_value == pytest.approx(0.1, rel=1e-12)


def test_whipples_index_is_100_without_heaping_and_500_with_nothing_else() -> None:
    assert heaping(np.arange(20, 60)).index == pytest.approx(100)
    assert heaping([20, 25, 30]).index == pytest.approx(500)
    assert heaping([20, 25, 30]).p_value == pytest.approx(0.2**3, rel=1e-13)


def test_first_digits_of_powers_follow_benford() -> None:
    result = first_digits(2.0 ** np.arange(200))
    assert result.p_value > 0.9
    assert result.orders == pytest.approx(199 * np.log10(2))


def test_first_digits_are_right_at_powers_of_ten_and_below_one() -> None:
    values = [1000, 999, 0.001, 0.3, 30, 1e15, 7e-5, 1e22, 9.99]
    assert first_digits(values).counts.tolist() == [4, 0, 2, 0, 0, 0, 1, 0, 2]


def test_what_has_no_first_digit_is_counted() -> None:
    assert first_digits([0.0, -3.0, np.nan, 5.0]).left_out == 3


@pytest.mark.parametrize("test", [last_digits, first_digits, heaping])
def test_no_values_have_no_p_value(test: Callable) -> None:
    result = test([np.nan])
    assert np.isnan(result.p_value)
    assert (result.n, result.left_out) == (0, 1)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([1.5], "not_whole"),
        ([-1.0], "negative"),
        ([np.inf], "not_finite"),
        ([[1]], "shape"),
        (["x"], "not_a_number"),
    ],
)
def test_faults_have_names(values: list, code: str) -> None:
    for test in (last_digits, heaping):
        with pytest.raises(AnalysisError) as error:
            test(values)
        assert error.value.code == code


def test_a_multiple_is_two_or_more() -> None:
    with pytest.raises(AnalysisError) as error:
        heaping([1], multiple=1)
    assert error.value.code == "multiple"


def test_amounts_of_any_size_have_a_first_digit() -> None:
    found = first_digits([3.5e-310, 2.5e-300, 7.5, 9.5e307])
    assert found.counts.tolist() == [0, 1, 1, 0, 0, 0, 1, 0, 1]
    assert found.orders == pytest.approx(617.4337, abs=1e-4)
