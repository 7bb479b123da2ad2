"""M1, M2: what counts as satisfied, and what leaves the denominator."""

from fractions import Fraction

import pytest

from analysis.cube import FIVE_POINT, Scale, cube_from_rows
from analysis.errors import AnalysisError
from analysis.shares import ScoredItem, Share, criterion_shares
from analysis.tree import Content, Factor, IndexTree

TREE = IndexTree((Content("service", (Factor("access", ("a", "b")),)),))
SCALE, SATISFIED, NO_OPINION = frozenset(range(1, 6)), frozenset({4, 5}), frozenset({6})


def item(form, code, criterion, *, valid=SCALE, satisfied=SATISFIED, no_opinion=NO_OPINION):
    return ScoredItem(form, code, criterion, Scale(valid, satisfied), no_opinion)


ITEMS = [item("01", "q1", "a"), item("01", "q2", "a"), item("02", "q1", "b")]


def cube_of(*rows, scale=FIVE_POINT):
    return cube_from_rows(
        [((unit, form), codes, 1) for unit, form, codes in rows],
        dimensions=("unit", "form"),
        items=("q1", "q2"),
        scales=(scale, scale),
    )


def test_the_middle_answer_is_valid_and_not_satisfied_m1():
    cube = cube_of(*[("snv", "01", {"q1": code}) for code in (1, 2, 3, 4, 5)])
    share = criterion_shares(cube, TREE, ITEMS)["snv", "01", "a"]
    assert share == Share(satisfied=2, valid=5)
    assert share.percent == 40


def test_blank_and_no_opinion_leave_the_denominator_and_are_reported_m2():
    cube = cube_of(*[("snv", "01", {"q1": code}) for code in (5, 0, 0, 6)])
    share = criterion_shares(cube, TREE, ITEMS)["snv", "01", "a"]
    assert share == Share(satisfied=1, valid=1, blank=2, no_opinion=1)
    assert share.percent == 100


def test_items_of_a_form_that_feed_one_criterion_add_up_m1():
    cube = cube_of(("snv", "01", {"q1": 5, "q2": 1}))
    assert criterion_shares(cube, TREE, ITEMS)["snv", "01", "a"] == Share(1, 2)


def test_one_label_in_two_forms_can_feed_two_criteria_m3():
    cube = cube_of(("snv", "01", {"q1": 5}), ("snv", "02", {"q1": 1}))
    shares = criterion_shares(cube, TREE, ITEMS)
    assert shares["snv", "01", "a"] == Share(1, 1)
    assert shares["snv", "02", "b"] == Share(0, 1)


def test_the_satisfied_set_is_a_setting_m1():
    only_five = item("01", "q1", "a", satisfied=frozenset({5}))
    rows = [("snv", "01", {"q1": code}) for code in (3, 4, 5)]
    cube = cube_of(*rows, scale=only_five.scale)
    share = criterion_shares(cube, TREE, [only_five])["snv", "01", "a"]
    assert share.percent == Fraction(100, 3)
    with pytest.raises(AnalysisError, match="scales_differ"):
        criterion_shares(cube_of(*rows), TREE, [only_five])


WEIGHTS = {("snv", "01"): Fraction(10), ("snv", "02"): Fraction(1, 2)}


def test_answers_count_by_the_weight_of_their_cell_m13():
    tree = [item("01", "q1", "a"), item("02", "q1", "a")]
    cube = cube_of(("snv", "01", {"q1": 5}), ("snv", "02", {"q1": 1}), ("snv", "02", {"q1": 4}))
    shares = criterion_shares(cube, TREE, tree, weights=WEIGHTS)
    both = shares["snv", "01", "a"] + shares["snv", "02", "a"]
    assert both == Share(2, 3, weighted=(Fraction(21, 2), Fraction(11)))
    assert both.percent == Fraction(2100, 22)


def test_equal_weights_change_no_share_m13():
    cube = cube_of(*[("snv", "01", {"q1": code}) for code in (3, 4, 5)])
    plain = criterion_shares(cube, TREE, ITEMS)["snv", "01", "a"]
    weighted = criterion_shares(cube, TREE, ITEMS, weights=WEIGHTS)["snv", "01", "a"]
    assert plain.percent == weighted.percent


@pytest.mark.parametrize(
    ("weights", "code"),
    [({}, "weight_missing"), ({("snv", "01"): Fraction(0)}, "not_positive")],
)
def test_a_cell_with_responses_needs_a_weight_above_zero_m13(weights, code):
    with pytest.raises(AnalysisError, match=code):
        criterion_shares(cube_of(("snv", "01", {"q1": 5})), TREE, ITEMS, weights=weights)


def test_a_share_without_valid_answers_is_unknown_m6():
    assert Share(blank=3, no_opinion=2).percent is None


def test_an_item_that_nobody_was_asked_yet_has_no_answers():
    more = [*ITEMS, item("03", "q1", "a"), item("01", "q9", "b")]
    assert ("snv", "01", "b") not in criterion_shares(cube_of(), TREE, more)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([item("01", "q1", "zzz")], "unknown_criterion"),
        ([item("01", "q1", "a"), item("01", "q1", "b")], "item_twice"),
        ([item("01", "q1", "a", no_opinion=frozenset())], "answer_code"),
    ],
)
def test_items_that_do_not_fit_tree_or_answers_are_refused(items, code):
    with pytest.raises(AnalysisError, match=code):
        criterion_shares(cube_of(("snv", "01", {"q1": 6})), TREE, items)


@pytest.mark.parametrize(
    "sets",
    [
        {"valid": frozenset(), "satisfied": frozenset()},
        {"satisfied": frozenset({6})},
        {"no_opinion": frozenset({5})},
        {"valid": frozenset(range(6))},
    ],
)
def test_sets_of_answers_that_clash_are_refused(sets):
    with pytest.raises(AnalysisError, match="answer_sets"):
        item("01", "q1", "a", **sets)


def test_an_impossible_share_is_refused():
    with pytest.raises(AnalysisError, match="negative_count"):
        Share(satisfied=2, valid=1)
