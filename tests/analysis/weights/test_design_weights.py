"""Design weights are inverse probabilities and population per row drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.errors import AnalysisError
from analysis.weights.design_weights import expansion_weights, inverse_probability_weights


def test_a_row_stands_for_the_inverse_of_its_probability() -> None:
    assert inverse_probability_weights([1, 0.5, 0.125]).tolist() == [1, 2, 8]


def test_a_row_of_a_stratum_stands_for_population_per_row_drawn() -> None:
    weights = expansion_weights([1390, 38, 0], [36, 38, 0])
    assert_allclose(weights, [1390 / 36, 1, 0])


def test_weights_add_up_to_the_population() -> None:
    population, drawn = np.array([1390, 38, 71]), np.array([36, 15, 7])
    assert_allclose((expansion_weights(population, drawn) * drawn).sum(), 1499)


@pytest.mark.parametrize("pi", [[0.0], [-0.1], [1.5]])
def test_a_probability_is_above_0_and_at_most_1(pi: list[float]) -> None:
    with pytest.raises(AnalysisError, match=r"probability.*leave it out"):
        inverse_probability_weights(pi)


@pytest.mark.parametrize(
    ("population", "drawn", "code"),
    [
        ([10, 5], [2, 0], "empty_stratum"),
        ([10, 5], [2, 6], "drawn_above_population"),
        ([10, 0], [2, 1], "drawn_above_population"),
        ([-1, 5], [0, 1], "negative_count"),
        ([10, 5], [2], "shape"),
        ([10, np.inf], [2, 1], "not_finite"),
        (["x"], [2], "not_a_number"),
    ],
)
def test_contradictory_strata_are_refused(population: Any, drawn: Any, code: str) -> None:
    with pytest.raises(AnalysisError) as raised:
        expansion_weights(population, drawn)
    assert raised.value.code == code


def test_errors_name_the_strata() -> None:
    with pytest.raises(AnalysisError, match="nobody was drawn from strata 1, 3"):
        expansion_weights([10, 5, 5, 5], [2, 0, 1, 0])
