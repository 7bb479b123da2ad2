"""Interviewer effects from the one-way analysis of variance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.quality.clustering import intraclass_correlation

from .conftest import Forms


def response(forms: Forms, name: str) -> np.ndarray:
    """The mean score, item 17, or whether item 17 is satisfied."""
    item = np.where(forms.columns[16] > 0, forms.columns[16], np.nan)
    satisfied = np.where(np.isnan(item), np.nan, item >= 4)
    return {"score": forms.score, "q17": item, "satisfied": satisfied}[name]


@pytest.mark.statistics
@pytest.mark.parametrize("name", ["score", "q17", "satisfied"])
def test_it_equals_r(forms: Forms, expected: dict[str, Any], name: str) -> None:
    wanted = expected["effects"][name]
    result = intraclass_correlation(response(forms, name), forms.interviewer)
    for figure, key in (
        (result.icc, "icc"),
        (result.within, "msw"),
        (result.f, "f"),
        (result.p_value, "p"),
    ):
        assert figure == pytest.approx(wanted[key], rel=1e-10)
    limits = (float(result.interval.low), float(result.interval.high))
    assert limits == pytest.approx(wanted["interval"], rel=1e-10)


def test_the_guides_one_way_figure_is_the_mean_score(forms: Forms) -> None:
    result = intraclass_correlation(forms.score, forms.interviewer)
    assert result.icc == pytest.approx(0.303, abs=0.0005)
    assert result.left_out == 897


def test_groups_by_hand() -> None:
    """MSB = 8, MSW = 2, two of each: icc = 6 / 10, design effect 1.6."""
    result = intraclass_correlation([1, 3, 3, 5, 5, 7], list("aabbcc"))
    assert result.icc == pytest.approx(0.6, rel=1e-14)
    assert result.design_effect == pytest.approx(1.6, rel=1e-14)
    assert result.effective_n == pytest.approx(3.75, rel=1e-14)


def test_groups_that_differ_less_than_chance_keep_a_negative_icc() -> None:
    result = intraclass_correlation([1, 3, 1, 3], list("aabb"))
    assert result.icc == pytest.approx(-1.0)
    assert result.design_effect == 1.0


def test_equal_values_have_no_icc() -> None:
    result = intraclass_correlation([0.1] * 6, list("aabbcc"))
    assert np.isnan(result.icc)
    assert np.isnan(result.p_value)
    assert np.isnan(result.interval.low)


def test_groups_without_inner_differences_have_icc_one() -> None:
    result = intraclass_correlation([1, 1, 2, 2], list("aabb"))
    assert (result.icc, result.p_value, result.f) == (1.0, 0.0, np.inf)


@pytest.mark.parametrize(
    ("values", "group", "level", "code"),
    [
        ([1.0, 2.0], ["a", "a"], 0.95, "too_few_groups"),
        ([1.0, 2.0], ["a", "b"], 0.95, "no_replication"),
        ([1.0, 2.0], ["a"], 0.95, "shape"),
        ([1.0, np.inf], ["a", "a"], 0.95, "not_finite"),
        ([1.0, 2.0], ["a", "a"], 95, "level"),
        (["x", "y"], ["a", "b"], 0.95, "not_a_number"),
        ([], [], 0.95, "too_few_groups"),
    ],
)
def test_faults_have_names(values: list, group: list, level: float, code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        intraclass_correlation(values, np.array(group, dtype=str), level=level)
    assert error.value.code == code


@given(st.lists(st.integers(0, 5), min_size=6, max_size=30), st.integers(1, 9), st.randoms())
def test_scale_shift_and_order_do_not_matter(values: list[int], scale: int, random: Any) -> None:
    rows = [(value, "abc"[place % 3]) for place, value in enumerate(values)]
    one = intraclass_correlation(*_split(rows))
    random.shuffle(rows)
    two = intraclass_correlation(*_split([(value * scale + 7, who) for value, who in rows]))
    np.testing.assert_allclose(one.icc, two.icc, rtol=1e-9, atol=1e-12)
    assert not one.icc < float(one.interval.low) - 1e-12  # both are -1 / (m - 1) where F is 0
    assert not one.icc > float(one.interval.high) + 1e-12


def _split(rows: list[tuple[int, str]]) -> tuple[list[int], list[str]]:
    return [value for value, _ in rows], [who for _, who in rows]
