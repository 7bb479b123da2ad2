"""Tests of differences against R and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.contrasts import differences
from analysis.estimation.design import survey_design
from analysis.estimation.difference_tests import difference_tests
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means
from analysis.estimation.results import Contrasts
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics


def test_the_t_test_of_two_domains_equals_r() -> None:
    design, wanted = sipas.design("clustered"), sipas.expected()["contrasts"]
    sexes = means(design, sipas.numbers("duration"), domains=domains_of(sipas.column("sex")))
    found = difference_tests(differences(sexes, pairs=[(1, 0)]), df=design.df - 1)
    assert design.df - 1 == wanted["df"]
    np.testing.assert_allclose(found.statistic, wanted["t"], rtol=1e-10)
    np.testing.assert_allclose(found.p_value, wanted["p"], rtol=1e-10)


def test_a_hundred_per_cent_against_a_hundred_per_cent_is_not_tested() -> None:
    design = survey_design(np.ones(12), strata=np.repeat(list("abc"), 4))
    shares = means(design, [1.0] * 8 + [1, 0, 1, 0], domains=domains_of(np.repeat(list("abc"), 4)))
    found = difference_tests(differences(shares, pairs=[(0, 1), (0, 2)]))
    assert found.tested.tolist() == [False, True]
    assert found.not_tested == 1
    assert np.isnan([found.p_value[0], found.holm[0], found.statistic[0]]).all()
    assert found.holm[1] == found.p_value[1]  # one test was made: nothing to adjust for


def test_without_degrees_of_freedom_given_the_test_is_normal() -> None:
    found = difference_tests(Contrasts(np.array([1.959963984540054]), np.eye(1), "", ""))
    np.testing.assert_allclose(found.p_value, 0.05, rtol=1e-12)


def test_ill_formed_tests_are_refused() -> None:
    two = Contrasts(np.zeros(2), np.eye(2), "", "")
    for code, act in (
        ("no_degrees_of_freedom", lambda: difference_tests(two, df=0)),
        ("no_degrees_of_freedom", lambda: difference_tests(two, df=np.nan)),
        ("shape", lambda: difference_tests(two, df=[1, 2, 3])),
    ):
        with pytest.raises(AnalysisError) as refused:
            act()
        assert refused.value.code == code
