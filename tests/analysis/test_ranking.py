"""M8: places inside a group."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.points import Precision
from analysis.ranking import Ties, rank

FIGURES = [("a", 90), ("b", 100), ("c", 100), ("d", None), ("e", 80)]


def places(figures, **settings):
    return [(row.unit, row.place) for row in rank(figures, **settings)]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (Ties.LIST_ORDER, [("b", 1), ("c", 2), ("a", 3), ("e", 4), ("d", None)]),
        (Ties.SHARED, [("b", 1), ("c", 1), ("a", 3), ("e", 4), ("d", None)]),
        (Ties.DENSE, [("b", 1), ("c", 1), ("a", 2), ("e", 3), ("d", None)]),
    ],
)
def test_each_rule_for_ties_m8(ties, expected):
    assert places(FIGURES, ties=ties) == expected


def test_units_on_the_same_figure_are_counted_m8():
    assert [row.tied for row in rank(FIGURES)] == [2, 2, 1, 1, 0]


def test_printed_figures_can_be_compared_instead_of_exact_ones_m8():
    figures = [("a", Fraction("99.994")), ("b", Fraction("99.9949"))]
    assert places(figures) == [("b", 1), ("a", 2)]
    assert places(figures, precision=Precision.PRINTED) == [("a", 1), ("b", 2)]
    assert places(figures, precision=Precision.PRINTED, digits=4) == [("b", 1), ("a", 2)]


def test_units_without_a_figure_stand_last_in_list_order_and_have_no_place_m6_m8():
    figures = [("x", None), ("y", 0), ("z", None)]
    assert places(figures) == [("y", 1), ("x", None), ("z", None)]


def test_a_unit_named_twice_is_refused():
    with pytest.raises(AnalysisError, match="unit_twice"):
        rank([("a", 1), ("a", 2)])


@given(st.lists(st.one_of(st.none(), st.integers(0, 5))), st.sampled_from(Ties))
def test_places_are_a_permutation_or_share_places_m8(values, ties):
    rows = rank([(f"u{i}", value) for i, value in enumerate(values)], ties=ties)
    known = [value for value in values if value is not None]
    assert sorted(row.unit for row in rows) == sorted(f"u{i}" for i in range(len(values)))
    given_places = [row.place for row in rows if row.place is not None]
    if ties is Ties.LIST_ORDER:
        assert given_places == list(range(1, len(known) + 1))
    elif ties is Ties.SHARED:
        assert given_places == sorted(1 + sum(v > value for v in known) for value in known)
    else:
        assert set(given_places) == set(range(1, len(set(known)) + 1))
