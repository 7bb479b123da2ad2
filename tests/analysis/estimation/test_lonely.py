"""Strata with one unit against R's rules: estimation.R, `lonely`."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, totals
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics
RULES = ("remove", "adjust", "average")


def few() -> np.ndarray:
    stratum = sipas.column("stratum")
    first = np.zeros(len(stratum), dtype=bool)
    first[np.unique(stratum, return_index=True)[1]] = True
    return first | ~np.isin(stratum, ["U01-C", "U02-C", "U05-C"])


def lonely_design(rule: str, *, domains: bool = False, fpc: bool = False) -> SurveyDesign:
    rows = few()
    return survey_design(
        sipas.weights()[rows],
        strata=sipas.column("stratum")[rows],
        population=sipas.numbers("N_h")[rows] if fpc else None,
        lonely=rule,
        lonely_domains=domains,
    )


@pytest.mark.parametrize("domains", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_rules_for_lonely_strata_equal_r(rule: str, domains: bool) -> None:
    wanted = sipas.expected()["lonely"][rule + "_domains" * domains]
    rows = few()
    values = np.column_stack([sipas.numbers("duration"), sipas.sums()])[rows]
    design = lonely_design(rule, domains=domains)
    corrected = lonely_design(rule, domains=domains, fpc=True)
    age = domains_of(sipas.column("age")[rows])
    for key, found in (
        ("mean", means(design, values)),
        ("fpc", means(corrected, values)),
        ("blank", means(design, sipas.satisfied()[rows, 17])),
        ("by_age", means(design, values[:, 1], domains=age)),
    ):
        np.testing.assert_allclose(found.estimate, wanted[key]["estimate"], rtol=1e-11)
        np.testing.assert_allclose(found.standard_error, wanted[key]["se"], rtol=1e-11)


def test_without_a_rule_lonely_strata_are_named() -> None:
    rows = few()
    with pytest.raises(AnalysisError) as refused:
        means(lonely_design("error"), sipas.sums()[rows])
    assert refused.value.code == "lonely_stratum"
    assert all(name in refused.value.detail for name in ("U01-C", "U02-C", "U05-C"))
    assert "adjust" in refused.value.cure


def test_a_long_list_of_lonely_strata_is_cut() -> None:
    with pytest.raises(AnalysisError, match="and 3 more"):
        totals(survey_design(np.ones(8), strata=np.arange(8)), np.ones(8))


def test_a_stratum_that_no_row_of_the_domain_uses_is_not_lonely_for_it() -> None:
    design = survey_design(np.ones(5), strata=["a", "a", "a", "a", "b"])
    domain = domains_of(["x", "x", "x", "x", "y"], levels=(("x",),))
    assert np.isfinite(means(design, [1.0, 2, 3, 4, 5], domains=domain).standard_error[0])
    with pytest.raises(AnalysisError, match="lonely_stratum"):
        means(design, [1.0, 2, 3, 4, 5])


def test_a_stratum_sampled_in_full_is_not_lonely() -> None:
    design = survey_design(np.ones(3), strata=["a", "a", "b"], population=[10, 10, 1])
    alone = survey_design(np.ones(2), population=[10, 10])
    found, wanted = totals(design, [1.0, 3, 9]), totals(alone, [1.0, 3])
    np.testing.assert_allclose(found.standard_error, wanted.standard_error, rtol=1e-14)


def test_the_average_needs_a_stratum_of_two() -> None:
    with pytest.raises(AnalysisError) as refused:
        totals(survey_design(np.ones(2), strata=["a", "b"], lonely="average"), [1.0, 2.0])
    assert refused.value.code == "no_stratum_to_average"


def test_a_domain_of_lonely_strata_only_has_no_variance_under_the_average() -> None:
    design = survey_design(np.ones(4), strata=["a", "a", "a", "b"], lonely="average")
    found = means(design, [1.0, 2, 4, 8], domains=domains_of(["x", "x", "x", "y"]))
    assert np.isnan(found.variance).tolist() == [False, True]
    assert found.estimate[1] == 8


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(AnalysisError, match="unknown_rule"):
        survey_design(np.ones(2), lonely="ignore")
