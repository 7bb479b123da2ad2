"""M15: a design of cells refuses what contradicts it."""

import numpy as np
import pytest

from analysis.cells import cell_design, index_estimates
from analysis.cube import FIVE_POINT, Scale, cube_from_rows
from analysis.errors import AnalysisError
from analysis.shares import ScoredItem
from analysis.tree import Content, Factor, IndexTree

TREE = IndexTree((Content("S", (Factor("F", ("a",)),)),))
ITEM = ScoredItem("01", "q1", "a")


def cube(*, answers=(5, 4, 3), units=("u1",)):
    rows = [((unit, "01"), {"q1": code}, 1) for unit in units for code in answers]
    return cube_from_rows(rows, dimensions=("unit", "form"), items=("q1",), scales=(FIVE_POINT,))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"strata": ("village",)}, "unknown_dimension"),
        ({"strata": ("unit",), "weights": [1.0, 2.0]}, "shape"),
        ({"strata": ("unit",), "weights": [0.0]}, "not_positive"),
        ({"strata": ("unit",), "weights": [np.nan]}, "not_finite"),
        ({"strata": ("unit",), "populations": {("u9",): 5}}, "unknown_stratum"),
        ({"strata": ("unit",), "populations": {("u1",): 2}}, "population_below_sample"),
    ],
)
def test_a_design_that_contradicts_its_cube_is_refused_m15(settings, code):
    with pytest.raises(AnalysisError, match=code):
        cell_design(cube(), **settings)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([ScoredItem("01", "q1", "zzz")], "unknown_criterion"),
        ([ITEM, ITEM], "item_twice"),
        ([ScoredItem("01", "q1", "a", Scale(frozenset({1}), frozenset()))], "scales_differ"),
    ],
)
def test_items_that_do_not_fit_are_refused_m15(items, code):
    with pytest.raises(AnalysisError, match=code):
        index_estimates(cell_design(cube(), strata=("unit",)), TREE, items)


def test_a_population_that_all_answered_has_no_variance_m15():
    census = cell_design(cube(), strata=("unit",), populations={("u1",): 3})
    found = index_estimates(census, TREE, [ITEM])
    assert found.estimate[0, 0] == pytest.approx(2 / 3)
    assert found.standard_error[0, 0] == 0


def test_one_response_out_of_one_is_not_lonely_m15():
    census = cell_design(cube(answers=(5,)), strata=("unit",), populations={("u1",): 1})
    assert index_estimates(census, TREE, [ITEM]).standard_error[0, 0] == 0


def test_a_hand_calculation_with_finite_population_m15():
    """3 of 30: p = 2/3, s^2 = 1/3, V = (1 - 3/30) s^2 / 3 = 0.1."""
    design = cell_design(cube(), strata=("unit",), populations={("u1",): 30})
    found = index_estimates(design, TREE, [ITEM])
    assert found.standard_error[0, 0] == pytest.approx(0.1**0.5, rel=1e-14)


def test_a_cube_without_responses_has_no_figures_m15():
    empty = cube(units=())
    found = index_estimates(cell_design(empty, strata=("unit",)), TREE, [ITEM])
    assert (found.domains, found.estimate.shape) == ((), (0, 4))


def test_units_in_strata_of_their_own_do_not_covary_m15():
    design = cell_design(cube(units=("u1", "u2")), strata=("unit",))
    found = index_estimates(design, TREE, [ITEM])
    assert found.covariance[0, 1] == 0
    assert found.covariance[0, 0] == pytest.approx(found.standard_error[0, 0] ** 2)
