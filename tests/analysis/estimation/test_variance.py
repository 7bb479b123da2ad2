"""The variance formula by hand, stage by stage."""

from __future__ import annotations

import numpy as np

from analysis.estimation.design import survey_design
from analysis.estimation.stages import Stage
from analysis.estimation.variance import covariance_of_totals


def test_two_strata_with_corrections_by_hand() -> None:
    design = survey_design([2.0, 2, 3, 3, 3], strata=list("aabbb"), population=[4, 4, 9, 9, 9])
    z = np.array([1.0, 4, 2, 2, 5])[:, None]
    first = (1 - 2 / 4) * 2 / 1 * ((2 - 5) ** 2 + (8 - 5) ** 2)
    second = (1 - 3 / 9) * 3 / 2 * ((6 - 9) ** 2 + (6 - 9) ** 2 + (15 - 9) ** 2)
    np.testing.assert_allclose(covariance_of_totals(design, z), [[first + second]])


def test_two_stages_by_hand() -> None:
    rows = Stage(population=[5, 5, 8, 8, 8])
    design = survey_design(np.ones(5), clusters=list("aabbb"), population=10, later=[rows])
    z = np.array([1.0, 2, 4, 4, 7])[:, None]
    between = (1 - 2 / 10) * 2 * ((3 - 9) ** 2 + (15 - 9) ** 2)
    inside_a = (1 - 2 / 5) * 2 / 1 * 2 * 0.5**2
    inside_b = (1 - 3 / 8) * 3 / 2 * (1 + 1 + 4)
    wanted = between + 2 / 10 * (inside_a + inside_b)
    np.testing.assert_allclose(covariance_of_totals(design, z), [[wanted]])


def test_three_stages_multiply_their_fractions() -> None:
    cluster, inner = [1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 2, 2, 1, 1, 2, 2]
    later = [Stage(clusters=inner, population=4), Stage(population=4)]
    design = survey_design(np.ones(8), clusters=cluster, population=8, later=later)
    z = np.array([0.0, 1, 0, 1, 0, 1, 0, 1])[:, None]  # only rows differ, not clusters
    wanted = 2 / 8 * (2 / 4) * (1 - 2 / 4) * 4 * (2 / 1) * 0.5
    np.testing.assert_allclose(covariance_of_totals(design, z), [[wanted]])


def test_two_totals_of_the_same_values_are_one() -> None:
    design = survey_design(np.ones(4), strata=list("aabb"))
    z = np.array([1.0, 2, 4, 8])[:, None]
    matrix = covariance_of_totals(design, np.hstack([z, -2 * z]))
    np.testing.assert_allclose(matrix, matrix[0, 0] * np.array([[1, -2], [-2, 4]]))
