"""M4-M6, M15: figures from cells are the exact ones, however rolled up, combined or weighted."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cells import LonelyStratum, Node, cell_design, index_estimates
from analysis.cube import FIVE_POINT, cube_from_rows
from analysis.index import unit_indexes
from analysis.method import CombineForms, IndexMethod
from analysis.rollup import RollUp
from analysis.shares import ScoredItem
from analysis.tree import Content, Factor, IndexTree

TREE = IndexTree(
    (
        Content("S1", (Factor("F1", ("a", "b")), Factor("F2", ("c",)))),
        Content("S2", (Factor("F3", ("d",)),)),
    )
)
ITEMS = tuple(
    ScoredItem(form, item, criterion, FIVE_POINT, frozenset({6}))
    for form, item, criterion in [
        ("01", "q1", "a"),
        ("01", "q2", "b"),
        ("01", "q3", "c"),
        ("02", "q1", "b"),
        ("02", "q2", "d"),
        ("02", "q3", "d"),
    ]
)
UNITS = ("u1", "u2")
WEIGHTS = {"a": Fraction(3), "b": Fraction(1), "c": Fraction(0), "d": Fraction(2)}
CODES = st.integers(0, 6)
ROWS = st.lists(
    st.tuples(
        st.tuples(st.sampled_from(UNITS), st.sampled_from(("01", "02")), st.sampled_from("xy")),
        st.fixed_dictionaries({"q1": CODES, "q2": CODES, "q3": CODES}),
        st.just(1),
    ),
    min_size=1,
    max_size=25,
)
METHODS = [
    IndexMethod(how, WEIGHTS if how is RollUp.WEIGHTS else {}, combine)
    for how in RollUp
    for combine in CombineForms
]


def cube_of(rows):
    return cube_from_rows(
        rows,
        dimensions=("unit", "form", "field"),
        items=("q1", "q2", "q3"),
        scales=(FIVE_POINT,) * 3,
    )


@given(ROWS, st.sampled_from(METHODS), st.booleans())
def test_every_node_equals_the_exact_figure_m4_m5_m6_m15(rows, method, known_population):
    cube = cube_of(rows)
    weights = {cell: Fraction(place + 2, 3) for place, cell in enumerate(cube.cells)}
    populations = {unit: {"01": 30, "02": 7} for unit in UNITS} if known_population else {}
    exact = unit_indexes(
        cube, TREE, ITEMS, units=UNITS, method=method, populations=populations, weights=weights
    )
    design = cell_design(
        cube, strata=("unit",), weights=[float(weights[cell]) for cell in cube.cells]
    )
    found = index_estimates(
        design,
        TREE,
        ITEMS,
        method=method,
        populations=populations,
        lonely=LonelyStratum.UNKNOWN,
    )
    by_unit = {row.unit: row for row in exact}
    for u, (unit,) in enumerate(found.domains):
        assert_same(found.estimate[u, 0], by_unit[unit].percent)
        for level in ("content", "factor", "criterion"):
            nodes = {"content": "contents", "factor": "factors", "criterion": "criteria"}[level]
            for node in getattr(by_unit[unit], nodes):
                assert_same(
                    found.estimate[u, found.nodes.index(Node(level, node.code))], node.percent
                )


def assert_same(ours, percent):
    if percent is None:
        assert np.isnan(ours)
    else:
        assert 100 * ours == pytest.approx(float(percent), rel=1e-11, abs=1e-11)


@given(ROWS, st.sampled_from(METHODS))
def test_the_standard_error_is_that_of_the_linearised_answers_one_by_one_m15(rows, method):
    """The variance of the index against its definition, response by response.

    The gradient is taken numerically: by how much one more response of a cell moves the index.
    """
    cube = cube_of(rows)
    design = cell_design(cube, strata=("unit",))
    populations = {unit: {"01": 30, "02": 7} for unit in UNITS}
    settings = {"method": method, "populations": populations, "lonely": LonelyStratum.UNKNOWN}
    found = index_estimates(design, TREE, ITEMS, **settings)
    for u, (unit,) in enumerate(found.domains):
        own = [row for row in rows if row[0][0] == unit]
        if len(own) < 2 or np.isnan(found.estimate[u, 0]):
            continue
        moved = np.array([slope(rows, row, unit, settings) for row in own])
        variance = len(own) * moved.var(ddof=1)
        assert found.standard_error[u, 0] ** 2 == pytest.approx(variance, rel=2e-4, abs=1e-9)


def slope(rows, row, unit, settings, step=1e-5):
    """d index / d weight of one response, by a central difference; good to about 1e-9."""

    def index(change):
        weighted = cube_of([((*r[0][:2], str(place)), r[1], 1) for place, r in enumerate(rows)])
        place = rows.index(row)
        weights = [1.0 + change * (cell[2] == str(place)) for cell in weighted.cells]
        design = cell_design(weighted, strata=("unit",), weights=weights)
        found = index_estimates(design, TREE, ITEMS, **settings)
        return found.estimate[found.domains.index((unit,)), 0]

    return (index(step) - index(-step)) / (2 * step)


def test_n_and_degrees_of_freedom_follow_who_was_asked_m15():
    answers = {"q1": 5, "q2": 3, "q3": 0}
    rows = [
        *[(("u1", "01", "x"), answers, 1)] * 3,
        *[(("u1", "02", "y"), answers, 1)] * 4,
        *[(("u2", "02", "y"), answers, 1)] * 2,
    ]
    found = index_estimates(cell_design(cube_of(rows), strata=("unit", "form")), TREE, ITEMS)
    figures = {
        (domain[0], node.code): (found.n[u, m], found.df[u, m])
        for u, domain in enumerate(found.domains)
        for m, node in enumerate(found.nodes)
    }
    assert figures["u1", ""] == (7, 5)
    assert figures["u1", "F1"] == (7, 5)
    assert figures["u1", "F2"] == (3, 2)
    assert figures["u1", "c"] == (0, 0)
    assert figures["u1", "a"] == (3, 2)
    assert figures["u1", "d"] == (4, 3)
    assert figures["u2", "F2"] == (0, 0)
    assert found.effective_n[:, 0].tolist() == [7, 2]
