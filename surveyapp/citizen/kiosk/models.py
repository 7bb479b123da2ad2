"""A kiosk: a tablet that stands at a counter for one round."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.platform.database import Base, UtcDateTime
from surveyapp.rounds.models import Round
from surveyapp.units.models import Counter


class Kiosk(Base):
    """One tablet: where it stands, what it offers, and the PIN to leave it."""

    __tablename__ = "kiosk"
    __table_args__ = (
        CheckConstraint("offers IN ('full', 'quick', 'both')", name="offers"),
        CheckConstraint("idle_seconds BETWEEN 30 AND 300", name="idle_seconds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), index=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    name: Mapped[str] = mapped_column(String(200))
    pin_hash: Mapped[str] = mapped_column(String(200))
    offers: Mapped[str] = mapped_column(String(8))
    idle_seconds: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship()
    counter: Mapped[Counter] = relationship()
