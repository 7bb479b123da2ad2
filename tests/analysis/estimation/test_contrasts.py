"""Functions of estimates against R survey: estimation.R, `contrasts`."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.against_whole import differences_from_whole
from analysis.estimation.contrasts import (
    differences,
    independent_differences,
    linear_combination,
    smooth_function,
)
from analysis.estimation.design import survey_design
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, totals
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics


@pytest.mark.parametrize(("name", "key"), [("stratified", "age"), ("clustered", "age_clusters")])
def test_linear_contrasts_of_domains_equal_r(name: str, key: str) -> None:
    ages = means(
        sipas.design(name), sipas.numbers("duration"), domains=domains_of(sipas.column("age"))
    )
    wanted = sipas.expected()["contrasts"][key]
    matrix = [[1, 0, 0, 0, -1], [0, 1, -0.5, -0.5, 0]][: np.size(wanted["se"])]
    found = linear_combination(ages, matrix)
    np.testing.assert_allclose(found.estimate, wanted["estimate"], rtol=1e-10)
    np.testing.assert_allclose(found.standard_error, wanted["se"], rtol=1e-10)
    pair = differences(ages, pairs=[(0, 4)])
    np.testing.assert_allclose(pair.standard_error, found.standard_error[:1], rtol=1e-13)


def test_a_smooth_function_of_totals_equals_r() -> None:
    s = sipas.satisfied()[:, :2]
    parts = [np.nan_to_num(s[:, 0]), ~np.isnan(s[:, 0]), np.nan_to_num(s[:, 1]), ~np.isnan(s[:, 1])]
    found = smooth_function(
        totals(sipas.design("clustered"), np.column_stack(parts)),
        lambda t: np.log(t[0] / (t[1] - t[0])) - np.log(t[2] / (t[3] - t[2])),
        gradient=lambda t: [
            1 / t[0] + 1 / (t[1] - t[0]),
            -1 / (t[1] - t[0]),
            -1 / t[2] - 1 / (t[3] - t[2]),
            1 / (t[3] - t[2]),
        ],
    )
    wanted = sipas.expected()["contrasts"]["log_odds"]
    np.testing.assert_allclose(found.estimate, wanted["estimate"], rtol=1e-10)
    np.testing.assert_allclose(found.standard_error, wanted["se"], rtol=1e-10)


@pytest.mark.parametrize("name", ["stratified", "clustered"])
def test_a_domain_against_the_whole_equals_r(name: str) -> None:
    unit = domains_of(sipas.column("unit"), levels=(("U01", "U07", "none"),))
    found = differences_from_whole(sipas.design(name), sipas.sums(), sipas.counts(), domains=unit)
    wanted = sipas.expected()["contrasts"][f"whole_{name}"]
    np.testing.assert_allclose(found.estimate[:2], wanted["estimate"], rtol=1e-9)
    np.testing.assert_allclose(found.standard_error[:2], wanted["se"], rtol=1e-10)
    assert np.isnan(found.estimate[2])
    assert np.isnan(found.standard_error[2])


def test_domains_weighted_by_size_differ_from_the_whole_by_nothing() -> None:
    design = survey_design([1.0, 2, 1, 3, 1, 1], strata=list("uuuvvv"))
    found = differences_from_whole(
        design, [1.0, 2, 4, 3, 7, 1], np.ones(6), domains=domains_of(list("aabbab"))
    )
    shares = np.array([4, 5]) / 9
    np.testing.assert_allclose(shares @ found.estimate, 0, atol=1e-15)


def two_domains() -> tuple:
    design = survey_design(np.ones(6))
    domains = domains_of(list("aabbcc"), levels=(("a", "b", "d"),))
    return design, means(design, [1.0, 2, 5, 9, 3, 3], domains=domains)


def test_an_unknown_estimate_makes_unknown_what_needs_it_only() -> None:
    _, estimates = two_domains()
    found = linear_combination(estimates, [[1, -1, 0], [1, 0, -1]])
    assert np.isnan(found.estimate).tolist() == [False, True]
    assert np.isnan(found.covariance).tolist() == [[False, True], [True, True]]


def test_years_of_one_design_share_their_strata() -> None:
    year = np.repeat(["2024", "2025"], 6)
    unit = np.tile(np.repeat(["u", "v"], 3), 2)
    values = np.array([1.0, 2, 4, 3, 5, 5, 2, 2, 5, 4, 1, 3])
    joint = survey_design(np.ones(12), strata=np.char.add(year, unit))
    change = differences(means(joint, values, domains=domains_of(year)), pairs=[(1, 0)])
    apart = [
        means(survey_design(np.ones(6), strata=unit[year == y]), values[year == y])
        for y in ("2025", "2024")
    ]
    independent = independent_differences(*apart)
    np.testing.assert_allclose(change.estimate, independent.estimate)
    np.testing.assert_allclose(change.standard_error, independent.standard_error)


def test_respondents_of_both_years_bring_covariance() -> None:
    person = np.tile(np.arange(5), 2)
    year = np.repeat(["a", "b"], 5)
    values = np.array([1.0, 2, 3, 4, 5, 2, 3, 4, 5, 6])
    design = survey_design(np.ones(10), clusters=person)
    change = differences(means(design, values, domains=domains_of(year)), pairs=[(1, 0)])
    np.testing.assert_allclose(change.estimate, 1.0)
    np.testing.assert_allclose(change.standard_error, 0.0, atol=1e-15)


def test_ill_formed_contrasts_are_refused() -> None:
    _, estimates = two_domains()
    for code, act in (
        ("shape", lambda: linear_combination(estimates, [1, 0])),
        ("not_finite", lambda: linear_combination(estimates, [1, 0, np.inf])),
        ("no_such_estimate", lambda: differences(estimates, pairs=[(0, 3)])),
        ("shape", lambda: smooth_function(estimates, lambda t: t[0], gradient=lambda _: [1, 0])),
        (
            "no_derivative",
            lambda: smooth_function(estimates, lambda t: t[0], gradient=lambda _: [np.nan, 0, 0]),
        ),
    ):
        with pytest.raises(AnalysisError) as refused:
            act()
        assert refused.value.code == code
    with pytest.raises(AnalysisError, match="shape"):
        independent_differences(estimates, means(survey_design([1.0, 1.0]), [1.0, 2.0]))
