"""Opening hours and bursts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.quality.time_of_day import bursts, opening_hours, scan_probability

OPENING = [(450, 690), (810, 1020)]


def test_closed_hours_and_weekends_are_told_apart() -> None:
    result = opening_hours([450, 690, 700, 900, np.nan], [0, 4, 5, 6, 1], opening=OPENING)
    assert result.outside.tolist() == [False, True, False, False, False]
    assert result.weekend.tolist() == [False, False, True, True, False]
    assert result.missing == 1
    assert result.by_hour[[7, 11, 15]].tolist() == [1, 2, 1]


def test_saturday_can_be_a_working_day() -> None:
    result = opening_hours([500], [5], opening=OPENING, working_days={5})
    assert not result.weekend.any()
    assert not result.outside.any()


@pytest.mark.parametrize(
    ("minute", "day", "opening", "code"),
    [
        ([1440], [0], OPENING, "minute_of_day"),
        ([1], [7], OPENING, "weekday"),
        ([1], [0, 1], OPENING, "shape"),
        ([1], [0], [], "opening"),
        ([1], [0], [(9, 9)], "opening"),
    ],
)
def test_hours_that_contradict_are_refused(
    minute: list, day: list, opening: list, code: str
) -> None:
    with pytest.raises(AnalysisError) as error:
        opening_hours(minute, day, opening=opening)
    assert error.value.code == code


def test_the_densest_window_and_its_forms_are_found() -> None:
    minute = [0, 50, 55, 58, 60, 61, 400, 10, 300, np.nan]
    who = ["a"] * 7 + ["b", "b", "b"]
    result = bursts(minute, who, ["U"] * 10, span=480, window=10, many=4)
    assert result.densest.tolist() == [4, 1]
    assert result.shortest_gap.tolist() == [1, 290]
    assert result.crowded.tolist() == [False, True, True, True, True, True] + [False] * 4
    assert (result.missing, result.n.tolist()) == (1, [7, 2])
    assert result.p_value[1] == 1


def test_two_points_near_each_other_have_the_chance_of_geometry() -> None:
    """P(|x - y| <= w) = 1 - (1 - w)^2, and Naus' formula is exact here."""
    w = np.array([0.05, 0.2, 0.5])
    np.testing.assert_allclose(
        [float(scan_probability(2, 2, share)) for share in w], 1 - (1 - w) ** 2, rtol=1e-12
    )


def test_the_approximation_is_close_to_a_simulation() -> None:
    """20,000 draws (standard error 0.003) of 12 points and a window of 10 minutes in 480.

    The approximation is made for small chances: 0.21 for 3 points is already rough.
    """
    draws = np.sort(np.random.default_rng(8).uniform(0, 1, (20_000, 12)), axis=1)
    for k, error in ((3, 0.02), (4, 0.004)):
        hit = (draws[:, k - 1 :] - draws[:, : 12 - k + 1] <= 10 / 480).any(axis=1)
        assert float(scan_probability(k, 12, 10 / 480)) == pytest.approx(hit.mean(), abs=error)


def test_one_form_has_no_burst_and_no_gap() -> None:
    result = bursts([5.0], ["a"], ["U"], span=100)
    assert np.isnan(result.p_value).all()
    assert np.isnan(result.shortest_gap).all()


@pytest.mark.parametrize(
    ("minute", "options", "code"),
    [
        ([1.0, 2.0], {"span": 9}, "shape"),
        ([1.0], {"span": 9}, "window"),
        ([101.0], {"span": 100}, "minute_of_span"),
        ([1.0], {"span": 100, "many": 1}, "many"),
    ],
)
def test_faults_have_names(minute: list, options: dict[str, Any], code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        bursts(minute, ["a"], ["U"], **options)
    assert error.value.code == code
