"""Keeping the register of units, places, counters and fields."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.vietnamese import sort_key
from surveyapp.units import queries
from surveyapp.units.models import Authority, Counter, CounterUnit, Field, Place, Unit, UnitField


def keep_authority(session: Session, *, code: str, name: str) -> Authority:
    """The authority with this code, made or renamed as needed."""
    authority = queries.find_authority(session, code=code)
    if authority is None:
        authority = Authority(code=code, name=name)
        session.add(authority)
    elif authority.name != name:
        authority.name = name
    session.flush()
    return authority


def keep_unit(session: Session, *, authority_id: int, code: str, name: str, level: str) -> Unit:
    """The unit with this code, made or brought up to date. The code is its identity."""
    unit = queries.find_unit(session, authority_id=authority_id, code=code)
    if unit is None:
        unit = Unit(authority_id=authority_id, code=code, name=name, sort_key=sort_key(name))
        session.add(unit)
    if unit.name != name:
        unit.name, unit.sort_key = name, sort_key(name)
    unit.level = level
    session.flush()
    return unit


def keep_counter(
    session: Session,
    *,
    authority_id: int,
    place: tuple[str, str],
    counter: tuple[str, str],
    operator: Unit | None,
    serves: list[Unit],
) -> Counter:
    """The counter (code, name) of a place (code, name), with the units it serves."""
    hall = queries.find_place(session, authority_id=authority_id, code=place[0])
    if hall is None:
        hall = Place(authority_id=authority_id, code=place[0], name=place[1])
        session.add(hall)
    hall.name = place[1]
    session.flush()
    desk = queries.find_counter(session, place_id=hall.id, code=counter[0])
    if desk is None:
        desk = Counter(place_id=hall.id, code=counter[0], name=counter[1])
        session.add(desk)
    desk.name = counter[1]
    desk.operator_id = operator.id if operator else None
    session.flush()
    _serve_exactly(session, desk, serves)
    return desk


def _serve_exactly(session: Session, counter: Counter, units: list[Unit]) -> None:
    links = session.scalars(select(CounterUnit).where(CounterUnit.counter_id == counter.id)).all()
    known = {link.unit_id for link in links}
    wanted = {unit.id for unit in units}
    for link in links:
        if link.unit_id not in wanted:
            session.delete(link)
    for unit_id in sorted(wanted - known):
        session.add(CounterUnit(counter_id=counter.id, unit_id=unit_id))
    session.flush()


def keep_field(
    session: Session, *, authority_id: int, code: str, name: str, units: list[Unit]
) -> Field:
    """The field (lĩnh vực) with this code, with exactly the units that handle it."""
    field = queries.find_field(session, authority_id=authority_id, code=code)
    if field is None:
        field = Field(authority_id=authority_id, code=code, name=name)
        session.add(field)
    field.name = name
    session.flush()
    known = {
        row.unit_id: row
        for row in session.scalars(select(UnitField).where(UnitField.field_id == field.id))
    }
    wanted = {unit.id for unit in units}
    for unit_id in known.keys() - wanted:
        session.delete(known[unit_id])
    for unit_id in sorted(wanted - known.keys()):
        session.add(UnitField(unit_id=unit_id, field_id=field.id))
    session.flush()
    return field
