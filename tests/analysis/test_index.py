"""M1-M6: the index of a unit with one form, both, or none.

Form 01 asks a and b, form 02 asks b and c. Unit "both": a 1/2, b 2/2 (01) and 0/1 (02), c 1/1.
Unit "one" has form 01 only: a 1/1, b without a valid answer. Unit "silent" left all blank.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cube import FIVE_POINT, cube_from_rows
from analysis.errors import AnalysisError
from analysis.index import Unknown, unit_indexes
from analysis.method import CombineForms, IndexMethod
from analysis.rollup import RollUp
from analysis.shares import ScoredItem, Share
from analysis.tree import Content, Factor, IndexTree

TREE = IndexTree((Content("S", (Factor("F1", ("a", "b")), Factor("F2", ("c",)))),))
UNITS = ("both", "one", "none", "silent")
SETS = (FIVE_POINT, frozenset({6}))
ITEMS = [
    ScoredItem("01", "q1", "a", *SETS),
    ScoredItem("01", "q2", "b", *SETS),
    ScoredItem("02", "q1", "b", *SETS),
    ScoredItem("02", "q2", "c", *SETS),
]
ROWS = [
    ("both", "01", {"q1": 5, "q2": 4}),
    ("both", "01", {"q1": 3, "q2": 5}),
    ("both", "02", {"q1": 1, "q2": 5}),
    ("one", "01", {"q1": 4, "q2": 6}),
    ("silent", "02", {"q1": 0, "q2": 0}),
]
PER_FORM = IndexMethod(combine_forms=CombineForms.PER_FORM)


def cube_of(rows, items=("q1", "q2")):
    return cube_from_rows(
        [((unit, form), codes, 1) for unit, form, codes in rows],
        dimensions=("unit", "form"),
        items=items,
        scales=(FIVE_POINT,) * len(items),
    )


def indexes(rows=ROWS, **settings):
    found = unit_indexes(cube_of(rows), TREE, ITEMS, units=UNITS, **settings)
    return {row.unit: row for row in found}


def test_answers_of_both_forms_are_pooled_per_criterion_m5():
    unit = indexes()["both"]
    assert [(node.code, node.percent) for node in unit.criteria] == [
        ("a", 50),
        ("b", Fraction(200, 3)),
        ("c", 100),
    ]
    assert unit.percent == (50 + Fraction(200, 3) + 100) / 3
    assert [node.percent for node in unit.factors] == [Fraction(175, 3), 100]
    assert (unit.n, unit.unknown, unit.share) == (3, None, Share(4, 6))
    assert [(form.form, form.n) for form in unit.forms] == [("01", 2), ("02", 1)]


def test_a_unit_with_one_form_leaves_the_unasked_criteria_out_m5_m6():
    unit = indexes()["one"]
    assert unit.percent == 100
    assert unit.criteria_left_out == ("b", "c")
    assert unit.share == Share(satisfied=1, valid=1, no_opinion=1)


def test_a_unit_without_forms_is_unknown_and_not_zero_m6():
    unit = indexes()["none"]
    assert (unit.n, unit.percent, unit.unknown) == (0, None, Unknown.NO_RESPONSES)
    assert all(node.percent is None for node in unit.criteria + unit.factors + unit.contents)


def test_a_unit_without_valid_answers_is_unknown_and_its_blanks_are_counted_m2_m6():
    unit = indexes()["silent"]
    assert (unit.n, unit.percent, unit.unknown) == (1, None, Unknown.NO_VALID_ANSWERS)
    assert unit.share == Share(blank=2)


def test_an_index_per_form_is_weighted_by_population_m5():
    populations = {"both": {"01": 30, "02": 10}}
    unit = indexes(method=PER_FORM, populations=populations)["both"]
    # Form 01: mean(50, 100) = 75; form 02: mean(0, 100) = 50.
    assert [(form.percent, form.population) for form in unit.forms] == [(75, 30), (50, 10)]
    assert unit.percent == Fraction(75 * 30 + 50 * 10, 40)
    assert [node.percent for node in unit.criteria] == [50, 75, 100]
    assert unit.method == "unweighted, roll_up=criteria, combine_forms=per_form"


def test_a_missing_population_leaves_the_index_unknown_m5_m6():
    for populations in ({}, {"both": {"01": 30}}, {"both": {"01": 0, "02": 0}}):
        unit = indexes(method=PER_FORM, populations=populations)["both"]
        assert (unit.percent, unit.unknown) == (None, Unknown.POPULATION_MISSING)
        assert unit.n == 3


def test_one_form_needs_no_population_m5():
    units = indexes(method=PER_FORM)
    assert (units["one"].percent, units["one"].forms_left_out) == (100, ("02",))
    assert units["none"].unknown == Unknown.NO_RESPONSES


def test_own_weights_can_leave_a_unit_unknown_m4_m6():
    weights = {"a": Fraction(0), "b": Fraction(1), "c": Fraction(1)}
    unit = indexes(method=IndexMethod(RollUp.WEIGHTS, weights))["one"]
    assert (unit.percent, unit.unknown) == (None, Unknown.NO_WEIGHT)


def test_units_come_back_in_the_order_asked_for_and_missing_ones_are_unknown():
    cube = cube_of(ROWS[:1])
    found = unit_indexes(cube, TREE, ITEMS, units=("zzz", "both"))
    assert [(row.unit, row.n) for row in found] == [("zzz", 0), ("both", 1)]


def test_counted_units_that_are_not_wanted_are_never_dropped_in_silence():
    with pytest.raises(AnalysisError, match="unit_not_listed"):
        unit_indexes(cube_of(ROWS), TREE, ITEMS, units=("both",))


def test_forms_that_score_nothing_still_count_as_responses():
    cube = cube_of([("both", "09", {})])
    unit = unit_indexes(cube, TREE, ITEMS, units=("both",))[0]
    assert (unit.n, unit.unknown) == (1, Unknown.NO_VALID_ANSWERS)


def test_a_negative_population_is_refused():
    with pytest.raises(AnalysisError, match="population"):
        indexes(populations={"both": {"01": -1}})


def test_weights_are_checked_even_where_no_unit_has_answers_m4():
    with pytest.raises(AnalysisError, match="weights"):
        indexes([], method=IndexMethod(RollUp.WEIGHTS, {}))


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        st.sampled_from(("01", "02")),
        st.fixed_dictionaries({"q1": st.integers(0, 6), "q2": st.integers(0, 6)}),
    ),
    max_size=40,
)


@given(ANSWERS, st.sampled_from([RollUp.CRITERIA, RollUp.FACTORS, RollUp.POOLED]))
def test_the_index_lies_between_0_and_100_and_is_known_where_an_answer_is_valid_m1_m6(rows, how):
    for unit in indexes(rows, method=IndexMethod(how)).values():
        assert (unit.percent is None) == (unit.share.valid == 0)
        assert unit.percent is None or 0 <= unit.percent <= 100
        asked = unit.share.valid + unit.share.blank + unit.share.no_opinion
        assert asked == 2 * unit.n


@given(ANSWERS)
def test_the_order_of_labels_and_rows_changes_no_index(rows):
    found = unit_indexes(cube_of(rows[::-1], items=("q2", "q1")), TREE, ITEMS, units=UNITS)
    assert [row.percent for row in found] == [row.percent for row in indexes(rows).values()]


@given(ANSWERS)
def test_one_more_satisfied_answer_never_lowers_the_pooled_index(rows):
    method = IndexMethod(RollUp.POOLED)
    before = indexes(rows, method=method)["both"].percent
    after = indexes([*rows, ("both", "01", {"q1": 5, "q2": 5})], method=method)["both"].percent
    assert before is None or after >= before


def test_answers_weigh_what_their_cell_weighs_m13():
    rows = [("one", "01", {"q1": 5, "q2": 5}), ("one", "02", {"q1": 1, "q2": 5})]
    weights = {("one", "01"): Fraction(2), ("one", "02"): Fraction(1)}
    unit = indexes(rows, weights=weights)["one"]
    assert [node.percent for node in unit.criteria] == [100, Fraction("66.6666666667"), 100]
    assert unit.percent == Fraction("88.8888888889")
    assert unit.method.startswith("weighted")


@given(ANSWERS)
def test_equal_weights_leave_the_index_as_it_was_to_twelve_digits_m13(rows):
    weights = {(unit, form): Fraction(7, 3) for unit in UNITS for form in ("01", "02")}
    weighted = indexes(rows, weights=weights)
    for unit, plain in indexes(rows).items():
        assert (weighted[unit].percent is None) == (plain.percent is None)
        assert plain.percent is None or abs(weighted[unit].percent - plain.percent) < 1e-10
