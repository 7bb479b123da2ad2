"""The table of indicators, with planted trouble and without."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.quality.contrast import compare_rates
from analysis.quality.screen import screen, screen_interviewers

from .clean_data import clean_survey


def test_a_planted_interviewer_is_asked_about_and_no_other_unit() -> None:
    """Somebody who copies one form fast. Colleagues of the unit are measured against him."""
    survey = clean_survey(np.random.default_rng(4), units=10)
    target = survey.interviewer == survey.interviewer[0]
    survey.columns[:, target] = survey.columns[:, [0]]
    survey.duration[target] *= 0.2
    table = screen_interviewers(
        survey.columns,
        interviewer=survey.interviewer,
        unit=survey.unit,
        duration=survey.duration,
        form=survey.form,
    )
    assert np.any(table.questions, axis=0)[0]
    assert {"fast", "maximum percent match"} <= {
        table.indicators[row] for row in np.flatnonzero(table.questions[:, 0])
    }
    assert set(table.unit[np.any(table.questions, axis=0)]) == {survey.unit[0]}


def test_cells_without_a_comparison_are_counted() -> None:
    alone = compare_rates(np.array([True, False]), interviewer=["a", "b"], unit=["U", "V"])
    table = screen([("fast", alone)])
    assert table.not_compared == 2
    assert not table.questions.any()


def test_more_indicators_ask_for_stronger_signs() -> None:
    event = np.array([True] * 4 + [False] * 4)
    one = compare_rates(event, interviewer=list("aaaabbbb"), unit=["U"] * 8)
    none = compare_rates(~event & event, interviewer=list("aaaabbbb"), unit=["U"] * 8)
    alone = screen([("x", one)]).adjusted[0, 0]
    among = screen([("x", one), ("y", none), ("z", none)]).adjusted[0, 0]
    assert alone == pytest.approx(2 / 70, rel=1e-12)
    assert among == pytest.approx(6 / 70, rel=1e-12)


def test_faults_have_names() -> None:
    one = compare_rates(np.array([True, False]), interviewer=["a", "b"], unit=["U", "U"])
    two = compare_rates(np.array([True, False]), interviewer=["a", "c"], unit=["U", "U"])
    for tables, rate, code in (
        ([], 0.05, "no_indicator"),
        ([("x", one), ("y", two)], 0.05, "groups_differ"),
        ([("x", one)], 5, "false_discovery_rate"),
    ):
        with pytest.raises(AnalysisError) as error:
            screen(tables, false_discovery_rate=rate)
        assert error.value.code == code
