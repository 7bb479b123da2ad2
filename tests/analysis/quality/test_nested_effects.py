"""Interviewers within units, by REML."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.quality.nested_effects import nested_components

from .conftest import Forms
from .test_clustering import response


@pytest.mark.statistics
@pytest.mark.parametrize("name", ["score", "q17", "satisfied"])
def test_it_equals_r(forms: Forms, expected: dict[str, Any], name: str) -> None:
    """lmer's own optimum polished in R; both sides stop where the score is rounding noise."""
    wanted = expected["effects"][name]
    result = nested_components(response(forms, name), forms.interviewer, forms.unit)
    for key in ("interviewer", "unit", "residual", "mean", "nested_f", "nested_p", "reml"):
        figure = {"nested_f": result.f, "nested_p": result.p_value, "reml": result.criterion}
        assert figure.get(key, getattr(result, key, None)) == pytest.approx(wanted[key], rel=1e-9)


def test_the_guides_nested_figures_are_the_mean_score(forms: Forms) -> None:
    result = nested_components(forms.score, forms.interviewer, forms.unit)
    figures = [result.interviewer, result.unit, result.residual, result.icc]
    assert figures == pytest.approx([0.034, 0.050, 0.173, 0.132], abs=0.0005)


def balanced(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    unit = np.repeat(np.arange(8), 15)
    who = np.repeat(np.arange(24), 5)
    noise = rng.normal(size=120)
    return rng.normal(size=8)[unit] + 0.8 * rng.normal(size=24)[who] + noise, who, unit


def test_balanced_data_give_the_analysis_of_variance() -> None:
    """MSE, (MSI - MSE) / 5 and (MSU - MSI) / 15, where none of them is negative."""
    values, who, unit = balanced(np.random.default_rng(3))
    cube = values.reshape(8, 3, 5)
    mse = cube.var(axis=2, ddof=1).mean()
    msi = 5 * cube.mean(axis=2).var(axis=1, ddof=1).mean()
    msu = 15 * cube.mean(axis=(1, 2)).var(ddof=1)
    assert min(msi - mse, msu - msi) > 0
    result = nested_components(values, who, unit)
    assert result.residual == pytest.approx(mse, rel=1e-9)
    assert result.interviewer == pytest.approx((msi - mse) / 5, rel=1e-9)
    assert result.unit == pytest.approx((msu - msi) / 15, rel=1e-9)
    assert result.f == pytest.approx(msi / mse, rel=1e-12)


def test_interviewers_that_differ_less_than_chance_have_component_zero() -> None:
    values, who, unit = balanced(np.random.default_rng(3))
    cube = values.reshape(8, 3, 5)
    centred = cube - cube.mean(axis=2, keepdims=True) + cube.mean(axis=(1, 2), keepdims=True)
    result = nested_components(centred.ravel(), who, unit)
    assert result.interviewer == 0.0
    assert result.icc == 0.0
    assert result.design_effect == 1.0
    assert result.f == pytest.approx(0.0, abs=1e-20)


def test_scale_shift_and_order_do_not_matter() -> None:
    values, who, unit = balanced(np.random.default_rng(9))
    order = np.random.default_rng(1).permutation(120)
    one = nested_components(values, who, unit)
    two = nested_components(1000 * values[order] + 5, who[order], unit[order])
    assert two.icc == pytest.approx(one.icc, rel=1e-8)
    assert two.interviewer == pytest.approx(1e6 * one.interviewer, rel=1e-8)


def test_missing_values_and_unknown_interviewers_are_counted() -> None:
    values, who, unit = balanced(np.random.default_rng(9))
    values[0], who[1] = np.nan, -1
    result = nested_components(values, who, unit)
    assert (result.left_out, result.n, result.interviewers, result.units) == (2, 118, 24, 8)


@pytest.mark.parametrize(
    ("values", "who", "unit", "code"),
    [
        ([1.0, 2.0, 3.0], "aab", "UUU", "too_few_units"),
        ([1.0, 2.0, 3.0, 4.0], "aabb", "UUVV", "not_nested"),
        ([1.0, 2.0, 3.0], "abc", "UUV", "no_replication"),
        ([1.0, 1.0, 3.0, 4.0], "aabc", "UUUV", "no_residual"),
        ([1.0, np.inf], "ab", "UV", "not_finite"),
        ([1.0], "ab", "UV", "shape"),
        ([], "", "", "too_few_units"),
    ],
)
def test_faults_have_names(values: list, who: str, unit: str, code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        nested_components(values, np.array(list(who), str), np.array(list(unit), str))
    assert error.value.code == code
