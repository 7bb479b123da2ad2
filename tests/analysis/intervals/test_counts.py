"""Intervals of x out of n equal those of R at the ends, near them and between."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals.bisection import bisect
from analysis.intervals.clopper_pearson import clopper_pearson, exact_lower_limit
from analysis.intervals.counts import agresti_coull, jeffreys, mid_p
from analysis.intervals.wilson import wilson
from tests.analysis.intervals.references import EXPECTED, agree, column

pytestmark = pytest.mark.statistics
LEVELS = (0.9, 0.95, 0.99)


def counts_at(level):
    cases = [case for case in EXPECTED["counts"] if case["level"] == level]
    return cases, column(cases, "x"), column(cases, "n")


@pytest.mark.parametrize("level", LEVELS)
def test_clopper_pearson_equals_binom_test(level):
    cases, x, n = counts_at(level)
    agree(clopper_pearson(x, n, level=level), cases, "clopper_pearson")


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_equals_prop_test(level):
    cases, x, n = counts_at(level)
    agree(wilson(x / n, n, level=level), cases, "wilson")


@pytest.mark.parametrize("level", LEVELS)
def test_jeffreys_equals_beta_quantiles(level):
    cases, x, n = counts_at(level)
    agree(jeffreys(x, n, level=level), cases, "jeffreys")


@pytest.mark.parametrize("level", LEVELS)
def test_mid_p_equals_the_root_of_its_definition(level):
    cases, x, n = counts_at(level)
    # uniroot of R stops at 1e-16 absolute: 1e-9 of a limit of 1e-6 (3 of 100,000).
    agree(mid_p(x, n, level=level), cases, "mid_p", rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_agresti_coull_equals_its_formula_unclipped(level):
    cases, x, n = counts_at(level)
    agree(agresti_coull(x, n, level=level), cases, "agresti_coull")
    assert agresti_coull(50, 50).high > 1


@pytest.mark.parametrize("level", LEVELS)
def test_the_one_sided_limit_equals_binom_test(level):
    cases, x, n = counts_at(level)
    expected = column(cases, "at_least")
    assert exact_lower_limit(x, n, level=level) == pytest.approx(expected, rel=1e-10)


def test_real_valued_counts_equal_beta_quantiles():
    cases = EXPECTED["beta"]
    x, failures = column(cases, "successes"), column(cases, "failures")
    # n - x loses digits of a small count: 12.5 of a million keeps 1e-11.
    agree(clopper_pearson(x, x + failures), cases, "limits", rel=1e-9)


@pytest.mark.parametrize(("n", "lower"), [(15, 0.782), (50, 0.929), (100, 0.964)])
def test_all_of_few_leave_room_for_doubt(n, lower):
    found = clopper_pearson(n, n)
    assert round(float(found.low), 3) == lower
    assert found.high == 1


def test_all_of_n_are_at_least_the_nth_root_of_alpha():
    assert exact_lower_limit(100, 100) == pytest.approx(0.05**0.01, rel=1e-14)
    assert exact_lower_limit(100, 100) == pytest.approx(1 - 3 / 100, abs=1e-3)  # rule of three


@pytest.mark.parametrize("method", [clopper_pearson, jeffreys, mid_p, agresti_coull])
def test_nobody_asked_nothing_known(method):
    found = method([0, 3, np.nan], [0, 4, 5])
    assert np.isnan(found.low).tolist() == [True, False, True]
    assert np.isnan(found.high).tolist() == [True, False, True]


@pytest.mark.parametrize("method", [clopper_pearson, jeffreys, mid_p])
def test_the_ends_are_exact(method):
    found = method([0.0, 7.3, 4.0], [7.3, 7.3, 7.3])
    assert found.low[0] == 0
    assert found.high[1] == 1
    assert 0 < found.low[2] < found.high[2] < 1


@pytest.mark.parametrize(
    ("x", "n", "code"),
    [
        (6, 5, "count_out_of_range"),
        (-1, 5, "negative_size"),
        (1, np.inf, "not_finite"),
        (None, "five", "not_a_number"),
        ([1, 2], [3, 4, 5], "shape"),
    ],
)
def test_counts_that_cannot_be_are_refused(x, n, code):
    with pytest.raises(AnalysisError) as caught:
        mid_p(x, n)
    assert caught.value.code == code


def test_bisection_finds_roots_to_the_last_digit_and_keeps_missing_brackets():
    target = np.array([1e-9, 0.3, 0.999999])
    low, high = np.array([0.0, 0, 0, np.nan]), np.array([1.0, 1, 1, 1])
    found = bisect(lambda x: x - np.append(target, 0.5), low, high)
    assert found[:3] == pytest.approx(target, rel=1e-15)
    assert np.isnan(found[3])
