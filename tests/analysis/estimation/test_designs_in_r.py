"""Every kind of design against R survey: estimation.R, `designs`."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, ratios, totals
from analysis.estimation.results import Estimates
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics
NAMES = (
    "stratified",
    "replaced",
    "clustered",
    "fraction",
    "two_stage",
    "strata_twice",
    "three_stage",
)
TIGHT = 1e-10


def of(name: str) -> tuple[SurveyDesign, np.ndarray]:
    """The design, and the rows it holds."""
    if name == "three_stage":
        return sipas.three_stages(), sipas.kept_for_three_stages()
    return sipas.design(name), np.ones(len(sipas.weights()), dtype=bool)


def check(found: Estimates, wanted: dict[str, list[float]], key: str = "se") -> None:
    np.testing.assert_allclose(found.estimate, wanted["estimate"], rtol=TIGHT)
    np.testing.assert_allclose(found.standard_error, wanted[key], rtol=TIGHT)


@pytest.mark.parametrize("name", NAMES)
def test_means_totals_and_ratios_equal_r(name: str) -> None:
    design, rows = of(name)
    wanted = sipas.expected()["designs"][name]
    s, v = sipas.sums()[rows], sipas.counts()[rows]
    duration, first = sipas.numbers("duration")[rows], sipas.satisfied()[rows, 17]
    joint = means(design, np.column_stack([duration, s]))
    check(joint, wanted["joint"])
    np.testing.assert_allclose(joint.covariance, wanted["joint"]["vcov"], rtol=1e-9)
    check(means(design, first), wanted["blank"])
    check(totals(design, sipas.scores()[rows, 17]), wanted["total_blank"])
    check(ratios(design, s, v), wanted["ratio"])
    assert design.df == wanted["df"]


@pytest.mark.parametrize("name", NAMES)
def test_domains_equal_r(name: str) -> None:
    design, rows = of(name)
    wanted = sipas.expected()["designs"][name]
    s, v = sipas.sums()[rows], sipas.counts()[rows]
    sex, age = sipas.column("sex")[rows], sipas.column("age")[rows]
    check(means(design, sipas.numbers("duration")[rows], domains=domains_of(sex)), wanted["by_sex"])
    crossed = domains_of(sipas.column("channel")[rows], age)
    check(means(design, s, domains=crossed), wanted["by_age_channel"])
    check(totals(design, v, domains=domains_of(sex)), wanted["total_by_sex"])
    check(ratios(design, s, v, domains=domains_of(age)), wanted["ratio_by_age"])


def test_a_total_known_by_design_has_no_variance() -> None:
    wanted = sipas.expected()["designs"]["stratified"]["total"]
    found = totals(sipas.design("stratified"), np.ones(len(sipas.weights())))
    np.testing.assert_allclose(found.estimate, wanted["estimate"][1], rtol=TIGHT)
    assert found.standard_error[0] < 1e-8 * found.estimate[0]
