"""Studentised differences."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.ranks.pairs import WithoutVariance, known_part, studentise


def test_a_difference_is_divided_by_the_error_of_correlated_estimates() -> None:
    pairs = studentise([1.0, 3.0], [[4.0, 1.0], [1.0, 9.0]])
    assert pairs.statistic[1, 0] == pytest.approx(2 / np.sqrt(4 + 9 - 2), rel=1e-14)
    assert pairs.statistic[0, 1] == -pairs.statistic[1, 0]


def test_a_diagonal_matrix_says_what_variances_say() -> None:
    y, v = np.array([0.3, 0.1, 0.2]), np.array([0.01, 0.02, 0.04])
    assert studentise(y, v).statistic == pytest.approx(studentise(y, np.diag(v)).statistic)


def test_a_pair_without_variance_is_not_tested() -> None:
    pairs = studentise([1.0, 1.0, 0.9], [0.0, 0.0, 0.01])
    assert pairs.tested.sum() == 4
    assert not pairs.settled.any()


def test_units_counted_in_full_settle_their_order() -> None:
    pairs = studentise([0.8, 0.9], [0.0, 0.0], without_variance=WithoutVariance.EXACT)
    assert pairs.units.tolist() == [0, 1]
    assert pairs.settled.tolist() == [[False, False], [True, False]]


def test_perfectly_correlated_units_are_not_tested() -> None:
    assert not studentise([0.8, 0.9], np.full((2, 2), 0.1)).tested.any()


def test_unknown_units_leave_with_their_covariances() -> None:
    y, sigma, units = known_part([1, np.nan, 3], [[1, np.nan, 0.5], [np.nan] * 3, [0.5, np.nan, 2]])
    assert y.tolist() == [1, 3]
    assert sigma.tolist() == [[1, 0.5], [0.5, 2]]
    assert units.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("code", "estimates", "covariance"),
    [
        ("not_a_number", ["x"], [1]),
        ("shape", [1, 2], [1]),
        ("shape", [[1]], [1]),
        ("not_finite", [1, 2], [1, np.nan]),
        ("not_finite", [1, np.inf], [1, 1]),
        ("negative_variance", [1, 2], [1, -1]),
        ("not_symmetric", [1, 2], [[1, 0.5], [0.1, 1]]),
        ("not_positive_semidefinite", [1, 2], [[1, 2], [2, 1]]),
    ],
)
def test_what_cannot_be_is_refused(code: str, estimates: list, covariance: list) -> None:
    with pytest.raises(AnalysisError) as error:
        studentise(estimates, covariance)
    assert error.value.code == code
