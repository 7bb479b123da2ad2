"""Post-stratified weights equal R `postStratify` and meet their totals."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.errors import AnalysisError
from analysis.weights.margins import Margin
from analysis.weights.poststratification import poststratify
from tests.analysis.weights.comparing import assert_same_weights
from tests.analysis.weights.sipas import POPULATION, base_weights, expected, labels


def test_weights_of_crossed_classes_equal_r() -> None:
    totals: dict[tuple[str, str], float] = {}
    for row in POPULATION:
        key = (row["age"], row["sex"])
        totals[key] = totals.get(key, 0.0) + float(row["N"])
    margin = Margin.crossed("age and sex", [labels("age"), labels("sex")], totals)
    found = poststratify(base_weights(), margin)
    assert_same_weights(found.weights, expected()["post_stratified"], rtol=1e-12)


def test_weights_by_hand_keep_proportions_within_a_category() -> None:
    margin = Margin.of("sex", ["F", "M", "F"], {"M": 40, "F": 60})
    found = poststratify([1, 5, 3], margin)
    assert found.weights.tolist() == [15, 40, 45]
    assert found.factors.tolist() == [15, 8, 15]
    assert (found.iterations, found.largest_gap) == (1, 0.0)


def test_cells_give_the_factors_of_their_rows() -> None:
    rows = poststratify([1, 5, 3], Margin.of("sex", ["F", "M", "F"], {"M": 40, "F": 60}))
    cells = poststratify([4, 5], Margin.of("sex", ["F", "M"], {"M": 40, "F": 60}))
    assert cells.factors.tolist() == rows.factors[:2].tolist()


def test_a_row_without_base_weight_stays_without() -> None:
    margin = Margin.of("sex", ["F", "M", "F"], {"M": 40, "F": 60})
    found = poststratify([0, 5, 3], margin)
    assert found.weights.tolist() == [0, 40, 60]
    assert np.isnan(found.factors[0])


def test_a_category_with_a_total_and_no_weight_is_refused() -> None:
    margin = Margin.of("sex", ["F", "M"], {"M": 40, "F": 60})
    with pytest.raises(AnalysisError, match="empty_category: sex: no row stands for M"):
        poststratify([1, 0], margin)


def test_a_category_without_total_and_with_weight_is_refused() -> None:
    margin = Margin("sex", np.array([0, 1]), ("F", "M"), np.array([40.0, 0.0]))
    with pytest.raises(AnalysisError, match="zero_total"):
        poststratify([1, 1], margin)


def test_an_unused_category_of_total_zero_changes_nothing() -> None:
    margin = Margin("sex", np.array([0, 0]), ("F", "M"), np.array([40.0, 0.0]))
    assert_allclose(poststratify([1, 3], margin).weights, [10, 30])


@pytest.mark.parametrize(
    ("base", "code"),
    [
        ([1, -1], "negative_weight"),
        ([0, 0], "no_weight"),
        ([], "no_weight"),
        ([1, np.inf], "not_finite"),
        ([[1, 1]], "shape"),
        ([1, 1, 1], "shape"),
    ],
)
def test_base_weights_without_meaning_are_refused(base: list[float], code: str) -> None:
    with pytest.raises(AnalysisError) as raised:
        poststratify(base, Margin.of("sex", ["F", "M"], {"M": 40, "F": 60}))
    assert raised.value.code == code
