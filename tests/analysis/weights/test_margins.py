"""A margin is checked when it is made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.weights.margins import Margin


def _code(make: Any, *arguments: Any) -> str:
    with pytest.raises(AnalysisError) as raised:
        make(*arguments)
    return raised.value.code


def test_labels_become_places_in_the_order_of_the_totals() -> None:
    margin = Margin.of("sex", ["F", "M", "F"], {"M": 40, "F": 60})
    assert margin.categories == ("M", "F")
    assert margin.codes.tolist() == [1, 0, 1]
    assert margin.totals.tolist() == [40, 60]


def test_numbers_may_be_labels() -> None:
    margin = Margin.of("age", np.array([1.0, 2.0, 1.0]), {1: 5, 2: 6})
    assert margin.categories == ("1", "2")
    assert margin.codes.tolist() == [0, 1, 0]


def test_totals_may_come_from_pandas() -> None:
    frame = pd.DataFrame({"sex": ["M", "F", "F"], "age": [1, 1, 2], "N": [5, 6, 7]})
    one = Margin.of("sex", ["F", "M"], frame.groupby("sex")["N"].sum())
    assert (one.categories, one.totals.tolist()) == (("F", "M"), [13, 5])
    both = Margin.crossed(
        "cell", [["F", "M", "F"], [1, 1, 2]], frame.groupby(["sex", "age"])["N"].sum()
    )
    assert (both.categories, both.totals.tolist()) == (("F x 1", "F x 2", "M x 1"), [6, 7, 5])


def test_a_crossed_margin_crosses_something() -> None:
    assert _code(Margin.crossed, "cell", [], {}) == "shape"


def test_crossed_labels_are_one_category_each() -> None:
    totals = {("a", 1): 3.0, ("b", 2): 4.0, ("a", 2): 5.0}
    margin = Margin.crossed("cell", [["a", "b", "a", "a"], [1, 2, 2, 1]], totals)
    assert margin.categories == ("a x 1", "b x 2", "a x 2")
    assert margin.codes.tolist() == [0, 1, 2, 0]


def test_sums_by_category_count_all_weights() -> None:
    margin = Margin.of("sex", ["F", "M", "F"], {"M": 40, "F": 60})
    assert margin.weighted(np.array([1.0, 2.0, 3.0])).tolist() == [2, 4]


def test_a_margin_scaled_to_a_population_keeps_its_shares() -> None:
    margin = Margin.of("sex", ["F", "M"], {"M": 40, "F": 60}).scaled_to(1000)
    assert margin.totals.tolist() == [400, 600]


def test_a_margin_of_zeros_has_no_shares_to_scale() -> None:
    margin = Margin("sex", np.array([], dtype=np.intp), ("F", "M"), np.zeros(2))
    assert _code(margin.scaled_to, 10.0) == "zero_total"


@pytest.mark.parametrize(
    ("labels", "totals", "code"),
    [
        (["F", "X"], {"F": 1, "M": 1}, "label_without_total"),
        (["F", "F"], {"F": 1, "M": 1}, "empty_category"),
        (["F", "M"], {"F": 1, "M": 0}, "zero_total"),
        (["F", "M"], {"F": 1, "M": -1}, "negative_total"),
        (["F", "M"], {"F": 1, "M": float("nan")}, "not_finite"),
        (["F", "M"], {"F": 1, "M": "many"}, "not_a_number"),
        (np.array(["F", None]), {"F": 1}, "missing_label"),
        (np.array([1.0, np.nan]), {1: 1}, "missing_label"),
        (np.array([1, "F"], dtype=object), {1: 1, "F": 1}, "mixed_labels"),
        ([["F", "M"]], {"F": 1, "M": 1}, "shape"),
    ],
)
def test_a_contradictory_margin_is_refused(labels: Any, totals: Any, code: str) -> None:
    assert _code(Margin.of, "sex", labels, totals) == code


def test_a_total_of_zero_without_rows_is_no_fault() -> None:
    assert Margin.of("sex", ["F", "F"], {"F": 1, "M": 0}).totals.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("codes", "categories", "totals", "code"),
    [
        (np.array([0, 2]), ("F", "M"), [1, 1], "code_out_of_range"),
        (np.array([0, -1]), ("F", "M"), [1, 1], "code_out_of_range"),
        (np.array([0.0, 1.0]), ("F", "M"), [1, 1], "shape"),
        (np.array([[0, 1]]), ("F", "M"), [1, 1], "shape"),
        (np.array([0, 1]), ("F", "M"), [1], "shape"),
        (np.array([0, 1]), ("F", "F"), [1, 1], "label_twice"),
    ],
)
def test_codes_are_places_of_categories(
    codes: Any, categories: tuple[str, ...], totals: Any, code: str
) -> None:
    assert _code(Margin, "sex", codes, categories, totals) == code


def test_crossed_labels_need_a_total_for_each_combination_that_occurs() -> None:
    totals = {("a", 1): 3.0}
    assert _code(Margin.crossed, "cell", [["a", "b"], [1, 1]], totals) == "label_without_total"


def test_errors_name_the_labels_and_the_cure() -> None:
    with pytest.raises(AnalysisError, match=r"sex: no row stands for M .*merge the category"):
        Margin.of("sex", ["F", "F"], {"F": 1, "M": 1})
