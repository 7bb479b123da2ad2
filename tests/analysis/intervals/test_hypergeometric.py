"""Exact limits in small populations, against a search over every possible population."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals import hypergeometric as module
from analysis.intervals.clopper_pearson import clopper_pearson
from analysis.intervals.hypergeometric import hypergeometric
from tests.analysis.intervals.references import EXPECTED, agree, column

pytestmark = pytest.mark.statistics


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_limits_equal_a_search_over_every_k(level):
    cases = [case for case in EXPECTED["finite"] if case["level"] == level]
    x, n, population = (column(cases, name) for name in ("x", "n", "N"))
    agree(hypergeometric(x, n, population, level=level), cases, "limits")


def test_15_of_15_from_38_are_at_least_84_percent():
    found = hypergeometric(15, 15, 38)
    assert found.low == 32 / 38
    assert found.high == 1


def test_a_census_is_certain():
    found = hypergeometric([37, 38], 38, 38)
    assert found.low.tolist() == found.high.tolist() == [37 / 38, 1.0]


def test_a_large_population_is_like_an_infinite_one():
    found, binomial = hypergeometric(48, 50, 2_000_000), clopper_pearson(48, 50)
    # The limits stand on a grid of 1 / 2,000,000, and n/N is 1 / 40,000.
    assert found.low == pytest.approx(binomial.low, abs=2e-5)
    assert found.high == pytest.approx(binomial.high, abs=2e-5)


def test_many_intervals_in_small_steps_of_memory_are_the_same(monkeypatch):
    x, n, population = np.arange(41), 40, 130
    whole = hypergeometric(x, n, population)
    monkeypatch.setattr(module, "CELLS", 100)
    parts = hypergeometric(x, n, population)
    assert whole.low.tolist() == parts.low.tolist()
    assert whole.high.tolist() == parts.high.tolist()


def test_missing_figures_and_empty_units_have_no_limits():
    found = hypergeometric([np.nan, 0, 3], [5, 0, 4], [9, 9, 9])
    assert np.isnan(found.low).tolist() == [True, True, False]
    assert hypergeometric([], [], []).low.shape == (0,)


@pytest.mark.parametrize(
    ("x", "n", "population", "code"),
    [
        (1.5, 4, 9, "not_whole"),
        (5, 4, 9, "count_out_of_range"),
        (3, 10, 9, "count_out_of_range"),
        (-1, 4, 9, "negative_size"),
        (1, 4, np.inf, "not_finite"),
        ([1, 1], [4, 4, 4], 9, "shape"),
    ],
)
def test_counts_that_cannot_be_are_refused(x, n, population, code):
    with pytest.raises(AnalysisError) as caught:
        hypergeometric(x, n, population)
    assert caught.value.code == code
