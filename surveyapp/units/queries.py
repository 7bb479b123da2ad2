"""Reads of authorities, units, places, counters and fields."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from surveyapp.platform.errors import NotFound
from surveyapp.units.models import Authority, Counter, CounterUnit, Field, Place, Unit, UnitField


def find_authority(session: Session, *, code: str) -> Authority | None:
    """The authority with this code."""
    return session.scalar(select(Authority).where(Authority.code == code))


def find_unit(session: Session, *, authority_id: int, code: str) -> Unit | None:
    """The unit of an authority with this code."""
    return session.scalar(select(Unit).where(Unit.authority_id == authority_id, Unit.code == code))


def get_unit(session: Session, *, authority_id: int, code: str) -> Unit:
    """The unit of an authority with this code. Raises NotFound."""
    unit = find_unit(session, authority_id=authority_id, code=code)
    if unit is None:
        raise NotFound("unit", f"Không có đơn vị mang mã “{code}”.", field="unit")
    return unit


def list_units(session: Session, *, authority_id: int) -> Sequence[Unit]:
    """All units of an authority, by name in Vietnamese order."""
    order = (Unit.sort_key, Unit.id)
    return session.scalars(
        select(Unit).where(Unit.authority_id == authority_id).order_by(*order)
    ).all()


def unit_codes(session: Session, *, authority_id: int) -> dict[int, str]:
    """Codes of the units of an authority by id."""
    rows = session.execute(select(Unit.id, Unit.code).where(Unit.authority_id == authority_id))
    return {row.id: row.code for row in rows}


def find_place(session: Session, *, authority_id: int, code: str) -> Place | None:
    """The place of an authority with this code."""
    return session.scalar(
        select(Place).where(Place.authority_id == authority_id, Place.code == code)
    )


def find_counter(session: Session, *, place_id: int, code: str) -> Counter | None:
    """The counter of a place with this code."""
    return session.scalar(select(Counter).where(Counter.place_id == place_id, Counter.code == code))


def list_counters_by_unit(session: Session, *, authority_id: int) -> dict[int, list[Counter]]:
    """The counters that serve each unit of an authority, by place and code."""
    rows = session.execute(
        select(CounterUnit.unit_id, Counter)
        .join(Counter, Counter.id == CounterUnit.counter_id)
        .join(Place, Place.id == Counter.place_id)
        .options(contains_eager(Counter.place))
        .where(Place.authority_id == authority_id)
        .order_by(Place.code, Counter.code, Counter.id, CounterUnit.unit_id)
    )
    counters: dict[int, list[Counter]] = {}
    for unit_id, counter in rows:
        counters.setdefault(unit_id, []).append(counter)
    return counters


def find_field(session: Session, *, authority_id: int, code: str) -> Field | None:
    """The field of an authority with this code."""
    return session.scalar(
        select(Field).where(Field.authority_id == authority_id, Field.code == code)
    )


def list_fields_by_unit(session: Session, *, authority_id: int) -> dict[int, list[Field]]:
    """The fields that each unit of an authority handles, by code."""
    rows = session.execute(
        select(UnitField.unit_id, Field)
        .join(Field, Field.id == UnitField.field_id)
        .where(Field.authority_id == authority_id)
        .order_by(Field.code, UnitField.unit_id)
    )
    fields: dict[int, list[Field]] = {}
    for unit_id, field in rows:
        fields.setdefault(unit_id, []).append(field)
    return fields
