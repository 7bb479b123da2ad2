"""Design effects and variances of answers against R survey: estimation.R, `effects`."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import survey_design
from analysis.estimation.design_effect import design_effects, population_variances
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, totals
from analysis.estimation.spread import variances
from tests.analysis.estimation import sipas
from tests.analysis.estimation.test_calibrated import design as calibrated_design

pytestmark = pytest.mark.statistics


def test_design_effects_equal_r() -> None:
    clustered, wanted = sipas.design("clustered"), sipas.expected()["effects"]
    both = np.column_stack([sipas.numbers("duration"), sipas.sums()])
    mean, total = means(clustered, both), totals(clustered, sipas.sums())
    stratified, blank = sipas.design("stratified"), sipas.satisfied()[:, 17]
    raked = calibrated_design("raked")
    for key, found in (
        ("mean", design_effects(clustered, both, mean)),
        ("replace", design_effects(clustered, both, mean, replacement=True)),
        ("total", design_effects(clustered, sipas.sums(), total, of_totals=True)),
        ("blank", design_effects(stratified, blank, means(stratified, blank))),
        ("raked", design_effects(raked, sipas.sums(), means(raked, sipas.sums()))),
    ):
        np.testing.assert_allclose(found.design_effect, wanted[key], rtol=1e-10)
        assert found.undefined == 0


def test_design_effects_and_variances_of_domains_equal_r() -> None:
    design, wanted = sipas.design("clustered"), sipas.expected()["effects"]
    age = domains_of(sipas.column("age"))
    estimates = means(design, sipas.sums(), domains=age)
    found = design_effects(design, sipas.sums(), estimates, domains=age)
    np.testing.assert_allclose(found.design_effect, wanted["by_age"], rtol=1e-10)
    np.testing.assert_allclose(found.effective_n, estimates.n / found.design_effect)
    spread = variances(design, sipas.numbers("duration"), domains=age)
    rows = wanted["variance_by_age"]
    np.testing.assert_allclose(spread.estimate, [row["estimate"] for row in rows], rtol=1e-11)
    np.testing.assert_allclose(spread.standard_error, [row["se"] for row in rows], rtol=1e-10)
    np.testing.assert_allclose(
        population_variances(design, sipas.numbers("duration"), domains=age), spread.estimate
    )
    whole = variances(design, sipas.numbers("duration"))
    np.testing.assert_allclose(whole.estimate, wanted["variance"]["estimate"], rtol=1e-11)
    np.testing.assert_allclose(whole.standard_error, wanted["variance"]["se"], rtol=1e-10)


def test_a_simple_random_sample_has_design_effect_one() -> None:
    values = np.array([3.0, 1, 4, 1, 5, 9, 2, 6])
    design = survey_design(np.full(8, 5.0), population=40)
    found = design_effects(design, values, means(design, values))
    np.testing.assert_allclose(found.design_effect, 1, rtol=1e-13)
    np.testing.assert_allclose(found.effective_n, 8, rtol=1e-13)
    np.testing.assert_allclose(variances(design, values).estimate, values.var(ddof=1))


def test_an_effect_that_does_not_exist_is_counted() -> None:
    design = survey_design(np.full(6, 2.0))
    domains = domains_of(list("aabbcd"), levels=(tuple("abcde"),))
    values = [1.0, 2, 7, 7, 5, np.nan]
    found = design_effects(design, values, means(design, values, domains=domains), domains=domains)
    assert np.isnan(found.design_effect).tolist() == [False, True, True, True, True]
    assert found.undefined == 4
    assert np.isnan(variances(design, values, domains=domains).estimate).sum() == 3


def test_weights_that_do_not_add_up_to_the_population_have_no_effect_without_replacement() -> None:
    design = survey_design(np.full(4, 0.5))
    mean = means(design, [1.0, 2, 3, 5])
    assert design_effects(design, [1.0, 2, 3, 5], mean).undefined == 1
    assert design_effects(design, [1.0, 2, 3, 5], mean, replacement=True).undefined == 0


def test_estimates_of_other_values_are_refused() -> None:
    design = survey_design(np.ones(3))
    with pytest.raises(AnalysisError, match="shape"):
        design_effects(design, np.eye(3), means(design, [1.0, 2, 3]))
