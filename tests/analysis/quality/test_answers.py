"""Packed answers and labels are checked before anything is computed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.quality.answers import as_answers, as_mask
from analysis.quality.groups import as_groups


@pytest.mark.parametrize(
    ("columns", "scale", "code"),
    [
        ([[1, 2]], 1, "scale"),
        ([[1, 2]], 255, "scale"),
        ([[1.0, 2.0]], 5, "dtype"),
        ([1, 2], 5, "shape"),
        ([[7, 2]], 5, "answer_code"),
        ([[-1, 2]], 5, "answer_code"),
    ],
)
def test_answers_that_mean_nothing_are_refused(columns: list, scale: int, code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        as_answers(np.array(columns), scale=scale)
    assert error.value.code == code


def test_the_code_after_the_scale_is_no_opinion() -> None:
    assert as_answers([[6, 0]], scale=5).tolist() == [[6, 0]]


@pytest.mark.parametrize(("values", "code"), [([1, 0], "dtype"), ([True], "shape")])
def test_masks_are_bool_and_fit(values: list, code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        as_mask("event", np.array(values), shape=(2,))
    assert error.value.code == code


@pytest.mark.parametrize(
    "interviewer",
    [
        ["b", "", "a", "b"],
        ["b", None, "a", "b"],
        [2.0, np.nan, 1.0, 2.0],
        [2, -1, 1, 2],
        pd.Series(["b", pd.NA, "a", "b"], dtype="string"),
    ],
)
def test_unknown_interviewers_are_counted(interviewer: list) -> None:
    groups = as_groups(interviewer, ["U", "U", "U", "U"])
    assert groups.code.tolist() == [1, -1, 0, 1]
    assert groups.unknown == 1


def test_an_interviewer_in_two_units_is_two_groups() -> None:
    groups = as_groups(["a", "a", "b"], ["V", "U", "V"])
    assert groups.names.tolist() == ["a", "a", "b"]
    assert groups.units.tolist() == ["U", "V", "V"]


def test_labels_must_pair_up() -> None:
    for interviewer in (["a"], [["a", "b"]]):
        with pytest.raises(AnalysisError) as error:
            as_groups(interviewer, ["U", "U"])
        assert error.value.code == "shape"
