"""Reads of what an open round lets a key name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from surveyapp.units.models import Field, Unit, UnitField


def list_units_by_code(session: Session, *, authority_id: int) -> dict[str, Unit]:
    """The units of an authority by their code."""
    found = session.scalars(select(Unit).where(Unit.authority_id == authority_id).order_by(Unit.id))
    return {unit.code: unit for unit in found}


def list_fields_by_unit(
    session: Session, *, authority_id: int, today: date
) -> dict[int, list[Field]]:
    """The fields that each unit of an authority handles and that exist today, by code."""
    rows = session.execute(
        select(UnitField.unit_id, Field)
        .join(Field, Field.id == UnitField.field_id)
        .where(
            Field.authority_id == authority_id,
            or_(Field.valid_from.is_(None), Field.valid_from <= today),
            or_(Field.valid_to.is_(None), Field.valid_to >= today),
        )
        .order_by(UnitField.unit_id, Field.code)
    )
    fields: dict[int, list[Field]] = {}
    for unit_id, field in rows:
        fields.setdefault(unit_id, []).append(field)
    return fields
