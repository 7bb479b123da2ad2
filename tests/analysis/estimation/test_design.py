"""How a design is described, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import survey_design
from analysis.estimation.estimates import means, totals
from analysis.estimation.stages import Stage, dense_codes


def test_degrees_of_freedom_are_clusters_minus_strata() -> None:
    assert survey_design(np.ones(5)).df == 4
    assert survey_design(np.ones(5), strata=list("aabbb")).df == 3
    assert survey_design(np.ones(5), strata=list("aabbb"), clusters=[1, 2, 3, 3, 4]).df == 2


def test_rows_without_weight_do_not_count_for_the_degrees_of_freedom() -> None:
    assert survey_design([1.0, 0, 1, 1, 0]).df == 2
    assert survey_design([1.0, 0, 1, 1, 0], strata=list("abbba"), lonely="remove").df == 1


def test_counts_and_fractions_say_the_same() -> None:
    counts = survey_design(np.ones(5), strata=list("aabbb"), population=[8, 8, 6, 6, 6])
    fractions = survey_design(np.ones(5), strata=list("aabbb"), fraction=[0.25] * 2 + [0.5] * 3)
    np.testing.assert_allclose(counts.stages[0].population, fractions.stages[0].population)


def test_one_number_serves_all_rows() -> None:
    assert survey_design(np.ones(4), population=40).stages[0].population.tolist() == [40]


def test_an_infinite_population_is_drawn_with_replacement() -> None:
    values = [1.0, 5, 2, 2]
    plain = totals(survey_design(np.ones(4)), values)
    infinite = totals(survey_design(np.ones(4), population=np.inf), values)
    assert infinite.variance == plain.variance


def test_a_census_has_no_variance() -> None:
    assert totals(survey_design(np.ones(4), population=4), [1.0, 5, 2, 2]).variance == 0


def test_a_fraction_of_one_third_is_no_population_below_the_sample() -> None:
    assert survey_design(np.ones(3), fraction=1.0).stages[0].fraction.tolist() == [1.0]


def test_cluster_labels_may_start_again_in_each_stratum() -> None:
    design = survey_design(np.ones(4), strata=list("aabb"), clusters=[1, 2, 1, 2], nested=True)
    assert len(design.stages[0].stratum) == 4


def test_labels_of_a_later_stage_may_start_again_in_each_cluster() -> None:
    later = [Stage(clusters=[1, 1, 2, 1, 1, 2], population=9)]
    design = survey_design(np.ones(6), clusters=list("aaabbb"), population=9, later=later)
    assert [len(stage.stratum) for stage in design.stages] == [2, 4]


def test_a_later_stage_adds_nothing_below_a_stage_with_replacement() -> None:
    values = [1.0, 5, 2, 2]
    one = survey_design(np.ones(4), clusters=list("aabb"))
    two = survey_design(np.ones(4), clusters=list("aabb"), later=[Stage(population=10)])
    assert means(one, values).variance == means(two, values).variance


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"weights": []}, "no_rows"),
        ({"weights": [[1.0]]}, "no_rows"),
        ({"weights": [1.0, -1, 1, 1]}, "negative_weight"),
        ({"weights": [0.0, 0, 0, 0]}, "no_weight"),
        ({"weights": [1.0, np.nan, 1, 1]}, "not_finite"),
        ({"weights": ["a", "b", "c", "d"]}, "not_a_number"),
        ({"strata": ["a"]}, "shape"),
        ({"clusters": ["a"]}, "shape"),
        ({"strata": list("aabb"), "clusters": [1, 2, 2, 3]}, "cluster_in_two_strata"),
        ({"population": 9, "fraction": 0.5}, "two_corrections"),
        ({"population": 0.5}, "not_a_count"),
        ({"fraction": 1.5}, "not_a_fraction"),
        ({"fraction": 0}, "not_a_fraction"),
        ({"population": 3}, "population_below_sample"),
        ({"population": [9, 9, 9, 8]}, "correction_varies"),
        ({"population": [9, 9]}, "shape"),
        ({"population": "many"}, "shape"),
        ({"population": np.nan}, "not_finite"),
        ({"lonely": "fail"}, "unknown_rule"),
        ({"population": 9, "later": [Stage(fraction=2.0)]}, "not_a_fraction"),
    ],
)
def test_a_contradictory_design_is_refused(options: dict[str, Any], code: str) -> None:
    described = {"weights": np.ones(4)} | options
    with pytest.raises(AnalysisError) as refused:
        survey_design(described.pop("weights"), **described)
    assert refused.value.code == code


def test_codes_are_the_same_counted_and_sorted() -> None:
    for numbers in ([3, 0, 3, 9], [3, 0, 3, 10**9]):
        distinct, place = dense_codes(np.array(numbers))
        assert distinct[place].tolist() == numbers
        assert distinct.tolist() == sorted(set(numbers))
