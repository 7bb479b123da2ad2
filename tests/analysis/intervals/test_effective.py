"""Effective numbers of answers: by hand, and what they refuse."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals.effective import df_factor, effective_n, pooled_ratio

pytestmark = pytest.mark.statistics


def test_effective_n_of_a_simple_random_sample_is_n():
    assert effective_n(0.8, 0.8 * 0.2 / 40, at_zero_variance=0) == pytest.approx(40, rel=1e-15)


def test_without_variance_the_given_number_stands_in():
    found = effective_n([0.0, 1.0, 0.5, np.nan], [0, 0, 0, 0], at_zero_variance=[9, 8, 7, 6])
    assert found[:3].tolist() == [9, 8, 7]
    assert np.isnan(found[3])


def test_a_variance_of_rounding_alone_is_none():
    assert effective_n(0.7, 1e-30, at_zero_variance=40) == 40


def test_the_df_factor_by_a_printed_table_of_t():
    # t_0.975 with 10 and 8 degrees of freedom: 2.228139, 2.306004.
    assert df_factor(11, 8) == pytest.approx((2.228138852 / 2.306004135) ** 2, rel=1e-9)


def test_one_answer_or_no_df_has_no_factor():
    assert np.isnan(df_factor([1, 10], [3, 0])).all()


def test_the_pooled_ratio_by_hand():
    p, variance, n = [0.9, 0.8, 1.0], [0.001, 0.002, 0.0], [30, 40, 50]
    assert pooled_ratio(p, variance, n) == pytest.approx((0.09 + 0.16) / (0.03 + 0.08), rel=1e-15)


def test_units_that_say_nothing_do_not_change_the_ratio():
    plain = pooled_ratio([0.9], [0.001], [30])
    assert pooled_ratio([0.9, 1.0, np.nan, 0.5], [0.001, 0, np.nan, np.nan], [30, 9, 0, 5]) == plain


@pytest.mark.parametrize("units", [[], [1.0], [np.nan]])
def test_a_survey_without_any_variance_has_no_ratio(units):
    assert np.isnan(pooled_ratio(units, np.zeros(len(units)), np.full(len(units), 20)))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (([2.0], [0.1], [5]), "share_out_of_range"),
        (([0.5], [-0.1], [5]), "negative_variance"),
        (([1.0], [0.1], [5]), "variance_at_edge"),
        (([0.5], [0.1], [-5]), "negative_size"),
        (([0.5], [0.1, 0.2], [5, 6, 7]), "shape"),
    ],
)
def test_figures_that_cannot_be_are_refused(arguments, code):
    with pytest.raises(AnalysisError) as caught:
        pooled_ratio(*arguments)
    assert caught.value.code == code
