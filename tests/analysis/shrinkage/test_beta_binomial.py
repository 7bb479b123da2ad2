"""The beta-binomial model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.shrinkage.beta_binomial import Variation, beta_binomial
from analysis.shrinkage.beta_likelihood import log_likelihood

EXPECTED = json.loads((Path(__file__).parents[1] / "reference" / "shrinkage.json").read_text())[
    "expected"
]
UNITS = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=12,
)


@pytest.mark.statistics
def test_the_fit_is_that_of_newton_steps_in_r() -> None:
    # R's own optimiser, nlm, ends within 1e-6 of it; digamma differences leave about 1e-12.
    found, r = beta_binomial(EXPECTED["x"], EXPECTED["n"]), EXPECTED["beta_binomial"]
    assert found.variation is Variation.ESTIMATED
    assert [found.alpha, found.beta] == pytest.approx([r["alpha"], r["beta"]], rel=1e-10)
    assert [found.alpha, found.beta] == pytest.approx(r["nlm"], rel=1e-6)
    assert found.log_likelihood == pytest.approx(r["log_likelihood"], rel=1e-13)
    for name in ("estimate", "low", "high"):
        assert getattr(found, name) == pytest.approx(r[name], rel=1e-10)


def test_the_figure_says_that_it_is_an_aid() -> None:
    assert beta_binomial([1, 9], [10, 10]).aid_only is True


@pytest.mark.parametrize("x", [[50, 51, 49, 50], [5, 5, 5, 5], [0, 1, 0, 1]])
def test_differences_that_chance_explains_vanish(x: list[int]) -> None:
    n = [1] * 4 if max(x) == 1 else [100] * 4
    found = beta_binomial(x, n)
    assert found.variation is Variation.NONE
    assert found.intraclass == 0
    assert found.estimate == pytest.approx([sum(x) / sum(n)] * 4)
    assert np.isnan(found.low).all()


@pytest.mark.parametrize("share", [0, 1])
def test_units_all_at_one_end_have_no_fit(share: int) -> None:
    found = beta_binomial([10 * share, 20 * share], [10, 20])
    assert found.variation is Variation.ONE_END
    assert np.isnan([found.alpha, found.beta, found.intraclass]).all()
    assert found.estimate.tolist() == [share, share]


def test_units_at_both_ends_only_stay_there() -> None:
    found = beta_binomial([0, 10, 10], [10, 10, 10])
    assert found.variation is Variation.ALL_OR_NOTHING
    assert found.mean == pytest.approx(2 / 3)
    assert found.estimate.tolist() == [0, 1, 1]


def test_the_higher_of_two_maxima_is_taken() -> None:
    x, n = np.array([494.0, 485.0, 0.0, 1.0]), np.array([500.0, 500.0, 1.0, 2.0])
    found = beta_binomial(x, n)
    grid = [
        log_likelihood(mean, np.exp(size), x, n)
        for mean in np.linspace(0.4, 0.99, 60)
        for size in np.linspace(-4, 12, 81)
    ]
    assert found.log_likelihood >= max(grid)


def test_units_without_answers_take_no_part() -> None:
    found = beta_binomial([1, np.nan, 0, 9], [10, 10, 0, 10])
    assert found.unknown == 2
    assert np.isnan(found.estimate).tolist() == [False, True, True, False]
    assert found.alpha == beta_binomial([1, 9], [10, 10]).alpha


@settings(max_examples=40)
@given(UNITS)
def test_the_maximum_is_a_maximum_and_the_estimate_lies_between(rows: list) -> None:
    x, n = np.array(rows, dtype=float).T
    found = beta_binomial(x, n)
    direct = x / n
    between = np.sort([direct, np.full(x.size, found.mean)], axis=0)
    assert (found.estimate >= between[0] - 1e-12).all()
    assert (found.estimate <= between[1] + 1e-12).all()
    for size in (0.01, 0.5, 5.0, 50.0, 5000.0):
        for mean in (0.05, 0.5, 0.95):
            assert log_likelihood(mean, size, x, n) <= found.log_likelihood + 1e-6


@settings(max_examples=20)
@given(UNITS)
def test_the_order_of_units_and_the_name_of_success_change_nothing(rows: list) -> None:
    x, n = np.array(rows, dtype=float).T
    found, back, other = (
        beta_binomial(x, n),
        beta_binomial(x[::-1], n[::-1]),
        beta_binomial(n - x, n),
    )
    assert back.variation is other.variation is found.variation
    # Flat likelihoods leave the last digits of the maximum to the order of the sums.
    assert back.estimate[::-1] == pytest.approx(found.estimate, rel=1e-6, abs=1e-9)
    assert 1 - other.estimate == pytest.approx(found.estimate, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("code", "x", "n"),
    [
        ("shape", [1, 2], [5]),
        ("not_a_number", ["a", 1], [5, 5]),
        ("not_finite", [1, 2], [5, np.inf]),
        ("negative_trials", [0, 2], [-1, 5]),
        ("successes_out_of_range", [6, 2], [5, 5]),
        ("successes_out_of_range", [-1, 2], [5, 5]),
        ("too_few_units", [1], [5]),
    ],
)
def test_what_cannot_be_is_refused(code: str, x: list, n: list) -> None:
    with pytest.raises(AnalysisError) as error:
        beta_binomial(x, n)
    assert error.value.code == code


def test_an_impossible_level_is_refused() -> None:
    with pytest.raises(AnalysisError, match="level"):
        beta_binomial([1, 2], [5, 5], level=95)
