"""Intervals of weighted shares equal those of R survey on units of the simulated survey."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals.effective import effective_n
from analysis.intervals.korn_graubard import korn_graubard, korn_graubard_n
from analysis.intervals.likelihood import likelihood_interval
from analysis.intervals.transformed import arcsine_interval, logit_interval, wald
from analysis.intervals.wilson import wilson
from tests.analysis.intervals.references import EXPECTED, agree, column, having

pytestmark = pytest.mark.statistics
LEVELS = (0.9, 0.95, 0.99)


def cases_of(figure, level):
    cases = [case for case in having("survey", figure) if case["level"] == level]
    return cases, *(column(cases, name) for name in ("p", "variance", "n", "df"))


@pytest.mark.parametrize("level", LEVELS)
def test_logit_equals_svyciprop_xlogit(level):
    cases, p, variance, _, df = cases_of("xlogit", level)
    agree(logit_interval(p, variance, df=df, level=level), cases, "xlogit")


@pytest.mark.parametrize("level", LEVELS)
def test_folded_arcsine_equals_svyciprop_asin(level):
    cases, p, variance, _, df = cases_of("asin", level)
    agree(arcsine_interval(p, variance, df=df, level=level, folded=True), cases, "asin")


@pytest.mark.parametrize("level", LEVELS)
def test_wald_equals_svyciprop_mean(level):
    cases, p, variance, _, df = cases_of("mean", level)
    agree(wald(p, variance, df=df, level=level), cases, "mean")


@pytest.mark.parametrize("level", LEVELS)
def test_uncapped_korn_graubard_equals_svyciprop_beta(level):
    cases, p, variance, n, df = cases_of("beta", level)
    agree(korn_graubard(p, variance, n, df=df, level=level, capped=False), cases, "beta")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("capped", "figure"), [(False, "korn_graubard"), (True, "korn_graubard_capped")]
)
def test_korn_graubard_equals_beta_quantiles_at_100_percent_too(level, capped, figure):
    cases, p, variance, n, df = cases_of(figure, level)
    assert (p == 1).any()
    agree(korn_graubard(p, variance, n, df=df, level=level, capped=capped), cases, figure)


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_equals_the_roots_of_the_score_equation(level):
    cases, p, variance, n, df = cases_of("wilson_t", level)
    n_eff = effective_n(p, variance, at_zero_variance=n)
    agree(wilson(p, n_eff, level=level, df=df), cases, "wilson_t")
    agree(wilson(p, n_eff, level=level), cases, "wilson_z")


@pytest.mark.parametrize("level", LEVELS)
def test_likelihood_equals_svyciprop_to_what_its_spline_allows(level):
    cases, p, variance, n, df = cases_of("likelihood", level)
    usual = column(cases, "df") > 8
    found = likelihood_interval(p, variance, n, df=df, level=level)
    limits = np.array([case["likelihood"] for case in cases])
    # R reads the profile off by straight lines between the points of a spline: its error, not
    # ours (next test). Without the factor (n-1)/n the limits would be 5e-3 off at n = 18.
    assert found.low[usual] == pytest.approx(limits[usual, 0], abs=5e-4)
    assert found.high[usual] == pytest.approx(limits[usual, 1], abs=5e-4)


def test_likelihood_limits_solve_their_equation():
    p, variance, n, df = 0.9, 0.002, 40, 38
    found = likelihood_interval(p, variance, n, df=df)
    worth = 0.09 / 0.002 * 39 / 40
    for share in (found.low, found.high):
        ratio = 2 * worth * (p * np.log(p / share) + (1 - p) * np.log((1 - p) / (1 - share)))
        assert ratio == pytest.approx(2.024394164**2, rel=1e-8)  # t quantile of a printed table


def test_likelihood_at_100_percent_starts_at_exp_of_the_bound():
    found = likelihood_interval(1.0, 0.0, 51, df=np.inf)
    assert found.low == pytest.approx(np.exp(-(1.959963984540054**2) / 100), rel=1e-12)
    assert found.high == 1


def test_arcsine_stops_at_1_where_that_of_r_folds_back():
    p, variance = 0.99, 0.0004
    stopped = arcsine_interval(p, variance, df=40)
    folded = arcsine_interval(p, variance, df=40, folded=True)
    assert stopped.high == 1
    assert folded.high < 1
    assert stopped.low == folded.low


@pytest.mark.parametrize("edge", [0.0, 1.0])
@pytest.mark.parametrize("method", [logit_interval, arcsine_interval])
def test_logit_and_arcsine_have_no_interval_at_the_ends(method, edge):
    found = method([edge, 0.5], [0.0, 0.01], df=20)
    assert np.isnan([found.low[0], found.high[0]]).all()
    assert not np.isnan([found.low[1], found.high[1]]).any()


def test_wald_is_a_point_at_100_percent_and_leaves_the_scale_near_it():
    assert wald(1.0, 0.0, df=48).low == 1
    assert wald(0.98, 0.0004, df=48).high > 1


def test_the_cap_holds_n_eff_at_n():
    uncapped = korn_graubard_n(0.9, 0.0001, 50, df=48, capped=False)
    assert uncapped > 50
    assert korn_graubard_n(0.9, 0.0001, 50, df=48) == 50


def test_kish_stands_in_where_there_is_no_variance():
    worth = korn_graubard_n(1.0, 0.0, 50, df=49, at_zero_variance=40.0)
    assert worth == pytest.approx(40)


def test_one_share_gives_one_interval_and_many_broadcast():
    assert korn_graubard(0.9, 0.001, 50, df=48).low.shape == ()
    many = korn_graubard([[0.9], [0.8]], 0.001, [50, 60, 70], df=48)
    assert many.low.shape == (2, 3)
    assert many.low[1, 2] == korn_graubard(0.8, 0.001, 70, df=48).low


@pytest.mark.parametrize("df", [0, -1, np.nan])
def test_without_degrees_of_freedom_there_is_no_interval(df):
    for found in (
        korn_graubard(0.9, 0.001, 50, df=df),
        wilson(0.9, 50, df=df),
        logit_interval(0.9, 0.001, df=df),
        arcsine_interval(0.9, 0.001, df=df),
        wald(0.9, 0.001, df=df),
        likelihood_interval(0.9, 0.001, 50, df=df),
    ):
        assert np.isnan([found.low, found.high]).all()


def test_a_missing_share_has_no_interval_and_spoils_no_other():
    found = korn_graubard([np.nan, 0.9], [np.nan, 0.001], [0, 50], df=[-1, 48])
    assert np.isnan(found.low).tolist() == [True, False]


def test_no_units_give_no_intervals():
    assert korn_graubard([], [], [], df=[]).low.shape == (0,)
    assert likelihood_interval([], [], [], df=[]).low.shape == (0,)


@pytest.mark.parametrize(
    ("p", "variance", "n", "code"),
    [
        (90.0, 0.001, 50, "share_out_of_range"),
        (0.9, -0.001, 50, "negative_variance"),
        (1.0, 0.001, 50, "variance_at_edge"),
        (0.9, np.inf, 50, "not_finite"),
        (0.9, 0.001, -1, "negative_size"),
        (0.9, 0.001, np.inf, "not_finite"),
        ("much", 0.001, 50, "not_a_number"),
        ([0.9, 0.8], [0.1, 0.1, 0.1], 50, "shape"),
    ],
)
def test_input_that_cannot_be_is_refused(p, variance, n, code):
    with pytest.raises(AnalysisError) as caught:
        korn_graubard(p, variance, n, df=48)
    assert caught.value.code == code


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, float("nan")])
def test_a_level_outside_0_and_1_is_refused(level):
    with pytest.raises(AnalysisError, match="level"):
        wilson(0.9, 50, level=level)


def test_rounding_noise_at_100_percent_counts_as_100_percent():
    noisy = korn_graubard(1 + 2e-16, 1.9e-35, 14, df=12)
    assert (noisy.low, noisy.high) == (korn_graubard(1, 0, 14, df=12).low, 1)


def test_t_quantiles_equal_those_of_r():
    for case in EXPECTED["t"]:
        # A Wald interval of standard error 1 around 0.5 shows the quantile.
        found = wald(0.5, 1.0, df=case["df"], level=case["level"])
        assert found.high - 0.5 == pytest.approx(case["q"], rel=1e-10)


def test_next_to_no_degrees_of_freedom_leave_everything_open():
    for method in (wilson, korn_graubard, likelihood_interval):
        arguments = (0.9, 50) if method is wilson else (0.9, 0.001, 50)
        found = method(*arguments, df=0.001)
        assert found.low == pytest.approx(0, abs=1e-12)
        assert found.high == pytest.approx(1, abs=1e-12)


def test_shares_known_to_the_last_digit_keep_an_interval_around_them():
    p, variance = [0.3, 0.0005, 0.97], [1e-18, 1e-16, 1e-20]
    found = korn_graubard(p, variance, 50, df=49, capped=False)
    normal = wald(p, variance, df=np.inf)
    assert found.low == pytest.approx(normal.low, rel=1e-9)
    assert found.high == pytest.approx(normal.high, rel=1e-9)


def test_residuals_of_a_calibration_at_100_percent_count_as_no_variance():
    assert wilson(1.0, 40).low == wilson(1.0, effective_n(1.0, 1e-19, at_zero_variance=40)).low
