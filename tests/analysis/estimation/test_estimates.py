"""Totals, means, proportions and ratios: by hand, and what may not change them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, proportions, ratios, totals
from analysis.estimation.results import Estimates
from analysis.estimation.stages import Stage


def test_the_mean_of_a_simple_random_sample_by_hand() -> None:
    found = means(survey_design(np.full(4, 10.0), population=40), [1.0, 3, 5, 7])
    np.testing.assert_allclose(found.estimate, 4)
    np.testing.assert_allclose(found.variance, (1 - 0.1) * (20 / 3) / 4)


def test_a_blank_leaves_its_item_only() -> None:
    values = np.array([[1.0, 1], [np.nan, 2], [3, 3], [5, np.nan]])
    found = means(survey_design(np.ones(4)), values)
    np.testing.assert_allclose(found.estimate, [3, 2])
    assert found.n.tolist() == [3, 3]
    assert (found.df.tolist(), found.df_answered.tolist()) == ([3, 3], [2, 2])


def test_a_blank_is_a_domain_of_those_who_answered() -> None:
    values = np.array([1.0, np.nan, 3, 5, np.nan, 2])
    design = survey_design([1.0, 2, 1, 3, 1, 1], strata=list("aaabbb"))
    blank = means(design, values)
    domain = domains_of(np.where(np.isnan(values), "no", "yes"), levels=(("yes",),))
    inside = means(design, np.nan_to_num(values), domains=domain)
    np.testing.assert_allclose(blank.estimate, inside.estimate)
    np.testing.assert_allclose(blank.variance, inside.variance)


def test_shares_of_zero_and_one_have_no_variance_at_all() -> None:
    design = survey_design(default_rng(1).uniform(1, 2, 30), strata=np.repeat([1, 2, 3], 10))
    found = means(design, np.column_stack([np.zeros(30), np.ones(30)]))
    assert found.estimate.tolist() == [0, 1]
    assert found.variance.tolist() == [0, 0]


def test_proportions_take_every_category() -> None:
    labels = np.array(["no", "yes", "yes", "blank", "yes"])
    found = proportions(survey_design(np.ones(5)), labels, categories=("yes", "no", "never"))
    np.testing.assert_allclose(found.estimate, [0.75, 0.25, 0])
    assert found.n.tolist() == [4, 4, 4]
    np.testing.assert_allclose(found.covariance[0, 1], -found.variance[0])


def test_no_category_stands_for_a_missing_label() -> None:
    labels = np.array(["yes", None, "no", np.nan], dtype=object)
    found = proportions(survey_design(np.ones(4)), labels, categories=("yes", "no"))
    np.testing.assert_allclose(found.estimate, [0.5, 0.5])
    assert found.n.tolist() == [2, 2]


def test_one_number_is_the_denominator_of_every_row() -> None:
    design = survey_design([1.0, 2, 3], strata=list("aab"), lonely="remove")
    found, mean = ratios(design, [1, 0, 1], 1), means(design, [1, 0, 1])
    assert found.estimate.tolist() == mean.estimate.tolist()
    assert found.variance.tolist() == mean.variance.tolist()


def test_nobody_answering_is_unknown() -> None:
    found = means(survey_design(np.ones(3)), np.full(3, np.nan))
    assert np.isnan([found.estimate[0], found.variance[0]]).all()
    assert (found.unknown, found.n.tolist(), found.df_answered.tolist()) == (1, [0], [0])


def test_a_denominator_of_zero_is_unknown() -> None:
    found = ratios(survey_design(np.ones(3)), np.ones((3, 2)), [[0.0, 1]] * 3)
    assert np.isnan(found.estimate).tolist() == [True, False]


def test_one_denominator_serves_all_items() -> None:
    design, x = survey_design(np.ones(3)), [1.0, 2, 4]
    both = ratios(design, np.eye(3)[:, :2], x)
    np.testing.assert_allclose(both.estimate[0], ratios(design, np.eye(3)[:, 0], x).estimate[0])
    assert both.shape == (1, 2)


def test_ill_formed_values_are_refused() -> None:
    design = survey_design(np.ones(3))
    for code, act in (
        ("shape", lambda: means(design, [1.0, 2])),
        ("shape", lambda: ratios(design, np.ones((3, 2)), np.ones((3, 3)))),
        ("not_finite", lambda: totals(design, [1.0, np.inf, 2])),
        ("not_a_number", lambda: totals(design, ["a", "b", "c"])),
        ("no_category", lambda: proportions(design, list("abc"), categories=())),
        ("shape", lambda: proportions(design, list("ab"), categories=("a",))),
        ("label_twice", lambda: proportions(design, list("abc"), categories=("a", "a"))),
    ):
        with pytest.raises(AnalysisError) as refused:
            act()
        assert refused.value.code == code


def sample(seed: int, **changed: object) -> tuple[SurveyDesign, np.ndarray, np.ndarray]:
    """A two-stage sample of 60 rows with blanks, and a domain; options replace its parts."""
    random = default_rng(seed)
    parts = {
        "weights": random.uniform(0.5, 3, 60),
        "strata": np.repeat(np.arange(4), 15),
        "clusters": np.repeat(np.arange(20), 3),
        "rows": np.arange(60),
    }
    values = np.where(random.random((60, 2)) < 0.2, np.nan, random.normal(size=(60, 2)))
    domain = random.integers(0, 3, 60)
    rows = parts["rows"] if "rows" not in changed else np.asarray(changed["rows"])
    for name in ("strata", "clusters"):
        parts[name] = np.asarray(changed.get(name, parts[name]))[rows]
    weights = parts["weights"][rows] * float(str(changed.get("scale", 1.0)))
    design = survey_design(
        weights,
        strata=parts["strata"],
        clusters=parts["clusters"],
        population=9,
        later=[Stage(population=7)],
    )
    return design, values[rows], domain[rows]


def estimated(seed: int, **changed: object) -> Estimates:
    design, values, domain = sample(seed, **changed)
    return means(design, values, domains=domains_of(domain, levels=((0, 1, 2),)))


def assert_same(found: Estimates, wanted: Estimates, factor: float = 1.0) -> None:
    np.testing.assert_allclose(found.estimate, factor * wanted.estimate, rtol=1e-10)
    np.testing.assert_allclose(
        found.covariance, factor**2 * wanted.covariance, rtol=1e-9, atol=1e-14
    )
    assert found.df.tolist() == wanted.df.tolist()


seeds = st.integers(0, 10**6)


@settings(max_examples=20)
@given(seeds)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    assert_same(estimated(seed, rows=default_rng(seed).permutation(60)), estimated(seed))


@settings(max_examples=20)
@given(seeds, st.floats(1e-6, 1e6))
def test_scaling_the_weights_changes_no_mean(seed: int, scale: float) -> None:
    assert_same(estimated(seed, scale=scale), estimated(seed))


@settings(max_examples=20)
@given(seeds)
def test_names_of_strata_and_clusters_change_nothing(seed: int) -> None:
    names = default_rng(seed).permutation(20)
    strata = np.array(["x", "b", "z", "a"])[np.repeat(np.arange(4), 15)]
    assert_same(estimated(seed, strata=strata, clusters=np.repeat(names, 3)), estimated(seed))


@settings(max_examples=20)
@given(seeds)
def test_covariances_are_positive_semi_definite(seed: int) -> None:
    matrix = estimated(seed).covariance
    np.testing.assert_allclose(matrix, matrix.T)
    assert np.linalg.eigvalsh(matrix).min() > -1e-12


@settings(max_examples=20)
@given(seeds)
def test_scaling_the_values_scales_mean_and_error(seed: int) -> None:
    design, values, _ = sample(seed)
    assert_same(means(design, 3 * values), means(design, values), factor=3)


def test_doubling_every_row_inside_its_cluster_changes_nothing() -> None:
    design, values, _ = sample(3)
    twice = survey_design(
        np.repeat(design.weights / 2, 2),
        strata=np.repeat(np.repeat(np.arange(4), 15), 2),
        clusters=np.repeat(np.repeat(np.arange(20), 3), 2),
    )
    once = survey_design(
        design.weights, strata=np.repeat(np.arange(4), 15), clusters=np.repeat(np.arange(20), 3)
    )
    found, wanted = means(twice, np.repeat(values, 2, axis=0)), means(once, values)
    np.testing.assert_allclose(found.covariance, wanted.covariance, rtol=1e-12)


def test_halves_of_one_stratum_are_not_one_stratum() -> None:
    values = np.array([1.0, 2, 1, 9, 8, 9])
    apart = totals(survey_design(np.ones(6), strata=list("aaabbb")), values)
    joined = totals(survey_design(np.ones(6)), values)
    assert apart.variance[0] < 0.1 * joined.variance[0]
