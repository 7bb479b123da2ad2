"""Tables of shares from coded rows against the estimates of the general form."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from analysis.errors import AnalysisError
from analysis.estimation import domain_shares as module
from analysis.estimation import share_variance
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.domain_indexes import domain_indexes
from analysis.estimation.domain_shares import domain_shares
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means
from analysis.estimation.indexes import mean_of_factor_shares, mean_of_item_shares, pooled_share
from analysis.estimation.stages import Stage
from analysis.weights.raking import rake
from tests.analysis.estimation import sipas
from tests.analysis.estimation.test_calibrated import calibrated, margins
from tests.analysis.estimation.test_calibrated import design as calibrated_design

SHARE = (np.nan, 0, 0, 0, 1, 1)
SCORE = (np.nan, 1, 2, 3, 4, 5)


def codes() -> np.ndarray:
    return np.nan_to_num(sipas.scores()).astype(np.uint8)


def units() -> np.ndarray:
    return np.unique(sipas.column("unit"), return_inverse=True)[1]


def made(name: str) -> SurveyDesign:
    if name in ("raked", "raked_clusters", "post"):
        return calibrated_design(name)
    if name == "uneven":
        weights = rake(sipas.weights() * default_rng(1).uniform(0.5, 2, 2027), margins()[:2])
        return survey_design(weights, strata=sipas.column("age"), lonely="average")
    return sipas.design(name)


DESIGNS = ["stratified", "clustered", "fraction", "raked", "raked_clusters", "post", "uneven"]


@pytest.mark.parametrize("scores", [SHARE, SCORE])
@pytest.mark.parametrize("name", DESIGNS)
def test_the_table_equals_the_general_form(name: str, scores: tuple[float, ...]) -> None:
    design, unit = made(name), units()
    domain = np.where(unit < 35, unit, -1)
    items = [0, 16, 17]
    found = domain_shares(design, codes()[:, items], scores=scores, domain=domain, domains=36)
    values = np.array(scores)[codes()[:, items]]
    wanted = means(design, values, domains=domains_of(domain, levels=(tuple(range(36)),)))
    np.testing.assert_allclose(found.estimate, wanted.table(wanted.estimate), rtol=1e-12)
    np.testing.assert_allclose(
        found.standard_error, wanted.table(wanted.standard_error), rtol=1e-9, atol=1e-14
    )
    assert np.array_equal(found.n, wanted.table(wanted.n))
    assert np.array_equal(found.df_answered, wanted.table(wanted.df_answered))
    assert found.method.endswith("calibrated") == (design.calibration is not None)
    assert np.isnan(found.estimate[35]).all()  # nobody is in the last domain
    assert found.unknown == wanted.unknown >= 3


@pytest.mark.parametrize("name", DESIGNS)
def test_the_indexes_equal_the_general_form(name: str) -> None:
    design, unit, s = made(name), units(), sipas.satisfied()
    domains = domains_of(unit, levels=(tuple(range(40)),))
    singles = [[item] for item in range(20)]
    factors = [list(factor) for factor in sipas.FACTORS]
    for parts, wanted in (
        (singles, mean_of_item_shares(design, s, domains=domains)),
        (
            factors,
            mean_of_factor_shares(
                design, s, factors=factors, domains=domains, leave_out_unknown=True
            ),
        ),
    ):
        found = domain_indexes(design, codes(), scores=SHARE, parts=parts, domain=unit, domains=40)
        np.testing.assert_allclose(found.estimate, wanted.estimates.estimate, rtol=1e-12)
        np.testing.assert_allclose(
            found.standard_error, wanted.estimates.standard_error, rtol=1e-9, atol=1e-14
        )
        assert np.array_equal(found.parts, wanted.parts)
        assert np.array_equal(found.n, wanted.estimates.n)
    pooled = pooled_share(design, s, domains=domains)
    one = domain_indexes(design, codes(), scores=SHARE, parts=[range(20)], domain=unit, domains=40)
    np.testing.assert_allclose(one.estimate, pooled.estimate, rtol=1e-12)
    np.testing.assert_allclose(one.standard_error, pooled.standard_error, rtol=1e-9, atol=1e-14)


def test_blocks_of_rows_and_of_domains_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    design = made("raked")

    def table() -> np.ndarray:
        return domain_shares(
            design, codes()[:, :2], scores=SHARE, domain=units(), domains=40
        ).variance

    whole = table()
    monkeypatch.setattr(module, "BLOCK", 100)
    monkeypatch.setattr(share_variance, "TABLE", 5000)
    np.testing.assert_allclose(table(), whole, rtol=1e-11)


def test_rules_for_lonely_strata_hold_in_the_table() -> None:
    random = default_rng(5)
    answers = random.integers(0, 3, (30, 2)).astype(np.uint8)
    strata = np.repeat(np.arange(11), [3] * 9 + [2, 1])
    domain = random.integers(0, 3, 30)
    scores = np.array([np.nan, 0, 1])
    for rule in ("remove", "adjust", "average"):
        for too in (False, True):
            design = survey_design(
                random.uniform(1, 2, 30), strata=strata, lonely=rule, lonely_domains=too
            )
            found = domain_shares(design, answers, scores=scores, domain=domain, domains=3)
            wanted = means(design, scores[answers], domains=domains_of(domain))
            assert np.isfinite(found.variance).any()
            np.testing.assert_allclose(found.variance.reshape(-1), wanted.variance, rtol=1e-11)


def test_rows_without_weight_are_not_counted() -> None:
    design = survey_design([1.0, 0, 1, 1])
    found = domain_shares(
        design,
        np.array([[1], [2], [2], [0]]),
        scores=[np.nan, 0, 1],
        domain=np.zeros(4, int),
        domains=1,
    )
    assert found.n.tolist() == [[2]]
    assert found.estimate.tolist() == [[0.5]]


def test_units_at_a_hundred_per_cent_have_no_variance() -> None:
    found = domain_shares(
        made("raked"), codes()[:, 16:17], scores=SHARE, domain=units(), domains=40
    )
    full = found.estimate == 1
    assert full.sum() > 5
    assert np.all(found.variance[full] == 0)


def test_strata_that_agree_within_have_no_variance() -> None:
    design = survey_design(np.full(6, 0.1), strata=list("aaabbb"))
    found = domain_shares(
        design,
        np.array([[1], [1], [1], [0], [0], [0]]),
        scores=[0, 1],
        domain=np.zeros(6, int),
        domains=1,
    )
    np.testing.assert_allclose(found.estimate, [[0.5]])
    assert found.variance.tolist() == [[0.0]]


def test_ill_formed_tables_are_refused() -> None:
    design, answers = survey_design(np.ones(4)), np.array([[0], [1], [1], [0]])
    twice = survey_design(np.ones(4), population=9, later=[Stage(population=9)])
    numeric = calibrated("regression")
    base = {"scores": [0, 1], "domain": np.zeros(4, int), "domains": 1}

    def shares(design: SurveyDesign = design, answers: np.ndarray = answers, **options: object):
        return domain_shares(design, answers, **(base | options))

    for code, act in (
        ("shape", lambda: shares(answers=answers[:2])),
        ("shape", lambda: shares(answers=answers * 0.5)),
        ("unknown_code", lambda: shares(answers=answers * 2)),
        ("shape", lambda: shares(scores=[[0, 1]])),
        ("not_finite", lambda: shares(scores=[0, np.inf])),
        ("unknown_domain", lambda: shares(domain=np.full(4, 1))),
        ("shape", lambda: shares(domain=np.zeros(4))),
        ("several_stages", lambda: shares(twice)),
        (
            "numeric_auxiliary",
            lambda: domain_shares(
                survey_design(numeric), codes(), scores=SHARE, domain=units(), domains=40
            ),
        ),
        ("empty_factor", lambda: domain_indexes(design, answers, parts=[], **base)),
        ("no_such_item", lambda: domain_indexes(design, answers, parts=[[1]], **base)),
    ):
        with pytest.raises(AnalysisError) as refused:
            act()
        assert refused.value.code == code
