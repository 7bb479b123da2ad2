"""One way to every interval of a proportion."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals.likelihood import likelihood_interval
from analysis.intervals.proportion import METHODS, proportion_interval
from analysis.intervals.transformed import t_interval
from analysis.intervals.wilson import wilson
from tests.analysis.intervals.references import agree, column, having

#: The figure of intervals.json that each method is; R's `logit` is the same interval as `xlogit`.
FIGURES = {
    "logit": "xlogit",
    "xlogit": "xlogit",
    "likelihood": "likelihood",
    "asin": "asin",
    "beta": "beta",
    "beta_capped": "korn_graubard_capped",
    "mean": "mean",
    "wilson": "wilson_t",
}


def test_every_method_is_compared_with_r() -> None:
    assert FIGURES.keys() == METHODS.keys()


@pytest.mark.statistics
@pytest.mark.parametrize(("method", "figure"), FIGURES.items())
def test_each_name_is_the_interval_of_r(method: str, figure: str) -> None:
    cases = [case for case in having("survey", figure) if case["level"] == 0.95]
    p, variance, n, df = (column(cases, name) for name in ("p", "variance", "n", "df"))
    found = proportion_interval(p, variance, n, df=df, method=method)
    if method == "likelihood":  # R's spline is off by more than 1e-2 of tiny units
        direct = likelihood_interval(p, variance, n, df=df)
        np.testing.assert_array_equal(found.low, direct.low)
        np.testing.assert_array_equal(found.high, direct.high)
    else:
        agree(found, cases, figure)


@pytest.mark.parametrize("method", METHODS)
def test_all_figures_come_in_one_shape(method: str) -> None:
    found = proportion_interval(0.9, 0.002, [[50], [60]], df=[40, 30], method=method)
    assert found.low.shape == found.high.shape == (2, 2)


@pytest.mark.parametrize("method", METHODS)
def test_a_unit_at_100_percent_has_the_interval_that_is_stated(method: str) -> None:
    found = proportion_interval(1.0, 0.0, 50, df=48, method=method)
    if method in ("logit", "xlogit", "asin"):
        assert np.isnan([found.low, found.high]).all()
    else:
        assert found.high == 1
        assert found.low == 1 if method == "mean" else 0.9 < found.low < 0.97
    if method == "wilson":
        assert found.low == wilson(1.0, 50, df=48).low


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"method": "exact"}, "unknown_method"),
        ({"level": 95}, "level"),
        ({"n": [1, 2], "df": [1, 2, 3]}, "shape"),
        ({"p": 90}, "share_out_of_range"),
    ],
)
@pytest.mark.parametrize("method", ["beta", "mean"])
def test_faults_have_names(options: dict, code: str, method: str) -> None:
    given = {"p": 0.9, "variance": 0.001, "n": 50, "df": 48, "method": method} | options
    with pytest.raises(AnalysisError) as refused:
        proportion_interval(**given)
    assert refused.value.code == code


def test_a_t_interval_holds_for_any_unit() -> None:
    found = t_interval([250.0, -3.0, np.nan], [16.0, 0.0, 1.0], df=np.inf)
    np.testing.assert_allclose(found.low, [250 - 4 * 1.959963984540054, -3, np.nan])
    np.testing.assert_allclose(found.high, [250 + 4 * 1.959963984540054, -3, np.nan])
    assert np.isnan(t_interval(1.0, 1.0, df=0).low)


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ((1.0, -1.0, 5), "negative_variance"),
        ((1.0, np.inf, 5), "not_finite"),
        (("x", 1.0, 5), "not_a_number"),
        (([1.0, 2], [1.0, 2, 3], 5), "shape"),
    ],
)
def test_a_t_interval_refuses_what_cannot_be(figures: tuple, code: str) -> None:
    estimate, variance, df = figures
    with pytest.raises(AnalysisError) as refused:
        t_interval(estimate, variance, df=df)
    assert refused.value.code == code
