"""How figures and moments are written: for Vietnamese readers, and where asked for others.

Numbers carry a decimal comma and a point between thousands. They are rounded half-up, here and
nowhere before: exact rationals are rounded exactly, floats at 12 significant digits first.
Khmer pages write both as Vietnamese ones do, in the digits 0 to 9, which is what Unicode's CLDR
gives for `km` and what Khmer readers in Việt Nam meet every day. English pages name the month,
because 05/06 is May to some and June to others.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from flask import Flask

from surveyapp.platform.clock import local_day

#: What stands where a figure is not known; it is never zero.
UNKNOWN = "chưa xác định"
UNKNOWN_IN = {"vi": UNKNOWN, "km": "មិនទាន់កំណត់", "en": "not known"}

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

Number = int | float | Decimal | Fraction

_COMMA_FOR_POINT = str.maketrans(",.", ".,")


def number(value: Number | None, digits: int = 0, language: str = "vi") -> str:
    """Write a number with `digits` decimals: 13.125 with 2 is `13,13`; None is `chưa xác định`."""
    if value is None:
        return UNKNOWN_IN[language]
    scaled = _exact(value) * 10**digits
    whole = int(abs(scaled) + Fraction(1, 2))
    before, after = divmod(whole, 10**digits)
    sign = "-" if scaled < 0 and whole else ""
    text = f"{sign}{before:,}" + (f".{after:0{digits}d}" if digits else "")
    return text if language == "en" else text.translate(_COMMA_FOR_POINT)


def percent(value: Number | None, digits: int = 2, language: str = "vi") -> str:
    """Write a percentage that is given in percent: 87.5 is `87,50%`."""
    text = number(value, digits, language)
    return text if value is None else f"{text}%"


def date_vi(value: date | None) -> str:
    """`21/11/2026`."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def date_in(value: date | None, language: str) -> str:
    """`21/11/2026`, in English `21 November 2026`."""
    if value is None or language != "en":
        return date_vi(value)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def datetime_in(value: datetime | None, zone: ZoneInfo, language: str) -> str:
    """`14:05 21/11/2026` in local time, in English `14:05, 21 November 2026`."""
    if value is None or language != "en":
        return datetime_vi(value, zone)
    local = value.astimezone(zone)
    return f"{local:%H:%M}, {date_in(local, language)}"


def datetime_vi(value: datetime | None, zone: ZoneInfo) -> str:
    """`14:05 21/11/2026`, in local time."""
    return "" if value is None else f"{value.astimezone(zone):%H:%M %d/%m/%Y}"


def last_day(closes_at: datetime, zone: ZoneInfo) -> date:
    """The last local day before a half-open end."""
    return local_day(closes_at - timedelta(microseconds=1), zone)


def _exact(value: Number) -> Fraction:
    return Fraction(f"{value:.12g}") if isinstance(value, float) else Fraction(value)


def install(app: Flask, zone: ZoneInfo) -> None:
    """Give the filters to the templates."""
    app.add_template_filter(number, "number")
    app.add_template_filter(percent, "percent")
    app.add_template_filter(date_vi, "date_vi")
    app.add_template_filter(date_in, "date_in")
    app.add_template_filter(lambda value: datetime_vi(value, zone), "datetime_vi")
    app.add_template_filter(lambda value: local_day(value, zone), "local_day")
    app.add_template_filter(lambda value: last_day(value, zone), "last_day")
    app.jinja_env.globals["UNKNOWN"] = UNKNOWN
