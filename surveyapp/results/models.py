"""One run of the method on the counted responses of a round."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.platform.database import Base, Json, UtcDateTime


class Result(Base):
    """The latest result of a round. Nothing in it is edited: a new run replaces the whole row.

    `document` holds method, tables and totals (see `surveyapp.results.document`); exact figures are
    rationals written `numerator/denominator`. `seal` is the SHA-256 of its canonical JSON.
    """

    __tablename__ = "result"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    snapshot_revision: Mapped[int]
    ledger_position: Mapped[int]
    scores_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    seal: Mapped[str] = mapped_column(String(64))
