"""Draws from a written seed: the same rows everywhere, with the probabilities they promise."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import AnalysisError
from analysis.sampling.draws import draw_simple, draw_stratified
from analysis.sampling.order import random_start
from analysis.sampling.systematic import draw_systematic
from tests.analysis.sampling.reference import from_r

R = from_r("draws")
SIZES = {"A": 2, "B": 4, "C": 6}


def test_a_simple_draw_is_repeated_by_sha256sum():
    drawn = draw_simple(R["ids"], 7, seed=R["seed"], reserve=5)
    assert drawn.main.tolist() == R["simple"]
    assert drawn.reserve.tolist() == R["simple_reserve"]


def test_a_stratified_draw_is_repeated_by_sha256sum():
    drawn = draw_stratified(R["ids"], R["stratum"], SIZES, seed=R["seed"], reserve=2)
    assert drawn.main.tolist() == R["stratified"]
    assert drawn.reserve.tolist() == R["stratified_reserve"]
    assert drawn.probability[[0, 10, 30]].tolist() == [0.2, 0.2, 0.2]


def test_a_systematic_draw_is_repeated_by_sha256sum():
    assert float(random_start(R["seed"])) == pytest.approx(R["start"], rel=1e-14)
    by_number = draw_systematic(R["ids"], n=7, seed=R["seed"])
    by_interval = draw_systematic(R["ids"], interval="4.5", seed=R["seed"])
    assert by_number.main.tolist() == R["systematic_7"]
    assert by_interval.main.tolist() == R["systematic_every_4.5"]
    assert by_interval.probability[0] == pytest.approx(1 / 4.5, rel=1e-15)


@given(st.permutations(range(20)), st.integers(0, 20))
def test_the_order_of_the_rows_plays_no_part(order, n):
    ids, rows = np.arange(20), np.array(order)
    strata = ids % 3
    sizes = {0: n // 3, 1: n // 3, 2: n // 4}
    simple = ids[draw_simple(ids, n, seed="s").main].tolist()
    assert rows[draw_simple(rows, n, seed="s").main].tolist() == simple
    there = ids[draw_stratified(ids, strata, sizes, seed="s").main].tolist()
    assert rows[draw_stratified(rows, strata[rows], sizes, seed="s").main].tolist() == there


@given(st.integers(0, 19))
def test_a_larger_sample_keeps_the_smaller_one_and_the_reserve_goes_on(n):
    small, large = (
        draw_simple(range(20), n, seed="s", reserve=1),
        draw_simple(range(20), n + 1, seed="s"),
    )
    assert large.main.tolist() == small.main.tolist() + small.reserve.tolist()


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.integers(0, 12))
def test_main_and_reserve_are_apart_and_what_is_missing_is_counted(sizes, reserve):
    strata = np.repeat([0, 1, 2], 9)
    drawn = draw_stratified(range(27), strata, dict(enumerate(sizes)), seed="s", reserve=reserve)
    assert np.bincount(strata[drawn.main], minlength=3).tolist() == sizes
    assert not set(drawn.main.tolist()) & set(drawn.reserve.tolist())
    assert drawn.reserve.size + drawn.reserve_short == 3 * reserve
    assert drawn.probability.sum() == pytest.approx(sum(sizes), abs=1e-12)


@given(st.integers(1, 60), st.data())
def test_a_systematic_draw_has_exactly_n_rows_at_equal_steps(population, data):
    n = data.draw(st.integers(0, population))
    drawn = draw_systematic(range(population), n=n, seed=data.draw(st.sampled_from("abcdef")))
    steps = np.diff(drawn.main)
    assert drawn.main.size == n == round(drawn.probability.sum())
    assert np.all((steps >= population // max(n, 1)) & (steps <= -(-population // max(n, 1))))


@pytest.mark.parametrize(
    ("start", "rows"), [("0", [0, 3, 6, 9]), ("0.34", [1, 4, 7]), ("0.99", [2, 5, 8])]
)
def test_every_third_row_from_a_given_start(start, rows):
    assert draw_systematic(range(10), interval=3, start=start, seed="s").main.tolist() == rows


def test_the_reserve_of_a_systematic_draw_is_none_of_its_rows():
    drawn = draw_systematic(range(10), n=4, seed="s", reserve=9)
    assert sorted([*drawn.main.tolist(), *drawn.reserve.tolist()]) == list(range(10))
    assert drawn.reserve_short == 3


def test_every_row_and_every_pair_is_drawn_as_often_as_it_should_be():
    # 4,000 fixed seeds, 3 of 8: 8 rows at 3/8, 28 pairs at 3/28; both tests at 0.1 %.
    together = np.zeros((8, 8))
    for seed in range(4000):
        main = draw_simple(range(8), 3, seed=f"seed {seed}").main
        together[np.ix_(main, main)] += 1
    pairs = together[np.triu_indices(8, 1)]
    assert stats.chisquare(np.diag(together)).pvalue > 0.001
    assert stats.chisquare(pairs).pvalue > 0.001


def test_composed_and_decomposed_letters_are_one_seed_and_one_id():
    seed, ids = "Sở Nội vụ", ["Mỹ Tú", "Trần Đề", "Kế Sách"]
    apart = [unicodedata.normalize("NFD", text) for text in ids]
    here = draw_simple(ids, 2, seed=seed)
    there = draw_simple(apart, 2, seed=f" {unicodedata.normalize('NFD', seed)}\n")
    assert here.main.tolist() == there.main.tolist()
    assert there.seed == seed


def test_numbers_and_their_texts_are_the_same_ids():
    numbers, texts = draw_simple([7, 8, 9], 2, seed="s"), draw_simple(["7", "8", "9"], 2, seed="s")
    assert numbers.main.tolist() == texts.main.tolist()


def test_an_empty_frame_gives_an_empty_draw():
    assert draw_simple([], 0, seed="s", reserve=2).reserve_short == 2
    assert draw_systematic([], n=0, seed="s").main.size == 0


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("seed_missing", lambda: draw_simple([1], 1, seed=" ")),
        ("seed_missing", lambda: draw_simple([1], 1, seed=4711)),
        ("id_twice", lambda: draw_simple(["a", "a"], 1, seed="s")),
        ("id_twice", lambda: draw_simple(["ệ", unicodedata.normalize("NFD", "ệ")], 1, seed="s")),
        ("id_missing", lambda: draw_simple(["a", ""], 1, seed="s")),
        ("id_missing", lambda: draw_simple(np.array(["a", None], dtype=object), 1, seed="s")),
        ("id_missing", lambda: draw_simple(np.array([np.nan, 2], dtype=object), 1, seed="s")),
        ("id_type", lambda: draw_simple([1.0, 2.0], 1, seed="s")),
        ("shape", lambda: draw_simple([[1, 2]], 1, seed="s")),
        ("not_a_count", lambda: draw_simple([1, 2], -1, seed="s")),
        ("sample_exceeds_population", lambda: draw_simple([1, 2], 3, seed="s")),
        ("sample_exceeds_population", lambda: draw_systematic([1, 2], n=3, seed="s")),
        ("stratum_without_size", lambda: draw_stratified([1, 2], ["A", "B"], {"A": 1}, seed="s")),
        ("stratum_unknown", lambda: draw_stratified([1], ["A"], {"A": 1, "B": 1}, seed="s")),
        ("shape", lambda: draw_stratified([1, 2], ["A"], {"A": 1}, seed="s")),
        ("n_or_interval", lambda: draw_systematic([1, 2], seed="s")),
        ("n_or_interval", lambda: draw_systematic([1, 2], n=1, interval=2, seed="s")),
        ("interval_range", lambda: draw_systematic([1, 2], interval="0.5", seed="s")),
        ("start_range", lambda: draw_systematic([1, 2], n=1, start=1, seed="s")),
    ],
)
def test_a_contradictory_draw_is_refused(code, call):
    with pytest.raises(AnalysisError) as error:
        call()
    assert error.value.code == code
