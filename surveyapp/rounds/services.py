"""Making, closing and publishing rounds, and listing their links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.clock import end_of_day, start_of_day
from surveyapp.platform.errors import Conflict, Invalid, WrongState
from surveyapp.programmes.models import ProgrammeForm, ProgrammeVersion
from surveyapp.programmes.services import publish_programme
from surveyapp.rounds.codes import allot_short_codes, printed_code, short_codes
from surveyapp.rounds.links import sign_link
from surveyapp.rounds.models import Round
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.rounds.targets import list_targets
from surveyapp.units.models import Counter, Field, Unit

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
#: Years that the days of a round may lie in.
YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class RoundDates:
    """Inclusive local days: when answers are taken, and when the rated dossiers were finished."""

    opens_on: date
    closes_on: date
    window_from: date
    window_to: date


def create_round(
    session: Session,
    *,
    programme: ProgrammeVersion,
    code: str,
    name: str,
    dates: RoundDates,
    zone: ZoneInfo,
    now: datetime,
    anonymous: bool = False,
    simulated: bool = False,
) -> Round:
    """Make a round of a programme, which publishes the programme version; links get short codes.

    Raises Invalid for a bad code, name or dates, Conflict for a code in use.
    """
    _check_round(session, programme, code, name, dates)
    round_ = Round(
        authority_id=programme.authority_id,
        programme_version_id=programme.id,
        code=code,
        name=name.strip(),
        window_from=dates.window_from,
        window_to=dates.window_to,
        opens_at=start_of_day(dates.opens_on, zone),
        closes_at=end_of_day(dates.closes_on, zone),
        anonymous=anonymous,
        simulated=simulated,
        created_at=now,
    )
    session.add(round_)
    publish_programme(session, version=programme, now=now)
    session.flush()
    allot_short_codes(session, round_=round_)
    return round_


def _check_round(
    session: Session, programme: ProgrammeVersion, code: str, name: str, dates: RoundDates
) -> None:
    if not _CODE.fullmatch(code):
        raise Invalid(
            "bad-code",
            "Mã đợt chỉ gồm chữ thường không dấu, chữ số và dấu gạch ngang.",
            field="code",
        )
    if not name.strip() or len(name) > 300:
        raise Invalid("bad-name", "Hãy ghi tên đợt, tối đa 300 ký tự.", field="name")
    for field in fields(dates):
        _check_year(getattr(dates, field.name), field.name)
    if dates.closes_on < dates.opens_on:
        raise Invalid("bad-dates", "Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="closes_on")
    if dates.window_to < dates.window_from:
        raise Invalid(
            "bad-window",
            "Ngày cuối của kỳ giải quyết phải từ ngày đầu kỳ trở đi.",
            field="window_to",
        )
    taken = select(Round.id).where(Round.authority_id == programme.authority_id, Round.code == code)
    if session.scalar(taken) is not None:
        raise Conflict(
            "round-code", f"Mã đợt “{code}” đã được dùng. Hãy chọn mã khác.", field="code"
        )


def _check_year(day: date, field: str) -> None:
    """A slip of the keyboard (0026, 2206) is no survey year, and some are beyond the calendar."""
    if day.year not in YEARS:
        raise Invalid("bad-year", f"Năm phải từ {YEARS[0]} đến {YEARS[-1]}.", field=field)


def close_round(session: Session, *, round_: Round, now: datetime) -> None:
    """End the field work now. Pages that are open can still be sent; such answers count as late."""
    if state_of(round_, now=now) is not RoundState.OPEN:
        raise WrongState("not-open", "Chỉ đóng được đợt đang mở.")
    round_.closes_at = now
    session.flush()


def extend_round(
    session: Session, *, round_: Round, closes_on: date, zone: ZoneInfo, now: datetime
) -> None:
    """Move the last field day; a closed round opens again. A published one stays as it is."""
    if state_of(round_, now=now) is RoundState.PUBLISHED:
        raise WrongState("published", "Đợt đã công bố kết quả, không đổi ngày được.")
    _check_year(closes_on, "closes_on")
    closes_at = end_of_day(closes_on, zone)
    if closes_at <= max(now, round_.opens_at):
        raise Invalid("bad-dates", "Ngày kết thúc mới phải từ hôm nay trở đi.", field="closes_on")
    round_.closes_at = closes_at
    session.flush()


@dataclass(frozen=True, slots=True)
class RoundLink:
    """One way in. `counter` is None for a form that people reach through the portal, or per field.

    `code` is the short code, eight digits; empty where none was allotted yet.
    """

    unit: Unit
    counter: Counter | None
    form: ProgrammeForm
    text: str
    field: Field | None = None
    code: str = ""

    @property
    def counter_code(self) -> str:
        """`place/counter`, empty where no counter is named."""
        return f"{self.counter.place.code}/{self.counter.code}" if self.counter else ""

    @property
    def field_code(self) -> str:
        """The code of the field, empty where none is named."""
        return self.field.code if self.field else ""

    @property
    def path(self) -> str:
        """The path below the public address."""
        return f"/q/{self.text}"

    @property
    def printed_code(self) -> str:
        """The short code as it is printed, `1234-5674`."""
        return printed_code(self.code)


def list_links(session: Session, *, round_: Round, keys: Mapping[int, bytes]) -> list[RoundLink]:
    """Every link of a round: units in list order, then form; of each its counters, then its fields.

    Links are computed, not stored: the same round and keys give the same links.
    """
    codes = short_codes(session, round_id=round_.id)
    return [
        RoundLink(
            target.unit,
            target.counter,
            target.form,
            sign_link(target.link, keys=keys),
            target.field,
            codes.get(target.link, ""),
        )
        for target in list_targets(session, round_=round_)
    ]
