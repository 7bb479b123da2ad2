"""Domains: crossing, empty ones, rows in none."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import survey_design
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, ratios, totals

VALUES = np.array([1.0, 2, 4, 8, 16, 32])


def test_crossed_domains_run_through_the_last_variable_first() -> None:
    domains = domains_of(list("aabbba"), list("xyxyxy"))
    assert domains.labels == (("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"))
    found = totals(survey_design(np.ones(6)), VALUES, domains=domains)
    assert found.estimate.tolist() == [1, 34, 20, 8]
    assert found.n.tolist() == [1, 2, 2, 1]


def test_an_empty_domain_is_unknown_and_counted() -> None:
    domains = domains_of(list("aabbba"), levels=(("a", "z", "b"),))
    design = survey_design(np.ones(6))
    for found in (
        means(design, VALUES, domains=domains),
        totals(design, VALUES, domains=domains),
        ratios(design, VALUES, VALUES + 1, domains=domains),
    ):
        assert np.isnan(found.estimate).tolist() == [False, True, False]
        assert np.isnan(found.standard_error).tolist() == [False, True, False]
        assert (found.unknown, found.n.tolist(), found.df.tolist()) == (1, [3, 0, 3], [2, 0, 2])
        assert np.isfinite(found.covariance[np.ix_([0, 2], [0, 2])]).all()


def test_rows_of_no_level_stay_in_the_design() -> None:
    design = survey_design(np.ones(6))
    only = means(design, VALUES, domains=domains_of(list("aabbba"), levels=(("a",),)))
    both = means(design, VALUES, domains=domains_of(list("aabbba")))
    np.testing.assert_allclose(only.covariance[0, 0], both.covariance[0, 0], rtol=1e-14)


def test_a_row_outside_the_levels_of_either_variable_is_in_no_crossed_domain() -> None:
    levels = (("a", "b"), ("x", "y"))
    domains = domains_of(list("aabbzb"), list("xwxyyx"), levels=levels)
    assert domains.code.tolist() == [0, -1, 2, 3, -1, 2]


@pytest.mark.parametrize("labels", [["a", None, "b"], [1.0, np.nan, 2.0]])
def test_a_row_without_a_label_is_in_no_domain_and_counted(labels: list[object]) -> None:
    domains = domains_of(np.array(labels, dtype=object), list("xxy"))
    assert domains.code.tolist() == [0, -1, 3]
    assert (domains.count, domains.outside) == (4, 1)
    found = totals(survey_design(np.ones(3)), [1, 2, 4], domains=domains)
    np.testing.assert_array_equal(found.estimate, [1, np.nan, np.nan, 4])


@pytest.mark.parametrize("labels", [[1, 2, 1], [1.0, 2.0, 1.0], ["1", "2", "1"]])
@pytest.mark.parametrize("levels", [(1, 2), ("1", "2")])
def test_numbers_and_their_text_name_one_level(labels: list[object], levels: tuple) -> None:
    domains = domains_of(labels, levels=(levels,))
    assert domains.code.tolist() == [0, 1, 0]
    assert domains.labels == domains_of(labels).labels == (("1",), ("2",))


def test_domains_in_one_cluster_have_covariance() -> None:
    design = survey_design(np.ones(6), clusters=[1, 1, 2, 2, 3, 3])
    found = means(design, [1.0, 1, 2, 2, 3, 3], domains=domains_of(list("xyxyxy")))
    np.testing.assert_allclose(found.covariance, np.full((2, 2), 1 / 3))


def test_the_domains_of_a_partition_add_up() -> None:
    design = survey_design([1.0, 2, 3, 1, 2, 3], strata=list("uuuvvv"))
    found = totals(design, VALUES, domains=domains_of(list("abcabc")))
    whole = totals(design, VALUES)
    np.testing.assert_allclose(found.estimate.sum(), whole.estimate[0])
    np.testing.assert_allclose(found.covariance.sum(), whole.covariance[0, 0])


def test_ill_formed_domains_are_refused() -> None:
    design = survey_design(np.ones(6))
    for code, act in (
        ("no_domain", domains_of),
        ("shape", lambda: domains_of(list("aab"), list("ab"))),
        ("label_twice", lambda: domains_of(list("aab"), levels=(("a", "b", "a"),))),
        ("levels", lambda: domains_of(list("aab"), levels=(("a",), ("b",)))),
        ("shape", lambda: means(design, VALUES, domains=domains_of(list("ab")))),
    ):
        with pytest.raises(AnalysisError) as refused:
            act()
        assert refused.value.code == code
