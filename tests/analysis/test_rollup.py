"""M3, M4: the five roll-ups, on one small case worked out by hand.

Criterion  satisfied / valid  percent     Tree: content P (factor F1: a, b), content S (factors
a          9 / 10             90          F2: c and F3: d, e); e has no valid answer.
b          1 / 2              50
c          30 / 40            75
d          3 / 3              100
e          0 / 0              unknown
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.rollup import RollUp, mean, roll_up, weighted_mean
from analysis.shares import Share
from analysis.tree import Content, Factor, IndexTree

TREE = IndexTree(
    (
        Content("P", (Factor("F1", ("a", "b")),)),
        Content("S", (Factor("F2", ("c",)), Factor("F3", ("d", "e")))),
    )
)
SHARES = {"a": Share(9, 10), "b": Share(1, 2), "c": Share(30, 40), "d": Share(3, 3)}
WEIGHTS = {code: Fraction(weight) for code, weight in zip("abcde", (1, 2, 3, 4, 5), strict=True)}

EXPECTED = {
    RollUp.CRITERIA: ((70, 75, 100), (70, Fraction(175, 2)), Fraction(315, 4)),
    RollUp.FACTORS: ((70, 75, 100), (70, Fraction(175, 2)), Fraction(245, 3)),
    RollUp.CONTENTS: ((70, 75, 100), (70, Fraction(175, 2)), Fraction(315, 4)),
    RollUp.POOLED: (
        (Fraction(1000, 12), 75, 100),
        (Fraction(1000, 12), Fraction(3300, 43)),
        Fraction(4300, 55),
    ),
    RollUp.WEIGHTS: (
        (Fraction(190, 3), 75, 100),
        (Fraction(190, 3), Fraction(625, 7)),
        Fraction(815, 10),
    ),
}


@pytest.mark.parametrize("how", RollUp)
def test_each_roll_up_gives_the_figures_worked_out_by_hand_m4(how):
    factors, contents, overall = EXPECTED[how]
    rolled = roll_up(TREE, SHARES, how=how, weights=WEIGHTS)
    assert tuple(rolled.factors.values()) == factors
    assert tuple(rolled.contents.values()) == contents
    assert rolled.overall == overall


def test_the_mean_of_factors_and_the_mean_of_contents_differ_m4():
    shares = {**SHARES, "d": Share(0, 3), "e": Share(1, 1)}
    means = {how: roll_up(TREE, shares, how=how).overall for how in list(RollUp)[:3]}
    # a 90, b 50, c 75, d 0, e 100: criteria 63; factors (70, 75, 50) 65;
    # contents (70, 175/3) 385/6.
    assert list(means.values()) == [63, 65, Fraction(385, 6)]


def test_the_middle_levels_follow_from_the_rule_of_factors_m4():
    shares = {**SHARES, "d": Share(0, 3), "e": Share(1, 1)}
    by_factors = roll_up(TREE, shares, how=RollUp.FACTORS)
    by_criteria = roll_up(TREE, shares, how=RollUp.CRITERIA)
    assert by_factors.contents["S"] == Fraction(125, 2)
    assert by_criteria.contents["S"] == Fraction(175, 3)


def test_equal_weight_per_criterion_fits_the_ministry_s_figures_m4():
    """National index 2024: policy 83.84 over 23 criteria, service 84.09 over 16, published 83.94;
    2023: 82.49 and 82.90, published 82.66 (the means of contents would be 83.97 and 82.70)."""
    for policy, service, published in (("83.84", "84.09", "83.94"), ("82.49", "82.90", "82.66")):
        value = (23 * Fraction(policy) + 16 * Fraction(service)) / 39
        assert abs(value - Fraction(published)) < Fraction(1, 100)
        assert abs(mean([Fraction(policy), Fraction(service)]) - Fraction(published)) > Fraction(
            1, 50
        )


def test_a_criterion_without_valid_answers_stays_out_of_the_means_m6():
    rolled = roll_up(TREE, SHARES)
    assert rolled.criteria["e"] is None
    assert rolled.factors["F3"] == 100


def test_nothing_known_is_unknown_on_every_level_m6():
    for how in RollUp:
        rolled = roll_up(TREE, {}, how=how, weights=WEIGHTS)
        assert rolled.overall is None
        assert set(rolled.factors.values()) == set(rolled.contents.values()) == {None}


def test_known_criteria_of_weight_zero_leave_the_index_unknown_m4_m6():
    weights = {**dict.fromkeys("abcd", Fraction(0)), "e": Fraction(1)}
    assert roll_up(TREE, SHARES, how=RollUp.WEIGHTS, weights=weights).overall is None


@pytest.mark.parametrize(
    "weights",
    [
        {"a": Fraction(1)},
        {**WEIGHTS, "z": Fraction(1)},
        {**WEIGHTS, "a": Fraction(-1)},
        dict.fromkeys("abcde", Fraction(0)),
    ],
)
def test_weights_that_do_not_fit_the_tree_are_refused_m4(weights):
    with pytest.raises(AnalysisError, match="weights"):
        roll_up(TREE, SHARES, how=RollUp.WEIGHTS, weights=weights)


def test_weighted_mean_of_nothing_is_unknown_m6():
    assert weighted_mean([(None, Fraction(1))]) is None


SHARE = st.integers(0, 50).flatmap(lambda v: st.builds(Share, st.integers(0, v), st.just(v)))


@given(st.fixed_dictionaries(dict.fromkeys("abcde", SHARE)), st.sampled_from(RollUp))
def test_every_level_lies_between_0_and_100_m4(shares, how):
    rolled = roll_up(TREE, shares, how=how, weights=WEIGHTS)
    values = [rolled.overall, *rolled.factors.values(), *rolled.contents.values()]
    assert all(value is None or 0 <= value <= 100 for value in values)


@given(st.integers(1, 50).flatmap(lambda n: st.lists(st.integers(0, n), min_size=5, max_size=5)))
def test_criteria_and_pooled_agree_where_everybody_answers_everything_m4(satisfied):
    shares = {code: Share(s, 50) for code, s in zip("abcde", satisfied, strict=True)}
    overall = [roll_up(TREE, shares, how=how).overall for how in (RollUp.CRITERIA, RollUp.POOLED)]
    assert overall[0] == overall[1]


@given(st.fixed_dictionaries(dict.fromkeys("abcde", SHARE)), st.fractions(Fraction(1, 9), 9))
def test_a_common_factor_of_the_weights_changes_nothing_m4(shares, factor):
    scaled = {code: weight * factor for code, weight in WEIGHTS.items()}
    one, other = (
        roll_up(TREE, shares, how=RollUp.WEIGHTS, weights=weights) for weights in (WEIGHTS, scaled)
    )
    assert one == other
