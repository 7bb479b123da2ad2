"""The published intervals: which rule applies to whom, and what it gives."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals.clopper_pearson import clopper_pearson
from analysis.intervals.hypergeometric import hypergeometric
from analysis.intervals.korn_graubard import korn_graubard
from analysis.intervals.recommended import index_interval, share_interval
from analysis.intervals.rules import Rule
from analysis.intervals.wilson import wilson

pytestmark = pytest.mark.statistics


def share(p, variance, n, df, *, kish_n, population=None, level=0.95):
    return share_interval(p, variance, n, df, kish_n=kish_n, population=population, level=level)


def limits(result):
    return float(result.interval.low), float(result.interval.high)


def test_a_share_between_0_and_1_is_korn_graubard_capped_at_n_for_equal_weights():
    result = share(0.9, 0.0001, 50, 48, kish_n=50)
    expected = korn_graubard(0.9, 0.0001, 50, df=48)
    assert result.rule == Rule.KORN_GRAUBARD
    assert limits(result) == (expected.low, expected.high)
    assert (result.effective_n, result.n, result.standard_error) == (50, 50, 0.01)


def test_the_cap_is_kish_s_effective_n_for_unequal_weights():
    result = share(0.9, 0.0001, 50, 48, kish_n=43)
    assert result.effective_n == 43
    assert limits(result) == pytest.approx(
        tuple(map(float, (clopper_pearson(38.7, 43).low, clopper_pearson(38.7, 43).high)))
    )


def test_a_share_worth_less_than_kish_keeps_its_own_n_eff():
    result = share(0.9, 0.003, 50, 49, kish_n=43)
    assert result.effective_n == pytest.approx(30)


def test_at_100_percent_kish_says_what_the_answers_are_worth():
    result = share(1.0, 0.0, 50, 49, kish_n=40)
    assert result.rule == "korn_graubard_kish"
    assert limits(result) == pytest.approx((float(clopper_pearson(40, 40).low), 1), rel=1e-12)
    assert result.effective_n == pytest.approx(40)


def test_strata_without_variance_between_0_and_1_use_kish_too():
    result = share(0.7, 0.0, 40, 39, kish_n=36)
    assert result.rule == "korn_graubard_kish"
    expected = clopper_pearson(0.7 * 36, 36)
    assert limits(result) == pytest.approx((float(expected.low), float(expected.high)), rel=1e-10)


def test_equal_weights_in_a_small_population_are_exact():
    result = share(1.0, 0.0, 15, 14, kish_n=15, population=38)
    assert result.rule == "hypergeometric"
    assert limits(result) == (32 / 38, 1)


@pytest.mark.parametrize(
    ("kish_n", "population", "p"),
    [
        (14.9, 38, 1.0),  # unequal weights
        (15, 150, 1.0),  # a tenth asked, not more
        (15, np.nan, 1.0),  # population unknown
        (15, 38.5, 1.0),  # an estimated population
        (15, 38, 0.9),  # 13.5 of 15: not a count
    ],
)
def test_other_samples_are_not_taken_for_exact_ones(kish_n, population, p):
    variance = 0.0 if p == 1 else 0.004
    assert share(p, variance, 15, 14, kish_n=kish_n, population=population).rule != "hypergeometric"


def test_a_large_population_is_not_worth_the_exact_search():
    assert share(0.5, 0.0001, 5000, 4999, kish_n=5000, population=10_001).rule == "korn_graubard"
    assert share(0.5, 0.0001, 2000, 1999, kish_n=2000, population=10_000).rule == "hypergeometric"


def test_exact_limits_are_widened_to_an_estimate_between_whole_numbers():
    exact = hypergeometric(99, 100, 101)
    assert exact.low > 0.99
    result = share(0.99, 0.000001, 100, 99, kish_n=100, population=101)
    assert limits(result) == (0.99, exact.high)


@pytest.mark.parametrize(
    ("figures", "population", "rule"),
    [
        ((np.nan, np.nan, 0, -2), 50, Rule.UNKNOWN),
        ((0.9, np.nan, 20, 18), 50, Rule.UNKNOWN),
        ((0.9, 0.001, 20, np.nan), 50, Rule.UNKNOWN),
        ((1.0, 0.0, 1, 0), 50, Rule.TOO_FEW),
        ((1.0, np.nan, 2, 0), 50, Rule.NO_FREEDOM),
        ((0.5, 0.01, 3, -1), 50, Rule.NO_FREEDOM),
        ((0.9, 0.0, 50, 48), 50, Rule.CENSUS),
        ((1.0, 0.0, 1, 0), 1, Rule.CENSUS),
    ],
)
def test_no_interval_comes_with_its_reason(figures, population, rule):
    for result in (
        share(*figures, kish_n=figures[2], population=population),
        index_interval(*figures, ratio=3.0, population=population),
    ):
        assert result.rule == rule
        assert np.isnan([*limits(result), float(result.effective_n)]).all()


def test_units_of_every_kind_stand_in_one_call():
    result = share(
        [1.0, 1.0, 0.9, np.nan],
        [0.0, 0.0, 0.002, np.nan],
        [15, 50, 40, 0],
        [14, 48, 38, -1],
        kish_n=[15, 45, 38, 0],
        population=[38, 1000, 500, 20],
    )
    assert result.rule.tolist() == [
        "hypergeometric",
        "korn_graubard_kish",
        "korn_graubard",
        "unknown",
    ]
    assert np.isnan(result.interval.low).tolist() == [False, False, False, True]


def test_an_index_is_wilson_with_t_and_the_ratio_of_the_survey():
    result = index_interval(0.9, 0.0001, 50, 48, ratio=3.0)
    expected = wilson(0.9, 150, df=48)
    assert result.rule == "wilson"
    assert limits(result) == (expected.low, expected.high)
    assert result.effective_n == 150


def test_an_index_worth_less_than_the_ratio_keeps_its_own_n_eff():
    result = index_interval(0.9, 0.001, 50, 48, ratio=3.0)
    assert result.effective_n == pytest.approx(90)


def test_a_ratio_above_5_is_taken_as_5():
    assert index_interval(1.0, 0.0, 50, 48, ratio=14.0).effective_n == 250


def test_an_index_of_100_percent_takes_the_ratio_for_its_n_eff():
    result = index_interval(1.0, 0.0, 50, 48, ratio=3.0)
    assert result.rule == "wilson_ratio"
    assert limits(result) == pytest.approx((float(wilson(1.0, 150, df=48).low), 1), rel=1e-15)


def test_without_a_ratio_a_form_counts_once():
    assert index_interval(1.0, 0.0, 50, 48, ratio=np.nan).effective_n == 50


def test_each_unit_may_have_the_ratio_of_its_own_survey():
    result = index_interval(1.0, 0.0, 50, 48, ratio=[1.0, 2.0])
    assert result.effective_n.tolist() == [50, 100]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"kish_n": 51}, "kish_above_n"),
        ({"population": 49}, "more_answers_than_population"),
        ({"p": 1.2}, "share_out_of_range"),
        ({"p": 1.0}, "variance_at_edge"),
        ({"variance": -1}, "negative_variance"),
        ({"level": 95}, "level"),
        ({"n": [1, 2], "df": [1, 2, 3]}, "shape"),
    ],
)
def test_contradictions_are_refused(options, code):
    given = {"p": 0.9, "variance": 0.001, "n": 50, "df": 48, "kish_n": 45, **options}
    with pytest.raises(AnalysisError) as caught:
        share(**given)
    assert caught.value.code == code


@pytest.mark.parametrize("ratio", [0, -1])
def test_a_ratio_of_0_is_refused(ratio):
    with pytest.raises(AnalysisError, match="ratio"):
        index_interval(0.9, 0.001, 50, 48, ratio=ratio)


@pytest.mark.parametrize(
    "result",
    [
        share([], [], [], [], kish_n=[]),
        index_interval([], [], [], [], ratio=2.0),
    ],
)
def test_no_units_give_an_empty_result(result):
    assert result.rule.shape == result.interval.low.shape == (0,)


def test_unequal_weights_widen_an_index_at_100_percent():
    """Without variance only Kish's n tells that some forms stand for many dossiers."""
    equal = index_interval(1.0, 0.0, 50, 48, ratio=3.0, kish_n=50)
    unequal = index_interval(1.0, 0.0, 50, 48, ratio=3.0, kish_n=27)
    assert (equal.effective_n, unequal.effective_n) == (150, 81)
    assert unequal.interval.low < equal.interval.low
    assert equal.interval.low == index_interval(1.0, 0.0, 50, 48, ratio=3.0).interval.low


def test_an_index_has_no_more_effective_forms_than_forms():
    with pytest.raises(AnalysisError, match="kish_above_n"):
        index_interval(0.9, 0.001, 50, 48, ratio=3.0, kish_n=51)
