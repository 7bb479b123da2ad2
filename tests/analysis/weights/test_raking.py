"""Raked weights equal R `rake` and `calibrate`, meet their margins, and say when they cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.arrays import Floats
from analysis.errors import AnalysisError
from analysis.weights.margins import Margin
from analysis.weights.raking import rake
from tests.analysis.weights.comparing import assert_same_weights
from tests.analysis.weights.sipas import base_weights, expected, margins

#: A table of three margins with a start weight in every cell, and totals of one population.
SIZES = (3, 2, 2)
CELLS = st.lists(st.floats(0.05, 20), min_size=12, max_size=12)
SHARES = st.tuples(*(st.lists(st.floats(0.05, 5), min_size=k, max_size=k) for k in SIZES))


def _margins(codes: Any, shares: Any, *, population: float = 1000.0) -> tuple[Margin, ...]:
    names, letters = ("a", "b", "c"), tuple("xyz")
    return tuple(
        Margin(name, column, letters[: len(share)], population * _normalised(share))
        for name, column, share in zip(names, codes, shares, strict=True)
    )


def _normalised(share: Any) -> Floats:
    return np.array(share) / np.sum(share)


def _table() -> Any:
    return np.unravel_index(np.arange(12), SIZES)


def test_weights_equal_those_of_rake_in_r() -> None:
    raked = rake(base_weights(), margins())
    assert_same_weights(raked.weights, expected()["rake"], rtol=1e-11)


def test_weights_equal_those_of_calibration_by_raking_in_r() -> None:
    raked = rake(base_weights(), margins())
    assert_same_weights(raked.weights, expected()["raking"], rtol=1e-11)


def test_the_result_tells_how_it_was_made() -> None:
    raked = rake(base_weights(), margins())
    assert raked.method == "raking"
    assert raked.largest_gap <= 1e-12
    assert raked.negative == 0
    assert raked.auxiliary_matrix().shape == (2027, 49)
    assert raked.regression_weights is raked.base
    assert_allclose(raked.effective_n, 2027 / expected()["rake"]["kish_deff"], rtol=1e-11)


@given(CELLS, SHARES)
def test_raking_meets_its_margins_for_any_positive_table(cells: Any, shares: Any) -> None:
    raked = rake(cells, _margins(_table(), shares))
    for margin in raked.margins:
        assert_allclose(margin.weighted(raked.weights), margin.totals, rtol=2e-12)


@given(CELLS, SHARES)
def test_factors_are_products_of_one_factor_per_category(cells: Any, shares: Any) -> None:
    logs = np.log(rake(cells, _margins(_table(), shares)).factors).reshape(SIZES)
    main = logs[:, :1, :1] + logs[:1, :, :1] + logs[:1, :1, :] - 2 * logs[0, 0, 0]
    assert_allclose(logs, main, atol=1e-9)


@given(CELLS, SHARES, st.floats(1e-3, 1e3))
def test_a_constant_factor_of_the_base_weights_changes_nothing(
    cells: Any, shares: Any, factor: float
) -> None:
    before = rake(cells, _margins(_table(), shares)).weights
    after = rake(np.array(cells) * factor, _margins(_table(), shares)).weights
    # Both meet their margins to 1e-12; slow tables magnify that in a single cell.
    assert_allclose(after, before, rtol=1e-9)


@given(st.permutations(range(12)), CELLS, SHARES)
def test_the_order_of_rows_changes_nothing(order: list[int], cells: Any, shares: Any) -> None:
    shuffled = tuple(codes[order] for codes in _table())
    before = rake(cells, _margins(_table(), shares)).weights
    after = rake(np.array(cells)[order], _margins(shuffled, shares)).weights
    assert_allclose(after, before[order], rtol=1e-9)


@given(CELLS, SHARES)
def test_names_and_order_of_categories_change_nothing(cells: Any, shares: Any) -> None:
    codes = _table()
    turned = (2 - codes[0], *codes[1:])
    before = rake(cells, _margins(codes, shares)).weights
    after = rake(cells, _margins(turned, (shares[0][::-1], *shares[1:]))).weights
    assert_allclose(after, before, rtol=1e-9)


@given(CELLS, SHARES, st.lists(st.integers(1, 4), min_size=12, max_size=12))
def test_rows_and_cells_give_the_same_factors(cells: Any, shares: Any, copies: Any) -> None:
    rows = np.repeat(np.arange(12), copies)
    each = (np.array(cells) / copies)[rows]
    by_cell = rake(cells, _margins(_table(), shares)).factors
    by_row = rake(each, _margins(tuple(c[rows] for c in _table()), shares)).factors
    assert_allclose(by_row, by_cell[rows], rtol=1e-9)


def test_unequal_weights_within_a_cell_keep_their_ratio() -> None:
    codes = tuple(np.repeat(c, 2) for c in _table())
    raked = rake(np.tile([1.0, 3.0], 12), _margins(codes, ([1, 2, 3], [1, 2], [2, 1])))
    assert_allclose(raked.weights[1::2], 3 * raked.weights[::2], rtol=1e-14)


def test_many_categories_with_few_rows_are_raked_too() -> None:
    rng = np.random.default_rng(3)
    n, k = 400, 60
    codes = [np.concatenate([np.arange(k), rng.integers(0, k, n - k)]) for _ in range(4)]
    base = rng.uniform(1, 2, n)
    wanted = base * np.exp(sum(rng.normal(0, 0.3, k)[c] for c in codes))
    ms = [
        Margin(str(i), c, tuple(map(str, range(k))), np.bincount(c, wanted, k))
        for i, c in enumerate(codes)
    ]
    assert_allclose(rake(base, ms).weights, wanted, rtol=1e-9)


def test_slow_sweeps_are_finished_by_newton_steps() -> None:
    weights = [1.0, 1e-4, 1e-4, 1.0]
    pair = (np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    shares = ([0.5, 0.5], [0.5001, 0.4999])
    ms = tuple(
        Margin(name, codes, ("x", "y"), np.array(share))
        for name, codes, share in zip("ab", pair, shares, strict=True)
    )
    few = rake(weights, ms, sweeps=3)
    many = rake(weights, ms, sweeps=100_000)
    assert few.iterations < 30
    assert_allclose(few.weights, many.weights, rtol=1e-7)


def test_one_margin_is_post_stratification() -> None:
    raked = rake([1, 5, 3], [Margin.of("sex", ["F", "M", "F"], {"M": 40, "F": 60})])
    assert_allclose(raked.weights, [15, 40, 45], rtol=1e-15)


def test_margins_of_different_populations_are_refused_with_their_sums() -> None:
    sex = Margin.of("sex", ["F", "M"], {"M": 40, "F": 60})
    age = Margin.of("age", ["1", "2"], {"1": 50, "2": 51})
    with pytest.raises(AnalysisError, match=r"margins_disagree.*sex 100, age 101.*scaled_to"):
        rake([1, 1], [sex, age])


def test_impossible_margins_are_named() -> None:
    # Nobody is x and y or y and x: a category of both margins must have one total.
    a = Margin("a", np.array([0, 1]), ("x", "y"), np.array([30.0, 70.0]))
    b = Margin("b", np.array([0, 1]), ("x", "y"), np.array([40.0, 60.0]))
    with pytest.raises(AnalysisError, match=r"not_converged.*the worst is a = x"):
        rake([1, 1], [a, b])


def test_weights_that_shrink_without_end_are_told_and_do_not_overflow() -> None:
    base = np.zeros(12)
    base[[2, 4, 11]] = 1
    with pytest.raises(AnalysisError, match="not_converged"):
        rake(base, _margins(_table(), ([1, 1, 1], [2, 1], [1, 2])), sweeps=2500)


def test_margins_that_leave_a_row_no_weight_are_refused() -> None:
    # x-x must vanish: y-x alone has the whole total of b = x.
    a = Margin("a", np.array([0, 0, 1]), ("x", "y"), np.array([50.0, 50.0]))
    b = Margin("b", np.array([0, 1, 0]), ("x", "y"), np.array([50.0, 50.0]))
    with pytest.raises(AnalysisError, match="not_converged"):
        rake([1, 1, 1], [a, b])


@pytest.mark.parametrize(
    ("base", "names", "options", "code"),
    [
        ([1, 1], (), {}, "no_margins"),
        ([1, 1], ("sex", "sex"), {}, "label_twice"),
        ([1, 1, 1], ("sex",), {}, "shape"),
        ([1, 0], ("sex",), {}, "empty_category"),
        ([1, -1], ("sex",), {}, "negative_weight"),
        ([1, 1], ("sex",), {"tolerance": 0.0}, "tolerance"),
    ],
)
def test_contradictory_input_is_refused(
    base: list[float], names: tuple[str, ...], options: Any, code: str
) -> None:
    ms = [Margin.of(name, ["F", "M"], {"M": 40, "F": 60}) for name in names]
    with pytest.raises(AnalysisError) as raised:
        rake(base, ms, **options)
    assert raised.value.code == code


@settings(max_examples=25)
@given(st.lists(st.integers(0, 1), min_size=12, max_size=12), CELLS, SHARES)
def test_cells_without_rows_either_meet_the_margins_or_are_an_error(
    present: list[int], cells: Any, shares: Any
) -> None:
    base = np.array(cells) * present
    assume(base.sum() > 0)
    try:
        raked = rake(base, _margins(_table(), shares))
    except AnalysisError as error:
        assert error.code in {"empty_category", "not_converged"}  # noqa: PT017
        return
    assert raked.largest_gap <= 1e-12
    assert np.array_equal(raked.weights > 0, base > 0)
