"""Draws proportional to size: R, the promised probabilities, certain units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.sampling.pps import draw_poisson, draw_pps_systematic, inclusion_probabilities
from tests.analysis.sampling.reference import from_r

POPULATION = from_r("sizes")["population"]


@pytest.mark.parametrize("case", from_r("pps"))
def test_probabilities_and_units_agree_with_r(case):
    ids = np.arange(len(POPULATION))
    drawn = draw_pps_systematic(ids, POPULATION, case["n"], seed="s", start=case["start"])
    np.testing.assert_allclose(drawn.probability, case["probability"], rtol=1e-12)
    assert drawn.main.tolist() == case["drawn"]


def test_certain_units_are_found_by_repeating():
    # 3 x 50/100 is above 1; of the other two places 30/50 takes 1.2, which is above 1 as well.
    np.testing.assert_allclose(inclusion_probabilities([50, 30, 15, 5], 3), [1, 1, 0.75, 0.25])


@pytest.mark.parametrize(("start", "rows"), [("0", [0, 2]), ("0.5", [1, 3])])
def test_a_start_on_an_edge_belongs_to_the_unit_that_begins_there(start, rows):
    assert (
        draw_pps_systematic(list("abcd"), [1] * 4, 2, seed="s", start=start).main.tolist() == rows
    )


SIZES = st.lists(st.floats(0, 1e6).filter(lambda x: x == 0 or x > 1e-3), min_size=1, max_size=15)


@given(SIZES, st.data())
def test_probabilities_add_up_and_a_systematic_draw_has_that_many_units(sizes, data):
    n = data.draw(st.integers(0, sum(size > 0 for size in sizes)))
    drawn = draw_pps_systematic(range(len(sizes)), sizes, n, seed=data.draw(st.sampled_from("abc")))
    assert drawn.probability.sum() == pytest.approx(n, abs=1e-9)
    assert np.all((drawn.probability >= 0) & (drawn.probability <= 1))
    assert drawn.main.size == n
    assert np.all(drawn.probability[drawn.main] > 0)
    assert set(np.flatnonzero(drawn.probability == 1)) <= set(drawn.main.tolist())


@pytest.mark.parametrize("draw", [draw_pps_systematic, draw_poisson])
def test_units_are_drawn_as_often_as_promised(draw):
    sizes, times = [9, 1, 4, 2, 3, 1, 0], 3000
    drawn = [draw(range(7), sizes, 3, seed=f"seed {i}").main for i in range(times)]
    shares = np.bincount(np.concatenate(drawn), minlength=7) / times
    expected = inclusion_probabilities(sizes, 3)
    error = np.sqrt(expected * (1 - expected) / times)
    assert np.all(np.abs(shares - expected) <= 4 * error)


def test_poisson_does_not_depend_on_the_order_of_the_frame():
    ids = np.arange(len(POPULATION))
    here = ids[draw_poisson(ids, POPULATION, 12, seed="s").main]
    there = ids[::-1][draw_poisson(ids[::-1], POPULATION[::-1], 12, seed="s").main]
    assert sorted(here) == sorted(there)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("sample_exceeds_population", lambda: inclusion_probabilities([1, 0], 2)),
        ("negative_size", lambda: inclusion_probabilities([1, -1], 1)),
        ("not_finite", lambda: inclusion_probabilities([1, np.nan], 1)),
        ("not_a_count", lambda: inclusion_probabilities([1, 1], 0.5)),
        ("shape", lambda: inclusion_probabilities(5, 1)),
        ("shape", lambda: draw_poisson([1, 2], [1], 1, seed="s")),
        ("seed_missing", lambda: draw_poisson([1], [1], 1, seed="")),
        ("id_twice", lambda: draw_pps_systematic([1, 1], [1, 1], 1, seed="s")),
        ("start_range", lambda: draw_pps_systematic([1, 2], [1, 1], 1, seed="s", start="1.5")),
    ],
)
def test_contradictory_sizes_are_refused(code, call):
    with pytest.raises(AnalysisError) as error:
        call()
    assert error.value.code == code


def test_a_reserve_follows_the_main_list_and_says_what_it_lacks():
    ids, sizes = ["a", "b", "c", "d", "e"], [50, 30, 15, 5, 0]
    draw = draw_pps_systematic(ids, sizes, 2, seed="2021", reserve=4)
    assert draw.main.size == 2
    assert sorted([*draw.main, *draw.reserve]) == [0, 1, 2, 3]
    assert draw.reserve_short == 2
    short = draw_pps_systematic(ids, sizes, 2, seed="2021", reserve=1)
    assert short.main.tolist() == draw.main.tolist()
    assert short.reserve.tolist() == draw.reserve[:1].tolist()


def test_the_first_reserve_is_taken_in_proportion_to_size():
    """Unit a holds the start and is always drawn; the others have sizes 1 to 4."""
    seeds = 4_000
    firsts = [
        draw_pps_systematic(list("abcde"), [9, 1, 2, 3, 4], 1, seed=str(k), start="0", reserve=1)
        for k in range(seeds)
    ]
    counts = np.bincount([int(draw.reserve[0]) for draw in firsts], minlength=5)
    assert counts[0] == 0
    expected = seeds * np.array([0.1, 0.2, 0.3, 0.4])
    # Chi-square with 3 degrees of freedom is above 16.27 once in a thousand; the seeds are fixed.
    assert ((counts[1:] - expected) ** 2 / expected).sum() < 16.27


def test_a_reserve_is_a_whole_number():
    with pytest.raises(AnalysisError, match="not_a_count"):
        draw_pps_systematic([1, 2], [1, 1], 1, seed="s", reserve=-1)
