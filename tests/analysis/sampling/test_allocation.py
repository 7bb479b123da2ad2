"""Allocation within bounds: R, exact totals, ties, contradictions."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.sampling.allocation import EQUAL, SQUARE_ROOT, allocate, allocate_in_units
from analysis.sampling.bounded import largest_remainder
from tests.analysis.sampling.reference import from_r

R = from_r("allocation")


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("proportional_8_300", {"minimum": 8, "maximum": 300}),
        ("square_root_5_60", {"exponent": SQUARE_ROOT, "minimum": 5, "maximum": 60}),
        ("neyman_3", {"spread": R["spread"], "minimum": 3}),
        ("cost_10_250", {"spread": R["spread"], "cost": R["cost"], "minimum": 10, "maximum": 250}),
        ("power_03_0_40", {"exponent": 0.3, "maximum": 40}),
        ("equal_0_35", {"exponent": EQUAL, "maximum": 35}),
    ],
)
def test_an_allocation_agrees_with_r(case, options):
    assert allocate(R[case]["total"], R["population"], **options).n.tolist() == R[case]["n"]


def test_neyman_by_hand():
    assert allocate(60, [100, 200, 300], spread=[6, 3, 0]).n.tolist() == [30, 30, 0]


def test_dearer_forms_are_fewer():
    assert allocate(30, [100, 100], cost=[1, 4]).n.tolist() == [20, 10]


def test_ties_of_remainders_go_to_the_earlier_stratum():
    assert allocate(2, [10, 10, 10]).n.tolist() == [1, 1, 0]
    # 4/3 and 1/3 leave the same remainder, which float64 does not know.
    assert largest_remainder([4 / 3, 1 / 3, 1 / 3], 2).tolist() == [2, 0, 0]


def test_strata_at_a_bound_are_reported():
    result = allocate(30, [1, 3, 50, 100, 0], minimum=2, maximum=20)
    assert result.n.tolist() == [1, 2, 9, 18, 0]
    assert result.at_minimum.tolist() == [True, True, False, False, False]
    assert result.at_maximum.tolist() == [True, False, False, False, False]
    assert result.minimum_cut.tolist() == [True, False, False, False, True]


def test_a_minimum_equal_to_the_population_is_not_cut():
    assert allocate(6, [2, 9], minimum=2).minimum_cut.tolist() == [False, False]


def test_a_stratum_without_spread_gets_its_minimum_only():
    assert allocate(20, [50, 50], spread=[0, 1], minimum=3).n.tolist() == [3, 17]


def test_nothing_is_allocated_to_nobody():
    assert allocate(0, []).n.tolist() == []
    assert allocate(0, [5, 0]).n.tolist() == [0, 0]


def test_the_method_names_the_measure():
    assert allocate(2, [5, 5], spread=[1, 2], exponent=0.5).method == "square root by spread"


def test_two_levels_keep_the_totals_of_the_units_and_every_bound():
    units = ["B", "A", "B", "A", "C"]
    result = allocate_in_units(
        100, [900, 100, 0, 4, 30], units, minimum=5, unit_minimum=20, unit_maximum=60
    )
    assert result.unit_labels.tolist() == ["A", "B", "C"]
    assert result.units.n.sum() == result.strata.n.sum() == 100
    for label, forms in zip(result.unit_labels, result.units.n, strict=True):
        assert result.strata.n[np.array(units) == label].sum() == forms
    assert result.units.n.tolist() == [20, 60, 20]
    assert result.strata.n.tolist() == [60, 16, 0, 4, 20]


POPULATIONS = st.lists(st.integers(0, 5000), min_size=1, max_size=12)


@given(POPULATIONS, st.integers(0, 3), st.integers(3, 400), st.floats(0, 1), st.data())
def test_any_allocation_adds_up_within_its_bounds(populations, low, high, exponent, data):
    bottom = sum(min(low, size) for size in populations)
    top = sum(min(high, size) for size in populations)
    total = data.draw(st.integers(bottom, top))
    result = allocate(total, populations, exponent=exponent, minimum=low, maximum=high)
    assert result.n.sum() == total
    assert np.all(result.n >= np.minimum(low, populations))
    assert np.all(result.n <= np.minimum(high, populations))
    assert np.all(np.abs(result.n - result.share) < 1)


@given(st.permutations(range(6)), st.integers(1, 40))
def test_the_order_of_strata_changes_no_share(order, total):
    populations, spread = np.array([5, 18, 40, 77, 130, 900]), np.array([3, 1, 4, 1, 5, 9])
    there = allocate(total, populations, spread=spread, minimum=0, maximum=25).share
    here = allocate(total, populations[order], spread=spread[order], minimum=0, maximum=25).share
    np.testing.assert_allclose(here, there[order], rtol=1e-12)


@given(st.floats(1e-6, 1e6), st.integers(0, 30))
def test_the_unit_of_the_spread_changes_nothing(scale, total):
    spread = np.array([0.12, 0.4, 0.31])
    expected = allocate(total, [40, 70, 90], spread=spread).n
    assert allocate(total, [40, 70, 90], spread=scale * spread).n.tolist() == expected.tolist()


@given(POPULATIONS, st.integers(0, 200))
def test_two_levels_always_add_up(populations, total):
    assume(total <= sum(populations))
    units = np.arange(len(populations)) // 3
    result = allocate_in_units(total, populations, units, minimum=0)
    assert result.strata.n.sum() == total
    assert np.all(result.strata.n <= populations)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("total_below_minima", lambda: allocate(9, [10, 10], minimum=5)),
        ("total_above_maxima", lambda: allocate(21, [10, 10])),
        ("total_above_maxima", lambda: allocate(9, [10, 10], maximum=4)),
        ("bounds_crossed", lambda: allocate(9, [10, 10], minimum=5, maximum=4)),
        ("bounds_crossed", lambda: allocate_in_units(9, [9, 9], [1, 1], minimum=5, unit_maximum=8)),
        ("no_measure", lambda: allocate(9, [2, 10], spread=[1, 0])),
        ("no_measure", lambda: allocate(9, [10, 10], spread=0)),
        ("negative_spread", lambda: allocate(9, [10, 10], spread=[1, -1])),
        ("not_positive", lambda: allocate(9, [10, 10], cost=0)),
        ("exponent_range", lambda: allocate(9, [10, 10], exponent=-1)),
        ("exponent_range", lambda: allocate(9, [10, 10], exponent=1000)),
        ("not_a_count", lambda: allocate(-1, [10, 10])),
        ("not_a_count", lambda: allocate(1, [10, 2.5])),
        ("shape", lambda: allocate(9, [10, 10], minimum=[1, 2, 3])),
        ("shape", lambda: allocate(9, 10)),
        ("shape", lambda: allocate_in_units(9, [10, 10], [1])),
        ("shares_do_not_add_up", lambda: largest_remainder([1, 2], 9)),
    ],
)
def test_a_contradictory_allocation_is_refused(code, call):
    with pytest.raises(AnalysisError) as error:
        call()
    assert error.value.code == code
