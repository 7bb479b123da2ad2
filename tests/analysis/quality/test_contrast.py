"""One interviewer against the others of the unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.quality.contrast import compare_rates, compare_values

from .conftest import Forms, as_array


@pytest.mark.statistics
def test_rates_equal_fisher_and_holm_of_r(forms: Forms, expected: dict[str, Any]) -> None:
    points = np.where(forms.columns > 0, forms.columns.astype(float), np.nan)
    alike = np.nanmin(points, axis=0) == np.nanmax(points, axis=0)
    result = compare_rates(alike, interviewer=forms.interviewer, unit=forms.unit)
    np.testing.assert_allclose(result.p_value, as_array(expected["fisher"]), rtol=1e-10)
    np.testing.assert_allclose(result.adjusted, as_array(expected["fisher_holm"]), rtol=1e-10)
    assert result.unknown == np.count_nonzero(forms.interviewer == "")


@pytest.mark.statistics
def test_values_equal_the_rank_sum_test_of_r(forms: Forms, expected: dict[str, Any]) -> None:
    blanks = (forms.columns == 0).mean(axis=0)
    result = compare_values(blanks, interviewer=forms.interviewer, unit=forms.unit)
    np.testing.assert_allclose(result.p_value, as_array(expected["wilcoxon"]), rtol=1e-10)


def test_a_rate_by_hand() -> None:
    """3 of 3 against 0 of 3: one of the 20 ways to place three marks."""
    event = np.array([True] * 3 + [False] * 3)
    result = compare_rates(event, interviewer=list("aaabbb"), unit=["U"] * 6)
    np.testing.assert_allclose(result.p_value, [1 / 20, 1], rtol=1e-13)
    assert result.value.tolist() == [1, 0]
    assert result.others.tolist() == [0, 1]
    assert result.stands_out(alpha=0.11).tolist() == [True, False]


def test_who_works_alone_is_compared_with_nobody() -> None:
    result = compare_rates(np.array([True, True]), interviewer=["a", "b"], unit=["U", "V"])
    assert np.isnan(result.p_value).all()
    assert not result.stands_out().any()
    assert result.n_others.tolist() == [0, 0]


def test_a_unit_where_everything_is_marked_accuses_nobody() -> None:
    result = compare_rates(np.ones(6, bool), interviewer=list("aabbcc"), unit=["U"] * 6)
    assert result.p_value.tolist() == [1, 1, 1]


def test_forms_that_were_not_judged_are_left_out_and_counted() -> None:
    event, judged = np.array([True, True, False, False]), np.array([True, False, True, True])
    result = compare_rates(event, interviewer=list("aabb"), unit=["U"] * 4, judged=judged)
    assert result.n.tolist() == [1, 2]
    assert result.left_out == 1


def test_tied_values_accuse_nobody() -> None:
    result = compare_values([2.0] * 6, interviewer=list("aaabbb"), unit=["U"] * 6)
    assert result.p_value.tolist() == [1, 1]


def test_missing_values_are_left_out_and_counted() -> None:
    result = compare_values([1, np.nan, 2, 3], interviewer=list("aabb"), unit=["U"] * 4)
    assert result.n.tolist() == [1, 2]
    assert result.left_out == 1


def test_nothing_to_compare_gives_an_empty_table() -> None:
    assert compare_values([], interviewer=np.array([], str), unit=np.array([], str)).n.size == 0


def test_faults_have_names() -> None:
    who = {"interviewer": ["a", "b"], "unit": ["U", "U"]}
    for values, code in (([1.0], "shape"), ([1.0, np.inf], "not_finite")):
        with pytest.raises(AnalysisError) as error:
            compare_values(values, **who)
        assert error.value.code == code
    with pytest.raises(AnalysisError) as error:
        compare_rates(np.array([1, 0]), **who)
    assert error.value.code == "dtype"


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.sampled_from("UV")),
        min_size=1,
        max_size=40,
    ),
    st.randoms(),
)
def test_order_and_monotone_changes_do_not_matter(rows: list, random: Any) -> None:
    one = _table(rows)
    random.shuffle(rows)
    np.testing.assert_allclose(
        one, _table([(v**3 + 1, who, unit) for v, who, unit in rows]), rtol=1e-12
    )


def _table(rows: list) -> np.ndarray:
    values, who, unit = zip(*rows, strict=True)
    return compare_values(np.array(values, float), interviewer=who, unit=unit).p_value
