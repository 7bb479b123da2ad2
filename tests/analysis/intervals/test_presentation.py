"""Which shares carry a remark (NCHS presentation standards)."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals.interval import Interval
from analysis.intervals.presentation import presentation_flags

pytestmark = pytest.mark.statistics


def flags(*, p=0.9, n=100, effective_n=90, df=98, low=0.82, high=0.95):
    interval = Interval(np.asarray(low), np.asarray(high), 0.95, "any", "any")
    return presentation_flags(p, n, effective_n, df, interval=interval)


def test_a_sound_share_has_no_flag():
    sound = flags()
    assert not sound.suppress
    assert not sound.review


@pytest.mark.parametrize(
    ("figures", "flag"),
    [
        ({"n": 29}, "few"),
        ({"effective_n": 29.9}, "few"),
        ({"low": 0.65, "high": 0.9500001}, "wide"),
        ({"p": 0.04, "low": 0.01, "high": 0.0625}, "relatively_wide"),
    ],
)
def test_a_share_too_uncertain_is_for_suppression_and_not_for_review(figures, flag):
    found = flags(**figures)
    assert getattr(found, flag)
    assert found.suppress
    assert not found.review


@pytest.mark.parametrize(
    ("figures", "flag"),
    [
        ({"df": 7}, "few_df"),
        ({"p": 1.0, "low": 0.96, "high": 1.0}, "at_edge"),
        ({"low": np.nan, "high": np.nan}, "no_interval"),
    ],
)
def test_a_doubtful_share_is_for_review(figures, flag):
    found = flags(**figures)
    assert getattr(found, flag)
    assert found.review
    assert not found.suppress


def test_limits_of_the_rules_are_on_the_side_the_standard_says():
    assert not flags(n=30, effective_n=30).few
    assert not flags(df=8).few_df
    assert flags(p=0.1, low=0.0, high=0.3).wide
    assert not flags(p=0.01, low=0.0, high=0.05).relatively_wide


def test_what_is_suppressed_needs_no_review():
    found = flags(n=20, df=5)
    assert found.suppress
    assert found.few_df
    assert not found.review


def test_flags_are_given_unit_by_unit():
    found = presentation_flags(
        [0.9, 1.0],
        [20, 50],
        [np.nan, 50],
        [18, 48],
        interval=Interval(np.array([0.7, 0.93]), np.array([0.98, 1.0]), 0.95, "any", "any"),
    )
    assert found.suppress.tolist() == [True, False]
    assert found.review.tolist() == [False, True]


def test_a_share_in_percent_is_refused():
    with pytest.raises(AnalysisError, match="share_out_of_range"):
        flags(p=90)
