"""Points that come from outside the survey, per unit and part of the programme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.platform.database import Base, UtcDateTime


class UnitScore(Base):
    """Points of one unit in one part, as an exact decimal text; absent means chưa xác định."""

    __tablename__ = "unit_score"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    points: Mapped[str] = mapped_column(String(32))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UnitMaximum(Base):
    """The standard score of one unit after lowering (điểm chuẩn), as an exact decimal text."""

    __tablename__ = "unit_maximum"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    max_points: Mapped[str] = mapped_column(String(32))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
