"""Figures and moments as Vietnamese readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.platform.formats import (
    UNKNOWN,
    date_in,
    date_vi,
    datetime_in,
    datetime_vi,
    last_day,
    number,
    percent,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(13125, 1000), 2, "13,13"),
        (Decimal("13.125"), 2, "13,13"),
        (13.125, 2, "13,13"),
        (2.675, 2, "2,68"),
        (Fraction(2, 3) * 100, 2, "66,67"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(-1, 1000), 2, "0,00"),
        (1234567, 0, "1.234.567"),
        (Decimal("1234.5"), 1, "1.234,5"),
        (0, 2, "0,00"),
        (None, 2, UNKNOWN),
    ],
)
def test_numbers_are_rounded_half_up_with_a_comma(value: object, digits: int, text: str) -> None:
    assert number(value, digits) == text  # type: ignore[arg-type]


@given(st.fractions(min_value=-10_000, max_value=10_000), st.integers(0, 6))
def test_a_written_number_is_within_half_a_unit(value: Fraction, digits: int) -> None:
    written = Fraction(number(value, digits).replace(".", "").replace(",", "."))
    assert abs(written - value) <= Fraction(1, 2 * 10**digits)


def test_unknown_is_not_zero() -> None:
    assert percent(None) == UNKNOWN
    assert percent(Fraction(175, 2)) == "87,50%"


@pytest.mark.parametrize(
    ("language", "figure", "unknown", "day", "moment"),
    [
        ("vi", "1.234,5", UNKNOWN, "05/06/2026", "01:05 05/06/2026"),
        ("km", "1.234,5", "មិនទាន់កំណត់", "05/06/2026", "01:05 05/06/2026"),
        ("en", "1,234.5", "not known", "5 June 2026", "01:05, 5 June 2026"),
    ],
)
def test_each_language_writes_figures_and_days_its_own_way(
    language: str, figure: str, unknown: str, day: str, moment: str
) -> None:
    late = datetime(2026, 6, 4, 18, 5, tzinfo=UTC)
    assert number(Fraction(2469, 2), 1, language) == figure
    assert percent(None, 1, language) == unknown
    assert percent(Fraction(2469, 2), 1, language) == f"{figure}%"
    assert date_in(date(2026, 6, 5), language) == day
    assert datetime_in(late, ZONE, language) == moment
    assert (date_in(None, language), datetime_in(None, ZONE, language)) == ("", "")


def test_moments_are_shown_in_local_time() -> None:
    """P17: late in the evening in UTC is the next day here."""
    moment = datetime(2026, 6, 14, 18, 5, tzinfo=UTC)
    assert datetime_vi(moment, ZONE) == "01:05 15/06/2026"
    assert date_vi(date(2026, 6, 5)) == "05/06/2026"
    assert (date_vi(None), datetime_vi(None, ZONE)) == ("", "")


def test_the_last_day_of_a_half_open_end_is_the_day_before_midnight() -> None:
    assert last_day(datetime(2026, 6, 30, 17, 0, tzinfo=UTC), ZONE) == date(2026, 6, 30)
    assert last_day(datetime(2026, 6, 30, 4, 0, tzinfo=UTC), ZONE) == date(2026, 6, 30)
