"""The published result of one unit, for everybody. Reads only what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surveyapp.platform.clock import local_day
from surveyapp.platform.errors import NotFound
from surveyapp.programmes.queries import definition_of
from surveyapp.results.queries import find_result_view
from surveyapp.results.rows import GroupTable, ResultView, UnitRow
from surveyapp.rounds.models import Round
from surveyapp.units.models import Authority, Unit


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """What the last published round says of a unit."""

    round_name: str
    window: tuple[date, date]
    published_on: date
    result: ResultView
    unit: UnitRow

    @property
    def group(self) -> GroupTable:
        """The units that the place is among."""
        return self.result.group_of(self.unit)


@dataclass(frozen=True, slots=True)
class RatedUnit:
    """A unit and its last published result; None where nothing about it was published yet."""

    name: str
    authority_name: str
    published: PublishedResult | None


def get_published_result(
    session: Session, *, authority_code: str, unit_code: str, zone: ZoneInfo, now: datetime
) -> RatedUnit:
    """The unit with its last published result. Raises NotFound for codes that nobody has.

    A round counts as published from its publication on, with the result that is final since then;
    what was computed before that is never shown.
    """
    found = session.execute(
        select(Unit, Authority)
        .join(Authority, Authority.id == Unit.authority_id)
        .where(Authority.code == authority_code, Unit.code == unit_code)
    ).one_or_none()
    if found is None:
        raise NotFound("unit", "Không có đơn vị này.")
    unit, authority = found
    rounds = session.scalars(
        select(Round)
        .where(Round.authority_id == authority.id, Round.published_at <= now)
        .options(joinedload(Round.programme))
        .order_by(Round.published_at.desc(), Round.id.desc())
    )
    for round_ in rounds:
        published = _published(session, round_, unit_code, zone)
        if published is not None:
            return RatedUnit(unit.name, authority.name, published)
    return RatedUnit(unit.name, authority.name, None)


def _published(
    session: Session, round_: Round, unit_code: str, zone: ZoneInfo
) -> PublishedResult | None:
    """None where the round did not rate the unit, or its result is not final yet."""
    rated = any(unit.code == unit_code for unit in definition_of(round_.programme).units)
    view = find_result_view(session, round_id=round_.id) if rated else None
    assert round_.published_at is not None
    if view is None or view.computed_at < round_.published_at:
        return None
    row = view.find_unit(unit_code)
    if row is None:
        return None
    return PublishedResult(
        round_name=round_.name,
        window=(round_.window_from, round_.window_to),
        published_on=local_day(round_.published_at, zone),
        result=view,
        unit=row,
    )
