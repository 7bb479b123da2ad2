"""A survey round (đợt khảo sát). Its state is computed from its dates and its publication."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.platform.database import Base, UtcDateTime
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.units.models import Authority


class Round(Base):
    """One run of a programme. The moments are half open: `opens_at` <= t < `closes_at`."""

    __tablename__ = "survey_round"
    __table_args__ = (
        UniqueConstraint("authority_id", "code"),
        # Responses repeat `anonymous` and reference it with the id: it cannot be lost (P5).
        UniqueConstraint("id", "anonymous"),
        CheckConstraint("opens_at < closes_at", name="field_dates"),
        CheckConstraint("window_from <= window_to", name="window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    #: The window in which the rated dossiers were finished, local days, both inclusive.
    window_from: Mapped[date]
    window_to: Mapped[date]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    anonymous: Mapped[bool] = mapped_column(default=False)
    #: Answers of this round are simulated; every page and export says so.
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    authority: Mapped[Authority] = relationship()
    programme: Mapped[ProgrammeVersion] = relationship()


class Population(Base):
    """Finished dossiers of a unit in the window, by the channel they came through, by field."""

    __tablename__ = "population"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    #: A channel of the programme.
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: The field (lĩnh vực) by its code; "" where the channel is not divided by field.
    field_code: Mapped[str] = mapped_column(String(64), primary_key=True, default="")
    dossiers: Mapped[int] = mapped_column(CheckConstraint("dossiers >= 0", name="dossiers"))


class ShortCode(Base):
    """Eight digits that lead where a link leads, for phones that cannot scan. Never changed.

    `counter_id` and `field_id` are 0 where none is named, so that the UNIQUE key covers them.
    """

    __tablename__ = "short_code"
    __table_args__ = (UniqueConstraint("round_id", "unit_id", "counter_id", "form", "field_id"),)

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    counter_id: Mapped[int] = mapped_column(default=0)
    form: Mapped[int]
    field_id: Mapped[int] = mapped_column(default=0)
