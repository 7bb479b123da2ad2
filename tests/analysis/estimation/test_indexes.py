"""Indexes against R survey: estimation.R, `indexes`."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.domains import Domains, domains_of
from analysis.estimation.indexes import (
    mean_of_factor_shares,
    mean_of_item_shares,
    mean_of_respondent_shares,
    mean_of_shares,
    pooled_share,
)
from analysis.estimation.results import Estimates
from tests.analysis.estimation import sipas
from tests.analysis.estimation.test_calibrated import design as calibrated_design

pytestmark = pytest.mark.statistics
OWN = (2, 1, 1, 3, 1)


def all_indexes(design: SurveyDesign, domains: Domains | None = None) -> dict[str, Estimates]:
    s, factors = sipas.satisfied(), sipas.FACTORS
    return {
        "items": mean_of_item_shares(design, s, domains=domains).estimates,
        "factors": mean_of_factor_shares(design, s, factors=factors, domains=domains).estimates,
        "weighted": mean_of_factor_shares(
            design, s, factors=factors, factor_weights=OWN, domains=domains
        ).estimates,
        "pooled": pooled_share(design, s, domains=domains),
        "own": mean_of_respondent_shares(design, s, domains=domains),
    }


@pytest.mark.parametrize("name", ["clustered", "raked"])
def test_the_indexes_of_the_whole_equal_r(name: str) -> None:
    design = sipas.design(name) if name == "clustered" else calibrated_design(name)
    found = all_indexes(design)
    for key, wanted in sipas.expected()["indexes"][name].items():
        np.testing.assert_allclose(found[key].estimate, wanted["estimate"], rtol=1e-11)
        np.testing.assert_allclose(found[key].standard_error, wanted["se"], rtol=1e-10)


@pytest.mark.parametrize(
    ("name", "key"), [("stratified", "units"), ("clustered", "units_clustered")]
)
def test_the_indexes_of_units_equal_r(name: str, key: str) -> None:
    unit = sipas.column("unit")
    chosen = tuple(np.unique(unit)[[0, 2, 6, 11, 24]])
    found = all_indexes(sipas.design(name), domains_of(unit, levels=(chosen,)))
    for place, figures in enumerate(sipas.expected()["indexes"][key]):
        for index, wanted in figures.items():
            if not wanted:  # a factor that nobody in the unit answered: unknown
                assert np.isnan(found[index].estimate[place])
                continue
            np.testing.assert_allclose(found[index].estimate[place], wanted["estimate"], rtol=1e-11)
            if wanted["se"] is None:  # rounding below 0 in R: a unit at 100 %
                assert found[index].standard_error[place] < 1e-12
                continue
            np.testing.assert_allclose(
                found[index].standard_error[place], wanted["se"], rtol=1e-10, atol=1e-12
            )


def test_an_item_that_nobody_answered_is_left_out_and_counted() -> None:
    answers = np.array([[1.0, np.nan, 0], [1, np.nan, 1], [0, np.nan, 1]])
    design = survey_design(np.ones(3))
    index = mean_of_item_shares(design, answers)
    np.testing.assert_allclose(index.estimates.estimate, 2 / 3)
    assert (index.parts.tolist(), index.unknown_parts.tolist()) == ([2], [1])
    alone = mean_of_item_shares(design, answers[:, [0, 2]])
    np.testing.assert_allclose(index.estimates.variance, alone.estimates.variance)


def test_an_unknown_factor_makes_the_index_unknown_unless_left_out() -> None:
    answers = np.array([[1.0, np.nan], [1, np.nan], [0, np.nan]])
    design = survey_design(np.ones(3))
    strict = mean_of_factor_shares(design, answers, factors=[[0], [1]])
    assert np.isnan(strict.estimates.estimate).all()
    assert np.isnan(strict.estimates.standard_error).all()
    loose = mean_of_factor_shares(design, answers, factors=[[0], [1]], leave_out_unknown=True)
    np.testing.assert_allclose(loose.estimates.estimate, 2 / 3)


def test_the_variance_of_an_index_holds_the_covariances_of_its_items() -> None:
    column = np.array([1.0, 0, 1, 1, 0, 1])
    design = survey_design(np.ones(6))
    one = mean_of_item_shares(design, column[:, None]).estimates
    twice = mean_of_item_shares(design, np.column_stack([column, column])).estimates
    opposite = mean_of_item_shares(design, np.column_stack([column, 1 - column])).estimates
    np.testing.assert_allclose(twice.variance, one.variance)
    np.testing.assert_allclose(opposite.variance, 0, atol=1e-17)


def test_own_weights_of_parts_are_relative() -> None:
    design, s = sipas.design("stratified"), sipas.satisfied()[:, :3]
    one = mean_of_item_shares(design, s, item_weights=[1, 2, 3]).estimates
    other = mean_of_item_shares(design, s, item_weights=[10, 20, 30]).estimates
    np.testing.assert_allclose(one.estimate, other.estimate)
    np.testing.assert_allclose(one.variance, other.variance)


def test_who_answered_nothing_is_not_counted() -> None:
    answers = np.array([[1.0, np.nan], [0, 1], [np.nan, np.nan]])
    design = survey_design(np.ones(3))
    for found in (pooled_share(design, answers), mean_of_respondent_shares(design, answers)):
        assert found.n.tolist() == [2]
    assert mean_of_item_shares(design, answers).estimates.n.tolist() == [2]


def test_a_part_of_weight_zero_is_no_part() -> None:
    answers = np.array([[1.0, np.nan, 0], [1, np.nan, 1], [0, np.nan, 1]])
    design = survey_design(np.ones(3))
    index = mean_of_shares(
        design, answers, np.ones(3), part_weights=[1, 0, 0], leave_out_unknown=False
    )
    np.testing.assert_allclose(index.estimates.estimate, 2 / 3)
    assert (index.parts.tolist(), index.unknown_parts.tolist()) == ([1], [0])
    empty = mean_of_shares(design, answers, np.ones(3), part_weights=[0, 1, 0])
    assert np.isnan(empty.estimates.estimate).all()


def test_a_domain_without_answers_has_no_index() -> None:
    design = survey_design(np.ones(4))
    domains = domains_of(["a", "a", "b", "b"], levels=(("a", "b", "c"),))
    index = mean_of_item_shares(design, [[1.0], [0], [np.nan], [np.nan]], domains=domains)
    assert np.isnan(index.estimates.estimate).tolist() == [False, True, True]
    assert index.unknown_parts.tolist() == [0, 1, 1]
    assert index.estimates.unknown == 2


@pytest.mark.parametrize("own", [[1.0], [0.0, 0.0], [1.0, -1.0]])
def test_weights_of_parts_must_fit(own: list[float]) -> None:
    with pytest.raises(AnalysisError, match="part_weights"):
        mean_of_shares(survey_design([1.0, 1.0]), np.eye(2), np.ones(2), part_weights=own)


@pytest.mark.parametrize("column", [2, -1])
def test_an_item_of_a_factor_is_a_column(column: int) -> None:
    with pytest.raises(AnalysisError, match="no_such_item"):
        mean_of_factor_shares(survey_design([1.0, 1.0]), np.eye(2), factors=[[0], [column]])


def test_answers_to_an_index_are_numbers() -> None:
    with pytest.raises(AnalysisError, match="not_a_number"):
        pooled_share(survey_design([1.0, 1.0]), [["good"], ["bad"]])


def test_a_factor_needs_items() -> None:
    with pytest.raises(AnalysisError, match="empty_factor"):
        mean_of_factor_shares(survey_design([1.0, 1.0]), np.eye(2), factors=[[0], []])
