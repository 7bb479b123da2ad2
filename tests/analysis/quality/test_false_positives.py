"""The rules rarely point at clean data; the traps do, and are named as such."""

from __future__ import annotations

import pytest

from .false_positives import rates


@pytest.fixture(scope="module")
def measured() -> dict[str, tuple[str, float]]:
    """Eight of the five hundred surveys: 960 interviewers, 15,360 forms."""
    return {rule: (subject, rate) for (subject, rule, _), rate in rates(surveys=8).items()}


def test_interviewers_are_named_at_most_at_the_nominal_rate(measured: dict) -> None:
    """5 % and three standard errors of 960 interviewers, whose tests hang together in a unit."""
    for rule, (subject, rate) in measured.items():
        if subject == "điều tra viên":
            assert rate <= 0.05 + 0.021, rule


def test_fast_and_identical_forms_hardly_exist_in_clean_data(measured: dict) -> None:
    assert measured["cùng một mức và nhanh"][1] < 0.001


def test_one_way_icc_mistakes_units_for_interviewers(measured: dict) -> None:
    assert measured["ICC một chiều, p ≤ 0,05"][1] == 1.0
    assert measured["ICC lồng trong đơn vị, p ≤ 0,05"][1] < 0.5


def test_the_85_percent_rule_points_at_many_honest_forms(measured: dict) -> None:
    assert measured["giống phiếu khác ≥ 85 %"][1] > 0.01
