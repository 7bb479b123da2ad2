"""Adjustment for non-response equals R and a hand calculation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.errors import AnalysisError
from analysis.weights.nonresponse import NonresponseWeights, adjust_for_nonresponse
from tests.analysis.weights.sipas import column, expected, rows


def _of_dispositions(base: Any, classes: Any, status: Any) -> NonresponseWeights:
    return adjust_for_nonresponse(
        base,
        classes,
        responding=np.isin(status, ["I", "P"]),
        eligible=~np.isin(status, ["UH", "UO", "NE"]),
        known=~np.isin(status, ["UH", "UO"]),
    )


def test_weights_of_the_simulated_survey_equal_r() -> None:
    issued = rows("sipas_issued")
    number = column(issued, "id")
    base = column(issued, "N_h") / column(issued, "m_h") * (1 + (number % 5) / 10)
    classes = [f"{row['unit']}-{row['channel']}" for row in issued]
    found = _of_dispositions(base, classes, [row["disposition"] for row in issued])
    reference = expected()["nonresponse"]
    assert list(found.classes) == reference["classes"]
    assert_allclose(found.factor, reference["factor"], rtol=1e-13)
    assert_allclose(found.weights[::10], reference["every_tenth"], rtol=1e-13)
    assert_allclose(found.weights.sum(), reference["sum"], rtol=1e-13)


def test_factors_by_hand() -> None:
    found = _of_dispositions([2, 2, 4, 4, 8], ["a"] * 5, ["I", "P", "R", "NE", "UH"])
    assert_allclose(found.eligibility_factor, 20 / 12)
    assert_allclose(found.response_factor, 8 / 4)
    assert_allclose(found.response_rate, 4 / 8)
    assert_allclose(found.weights, [2 * 20 / 6, 2 * 20 / 6, 0, 0, 0])
    assert_allclose(found.ineligible_total, 4 * 20 / 12)
    assert (found.issued.tolist(), found.respondents.tolist()) == ([5], [2])


def test_without_further_knowledge_all_rows_are_eligible() -> None:
    found = adjust_for_nonresponse([3, 3, 6], ["a"] * 3, responding=[True, False, True])
    assert_allclose(found.weights, [4, 0, 8])
    assert found.ineligible_total == 0


def test_a_class_without_eligible_rows_needs_no_respondent() -> None:
    found = _of_dispositions([1, 1, 1], ["a", "b", "b"], ["I", "NE", "NE"])
    assert found.weights.tolist() == [1, 0, 0]
    assert np.isnan(found.factor[1])
    assert found.ineligible_total == 2


@given(
    st.lists(
        st.tuples(
            st.floats(0.1, 10), st.sampled_from("ab"), st.sampled_from(["R", "NC", "NE", "UH"])
        ),
        max_size=20,
    )
)
def test_respondents_and_ineligible_rows_stand_for_all_issued(others: Any) -> None:
    table = [(1.0, "a", "I"), (2.0, "b", "I"), *others]
    base, classes, status = (np.array(values) for values in zip(*table, strict=True))
    found = _of_dispositions(base, classes, status)
    assert_allclose(found.weights.sum() + found.ineligible_total, base.sum(), rtol=1e-12)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (["R", "NC"], "class_without_respondents"),
        (["UH", "UO"], "class_without_respondents"),
    ],
)
def test_a_class_that_nobody_answered_for_is_named_with_its_cure(
    status: list[str], code: str
) -> None:
    with pytest.raises(AnalysisError, match=rf"{code}: nobody answered for b .*collapse_classes"):
        _of_dispositions([1, 1, 1], ["a", "b", "b"], ["I", *status])


@pytest.mark.parametrize(
    "options",
    [
        {"responding": [True, True], "eligible": [True, False]},
        {"responding": [True, False], "eligible": [True, True], "known": [True, False]},
        {"responding": [True, True], "known": [True, False]},
    ],
)
def test_contradictory_dispositions_are_refused(options: Any) -> None:
    with pytest.raises(AnalysisError, match="disposition"):
        adjust_for_nonresponse([1, 1], ["a", "a"], **options)


@pytest.mark.parametrize(
    ("base", "classes", "responding", "code"),
    [
        ([1, -1], ["a", "a"], [True, True], "negative_weight"),
        ([0, 0], ["a", "a"], [True, True], "no_weight"),
        ([1, np.nan], ["a", "a"], [True, True], "not_finite"),
        ([1, 1], ["a"], [True, True], "shape"),
        ([1, 1], ["a", "a"], [True], "shape"),
        ([1, 1], ["a", "a"], [1, 0], "shape"),
    ],
)
def test_input_without_meaning_is_refused(
    base: Any, classes: Any, responding: Any, code: str
) -> None:
    with pytest.raises(AnalysisError) as raised:
        adjust_for_nonresponse(base, classes, responding=responding)
    assert raised.value.code == code
