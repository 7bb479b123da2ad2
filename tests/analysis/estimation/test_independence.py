"""The test of independence against R survey: estimation.R, `contrasts$chisq`."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.design import survey_design
from analysis.estimation.independence import independence_test
from tests.analysis.estimation import sipas
from tests.analysis.estimation.test_calibrated import design as calibrated_design

pytestmark = pytest.mark.statistics
AGES = ("1", "2", "3", "4", "5")


@pytest.mark.parametrize("name", ["clustered", "raked"])
def test_the_test_of_independence_equals_r(name: str) -> None:
    design = sipas.design(name) if name == "clustered" else calibrated_design(name)
    answers = sipas.scores()[:, 16]
    chosen = tuple(np.unique(answers[~np.isnan(answers)]))
    found = independence_test(
        design, answers, sipas.column("age"), row_categories=chosen, column_categories=AGES
    )
    wanted = sipas.expected()["contrasts"]["chisq"][name]
    np.testing.assert_allclose(found.statistic, wanted["F"], rtol=1e-9)
    np.testing.assert_allclose(found.numerator_df, wanted["ndf"], rtol=1e-9)
    np.testing.assert_allclose(found.denominator_df, wanted["ddf"], rtol=1e-9)
    np.testing.assert_allclose(found.p_value, wanted["p"], rtol=1e-8)
    assert found.n + found.left_out == 2027
    assert found.left_out == np.isnan(answers).sum()


def test_independent_answers_have_a_statistic_of_zero() -> None:
    found = independence_test(
        survey_design(np.ones(8)),
        list("aabbaabb"),
        list("xyxyxyxy"),
        row_categories=("a", "b"),
        column_categories=("x", "y"),
    )
    np.testing.assert_allclose([found.pearson, found.statistic], 0, atol=1e-15)
    np.testing.assert_allclose(found.p_value, 1)


@pytest.mark.parametrize(
    ("rows", "categories", "code"),
    [
        (list("aabb"), ("a",), "too_few_categories"),
        (list("aab"), ("a", "b"), "shape"),
        (list("aabb"), ("a", "b", "c"), "empty_category"),
        (list("aczz"), ("a", "c"), "no_degrees_of_freedom"),
    ],
)
def test_tables_without_a_test_are_refused(rows: list, categories: tuple, code: str) -> None:
    design = survey_design(np.ones(4), strata=list("xyzz"), lonely="remove")
    with pytest.raises(AnalysisError) as refused:
        independence_test(
            design,
            rows,
            list("uvuv"),
            row_categories=categories,
            column_categories=("u", "v"),
        )
    assert refused.value.code == code
