"""Replicate weights against R survey: estimation.R, `replicates`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import survey_design
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, totals
from analysis.estimation.replicates.bootstrap import rescaling_bootstrap
from analysis.estimation.replicates.estimates import (
    replicate_estimates,
    replicate_means,
    replicate_ratios,
    replicate_totals,
)
from analysis.estimation.replicates.jackknife import jackknife, stratified_jackknife
from analysis.estimation.replicates.weights import Replicates, given_replicates, reweighted
from analysis.weights.margins import Margin
from analysis.weights.poststratification import poststratify
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics


def sexes(weights: np.ndarray) -> np.ndarray:
    total = sipas.weights().sum()
    margin = Margin.of("sex", sipas.column("sex"), {"F": 0.52 * total, "M": 0.48 * total})
    return poststratify(weights, margin).weights


def replicates(name: str) -> Replicates:
    w, unit = sipas.weights(), sipas.column("unit")
    match name:
        case "jkn" | "jkn_mse":
            around = name == "jkn_mse"
            return stratified_jackknife(sipas.design("clustered"), around_full_sample=around)
        case "jkn_fraction":
            return stratified_jackknife(sipas.design("fraction"))
        case "jk1":
            return jackknife(survey_design(w, clusters=unit))
        case "jk1_fpc":
            made = survey_design(w, clusters=unit, population=60)
            return jackknife(made, around_full_sample=True)
    return reweighted(stratified_jackknife(sipas.design("clustered")), sexes)


def check(made: Replicates, wanted: dict[str, Any], rows: np.ndarray | None = None) -> None:
    rows = np.ones(len(sipas.weights()), dtype=bool) if rows is None else rows
    s, v = sipas.sums()[rows], sipas.counts()[rows]
    joint = replicate_ratios(
        made, np.column_stack([sipas.numbers("duration")[rows], s]), np.ones(len(s))
    )
    np.testing.assert_allclose(joint.covariance, wanted["mean"]["vcov"], rtol=1e-9)
    age = domains_of(sipas.column("age")[rows])
    for key, found in (
        ("mean", joint),
        ("total", replicate_totals(made, s)),
        ("ratio", replicate_ratios(made, s, v)),
        ("by_age", replicate_ratios(made, s, v, domains=age)),
    ):
        np.testing.assert_allclose(found.estimate, wanted[key]["estimate"], rtol=1e-11)
        np.testing.assert_allclose(found.standard_error, wanted[key]["se"], rtol=1e-9)
    np.testing.assert_allclose(made.scale, wanted["scale"], rtol=1e-13)
    np.testing.assert_allclose(
        np.unique(made.rscales.round(12)), np.unique(np.round(wanted["rscales"], 12))
    )
    assert made.count == wanted["count"]
    if "repeated" not in made.method:  # R takes the rank of the new weights - 1, above the design's
        assert made.df == wanted["df"]


@pytest.mark.parametrize("name", ["jkn", "jkn_mse", "jkn_fraction", "jk1", "jk1_fpc", "post"])
def test_jackknives_equal_r(name: str) -> None:
    check(replicates(name), sipas.expected()["replicates"][name])


@pytest.mark.parametrize("rule", ["remove", "average"])
def test_jackknives_with_lonely_strata_equal_r(rule: str) -> None:
    unit, cluster = sipas.column("unit"), sipas.psu()
    rows = np.ones(len(unit), dtype=bool)
    for name in ("U03", "U04"):
        rows &= (unit != name) | (cluster == cluster[unit == name][0])
    design = survey_design(
        sipas.weights()[rows], strata=unit[rows], clusters=cluster[rows], nested=True, lonely=rule
    )
    wanted = sipas.expected()["replicates"][f"lonely_{rule}"]
    check(stratified_jackknife(design), wanted, rows)


def test_the_matrix_form_equals_one_replicate_at_a_time() -> None:
    made, s, v = replicates("post"), sipas.sums(), sipas.counts()
    fast = replicate_ratios(made, s, v)
    slow = replicate_estimates(made, lambda w: (w @ s) / (w @ v))
    np.testing.assert_allclose(fast.covariance, slow.covariance, rtol=1e-10)
    np.testing.assert_allclose(fast.replicate_estimates, slow.replicate_estimates, rtol=1e-12)


def test_the_jackknife_of_a_total_is_its_linearised_variance() -> None:
    design = sipas.design("fraction")
    made = stratified_jackknife(design, around_full_sample=True)
    found = replicate_totals(made, sipas.sums())
    np.testing.assert_allclose(
        found.standard_error, totals(design, sipas.sums()).standard_error, rtol=1e-11
    )


def test_a_lonely_stratum_left_out_under_adjust_raises_the_others() -> None:
    design = survey_design(np.ones(5), strata=list("aabbc"), lonely="adjust")
    made = stratified_jackknife(design)
    assert made.count == 5
    np.testing.assert_allclose(made.weights(4), [1.5, 1.5, 1.5, 1.5, 0])
    np.testing.assert_allclose(made.rscales, [0.5, 0.5, 0.5, 0.5, 2 / 3])


def test_the_bootstrap_is_repeated_by_its_seed() -> None:
    design = sipas.design("clustered")
    one = rescaling_bootstrap(design, replicates=20, seed=7)
    again = rescaling_bootstrap(design, replicates=20, seed=7)
    other = rescaling_bootstrap(design, replicates=20, seed=8)
    assert np.array_equal(one.multipliers, again.multipliers)
    assert not np.array_equal(one.multipliers, other.multipliers)


def test_every_bootstrap_replicate_keeps_the_clusters_of_its_strata() -> None:
    design = sipas.design("clustered")
    made = rescaling_bootstrap(design, replicates=10, seed=1)
    first = design.stages[0]
    kept = np.array(
        [made.multipliers[first.stratum == h].sum(axis=0) for h in range(len(first.sampled))]
    )
    np.testing.assert_allclose(kept, np.repeat(first.sampled[:, None], 10, axis=1))


@pytest.mark.parametrize("name", ["clustered", "fraction"])
def test_the_bootstrap_comes_near_the_linearised_variance(name: str) -> None:
    design = sipas.design(name)
    made = rescaling_bootstrap(design, replicates=1000, seed=3, around_full_sample=True)
    found = replicate_ratios(made, sipas.sums(), np.ones(len(design.weights)))
    wanted = means(design, sipas.sums())
    # The bootstrap varies by 1 / sqrt(2 B) = 2.2 % itself: four of these.
    np.testing.assert_allclose(found.standard_error, wanted.standard_error, rtol=0.09)


def test_replicate_weights_that_came_with_the_data_give_the_same() -> None:
    made = replicates("jk1")
    given = given_replicates(made.full, made.matrix(), scale=made.scale)
    found, wanted = (replicate_ratios(r, sipas.sums(), sipas.counts()) for r in (given, made))
    np.testing.assert_allclose(found.covariance, wanted.covariance, rtol=1e-10)
    assert given.df == made.df == 39


def test_replicates_without_a_value_are_counted() -> None:
    made = jackknife(survey_design(np.ones(4), clusters=[1, 2, 3, 3]))
    domains = domains_of(list("abcc"))
    found = replicate_ratios(made, [1.0, 2, 3, 4], np.ones(4), domains=domains)
    assert found.discarded.tolist() == [1, 1, 1]
    np.testing.assert_allclose(found.standard_error, 0, atol=1e-12)  # the others do not vary
    np.testing.assert_allclose(found.estimate, [1, 2, 3.5])


def test_an_unknown_domain_has_no_variance_over_replicates() -> None:
    domains = domains_of(list("aabb"), levels=(("a", "b", "c"),))
    found = replicate_ratios(
        jackknife(survey_design(np.ones(4))), [1.0, 2, 3, 5], np.ones(4), domains=domains
    )
    assert np.isnan(found.standard_error).tolist() == [False, False, True]
    assert found.discarded.tolist() == [0, 0, 4]


def test_replicates_of_scale_zero_do_not_move_the_centre() -> None:
    made = given_replicates(
        np.ones(2), [[1.0, 1, 9], [1, 2, 1]], scale=1.0, rscales=[1, 1, 0], df=1
    )
    found = replicate_totals(made, [1.0, 1.0])
    np.testing.assert_allclose(found.covariance, 0.5)


def test_impossible_replicates_are_refused() -> None:
    plain, strata = survey_design(np.ones(4)), survey_design(np.ones(4), strata=list("aabb"))
    alone = survey_design(np.ones(3), strata=list("aab"))
    adjusted = survey_design(np.ones(3), strata=list("aab"), lonely="adjust")
    census = survey_design(np.ones(4), population=4)
    for code, act in (
        ("stratified", lambda: jackknife(strata)),
        ("lonely_stratum", lambda: stratified_jackknife(alone)),
        ("census", lambda: jackknife(census)),
        ("too_few_replicates", lambda: rescaling_bootstrap(plain, replicates=1, seed=1)),
        ("rule_without_bootstrap", lambda: rescaling_bootstrap(adjusted, replicates=5, seed=1)),
        ("shape", lambda: given_replicates([1.0, 1], np.ones((3, 2)), scale=1)),
        ("scale", lambda: given_replicates([1.0, 1], np.ones((2, 2)), scale=-1)),
        ("too_few_replicates", lambda: given_replicates([1.0, 1], np.ones((2, 0)), scale=1)),
        ("shape", lambda: reweighted(jackknife(plain), lambda w: w[:2])),
    ):
        with pytest.raises(AnalysisError) as refused:
            act()
        assert refused.value.code == code


def test_calibrated_weights_have_to_be_calibrated_in_every_replicate() -> None:
    margin = Margin.of("sex", ["f", "m", "f", "m"], {"f": 3, "m": 5})
    design = survey_design(poststratify(np.ones(4), margin))
    with pytest.raises(AnalysisError, match="already_calibrated") as refused:
        jackknife(design)
    assert "reweighted" in refused.value.cure


def test_the_mean_of_replicates_is_their_ratio_to_1() -> None:
    made = stratified_jackknife(survey_design([1.0, 2, 1, 3], strata=list("aabb")))
    values, groups = [1.0, np.nan, 3, 4], domains_of(list("xyxy"))
    mean = replicate_means(made, values, domains=groups)
    ratio = replicate_ratios(made, values, np.ones(4), domains=groups)
    assert mean.estimate.tolist() == ratio.estimate.tolist()
    assert mean.standard_error.tolist() == ratio.standard_error.tolist()
