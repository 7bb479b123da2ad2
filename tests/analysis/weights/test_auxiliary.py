"""Sums and cross-products by counting equal those of the matrix."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.weights.auxiliary import Auxiliary
from analysis.weights.margins import Margin


@pytest.fixture
def auxiliary() -> Auxiliary:
    rng = np.random.default_rng(5)
    sizes = (3, 2, 4)
    margins = tuple(
        Margin(f"m{i}", rng.integers(0, k, 50), tuple("abcd"[:k]), np.ones(k))
        for i, k in enumerate(sizes)
    )
    return Auxiliary(margins, rng.normal(size=(50, 2)))


@pytest.fixture
def weights() -> np.ndarray:
    return np.random.default_rng(6).uniform(1, 2, 50)


def test_totals_are_those_of_the_matrix(auxiliary: Auxiliary, weights: np.ndarray) -> None:
    assert_allclose(auxiliary.totals(weights), weights @ auxiliary.matrix(), rtol=1e-13)


def test_cross_products_are_those_of_the_matrix(auxiliary: Auxiliary, weights: np.ndarray) -> None:
    x = auxiliary.matrix()
    assert_allclose(auxiliary.cross_product(weights), x.T @ (weights[:, None] * x), atol=1e-12)


def test_the_predictor_is_that_of_the_matrix(auxiliary: Auxiliary) -> None:
    coefficients = np.arange(1.0, auxiliary.width + 1)
    predictor = auxiliary.predictor(coefficients)
    assert_allclose(predictor, auxiliary.matrix() @ coefficients, rtol=1e-13)


def test_chosen_rows_keep_their_values(auxiliary: Auxiliary) -> None:
    rows = np.array([4, 1, 4])
    assert_allclose(auxiliary.taken(rows).matrix(), auxiliary.matrix()[rows])


def test_columns_have_names(auxiliary: Auxiliary) -> None:
    names = [auxiliary.name_of(column) for column in (0, 4, 8, 9, 10)]
    assert names == ["m0 = a", "m1 = b", "m2 = d", "numeric variable 1", "numeric variable 2"]
