"""What a caller hands over: numbers, labels, levels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.arrays import as_codes, as_known_or_missing, as_level, missing_labels, sums_by
from analysis.errors import AnalysisError
from analysis.estimation.design import survey_design
from analysis.rates.dispositions import outcome_counts
from analysis.sampling.allocation import allocate_in_units
from analysis.weights.margins import Margin
from analysis.weights.nonresponse import adjust_for_nonresponse
from analysis.weights.precision import weight_precision

MISSING = {
    "None": np.array(["a", None, "b"], dtype=object),
    "NaN": np.array([1.0, np.nan, 2.0]),
    "NaN among text": pd.Series(["a", np.nan, "b"]),
    "NaT": np.array(["2024-01-01", "NaT", "2024-01-02"], dtype="datetime64[D]"),
    "pandas NA": pd.Series(["a", pd.NA, "b"], dtype="string"),
    "pandas whole numbers": pd.Series([1, None, 2], dtype="Int64"),
}
MIXED = np.array(["1", 1, "1"], dtype=object)
USERS: dict[str, Any] = {
    "strata": lambda labels: survey_design(np.ones(3), strata=labels),
    "clusters": lambda labels: survey_design(np.ones(3), clusters=labels),
    "margin": lambda labels: Margin.of("age", labels, {"a": 1, "b": 2}),
    "crossed margin": lambda labels: Margin.crossed("age", [labels, list("xyz")], {}),
    "classes": lambda labels: adjust_for_nonresponse(
        np.ones(3), labels, responding=np.ones(3, dtype=np.bool_)
    ),
    "groups": lambda labels: weight_precision(np.ones(3), groups=labels),
    "keys": lambda labels: outcome_counts(list("IPR"), by=[labels]),
    "units": lambda labels: allocate_in_units(3, [9, 9, 9], labels),
}


def _code(act: Any, *arguments: Any) -> str:
    with pytest.raises(AnalysisError) as refused:
        act(*arguments)
    return refused.value.code


@pytest.mark.parametrize("labels", [pytest.param(v, id=k) for k, v in MISSING.items()])
def test_a_missing_label_is_known_as_such(labels: Any) -> None:
    assert missing_labels(np.asarray(labels)).tolist() == [False, True, False]


@pytest.mark.parametrize("use", [pytest.param(v, id=k) for k, v in USERS.items()])
@pytest.mark.parametrize("labels", [pytest.param(v, id=k) for k, v in MISSING.items()])
def test_a_missing_label_is_no_group_of_its_own(use: Any, labels: Any) -> None:
    assert _code(use, labels) == "missing_label"


@pytest.mark.parametrize("use", [pytest.param(v, id=k) for k, v in USERS.items()])
def test_labels_of_several_types_are_refused(use: Any) -> None:
    assert _code(use, MIXED) == "mixed_labels"


@pytest.mark.parametrize(
    "labels",
    [
        ["b", "a", "b"],
        np.array(["b", "a", "b"], dtype=object),
        pd.Categorical(["b", "a", "b"]),
        pd.Series(["b", "a", "b"], dtype="string"),
        [2, 1, 2],
        np.array([2, 1, 2], dtype=np.float32),
        ["Đà Nẵng", "Cần Thơ", "Đà Nẵng"],
        [True, False, True],
    ],
)
def test_labels_of_any_type_are_sorted_and_counted(labels: Any) -> None:
    distinct, codes = as_codes("unit", labels, n=3)
    assert len(distinct) == 2
    assert codes.tolist() == [1, 0, 1]


def test_no_labels_are_no_groups() -> None:
    distinct, codes = as_codes("unit", [], n=0)
    assert (distinct.size, codes.tolist()) == (0, [])


def test_missing_numbers_are_kept_and_words_refused() -> None:
    found = as_known_or_missing("score", pd.Series([1, None, 2], dtype="Int64"))
    np.testing.assert_array_equal(found, [1, np.nan, 2])
    assert _code(as_known_or_missing, "score", ["good"]) == "not_a_number"


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.5, np.nan])
def test_a_level_lies_between_0_and_1(level: float) -> None:
    assert _code(as_level, level) == "level"


def test_sums_by_code_count_rows_or_add_values() -> None:
    codes = np.array([2, 0, 2])
    assert sums_by(codes, None, 4).tolist() == [1, 0, 2, 0]
    assert sums_by(codes, np.array([0.5, 1, 2]), 4).tolist() == [1, 0, 2.5, 0]
    assert sums_by(codes, None, 4).dtype == np.float64
