"""Who runs surveys, who is rated, and where people meet them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.platform.database import Base


class Authority(Base):
    """The body that runs surveys (a province, a city); every query is scoped by it."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(300))


class Unit(Base):
    """A rated unit. Its group belongs to the programme; its level and life span are kept here."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("authority_id", "code"),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="life"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    #: Sorts names the Vietnamese way on every database (`surveyapp.platform.vietnamese.sort_key`).
    sort_key: Mapped[str] = mapped_column(String(700))
    level: Mapped[str] = mapped_column(String(64), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class Place(Base):
    """A one-stop hall or centre; a hall can serve many units."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("authority_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))


class Counter(Base):
    """A counter of a place. It has one operator and serves many rated units."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("place_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    place: Mapped[Place] = relationship()


class CounterUnit(Base):
    """That a counter serves a unit."""

    __tablename__ = "counter_unit"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class Field(Base):
    """A field of administration (lĩnh vực) in the catalogue of an authority, with its life span."""

    __tablename__ = "field"
    __table_args__ = (
        UniqueConstraint("authority_id", "code"),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="life"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitField(Base):
    """That a unit handles dossiers of a field."""

    __tablename__ = "unit_field"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field.id"), primary_key=True)
