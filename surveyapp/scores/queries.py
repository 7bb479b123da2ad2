"""Reads of imported points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.definitions import canonical_hash
from surveyapp.scores.models import UnitMaximum, UnitScore
from surveyapp.units.models import Unit


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything imported for a round; what is absent is chưa xác định.

    `points` is by unit code and part, `maxima` (điểm chuẩn sau khi hạ) by unit code.
    """

    points: dict[tuple[str, str], Decimal]
    maxima: dict[str, Decimal]

    def content_hash(self) -> str:
        """SHA-256 that changes with every figure."""
        points = [[unit, part, str(value)] for (unit, part), value in sorted(self.points.items())]
        maxima = [[unit, str(value)] for unit, value in sorted(self.maxima.items())]
        return canonical_hash([points, maxima])


def get_scores(session: Session, *, round_id: int) -> Scores:
    """The imported points and maxima of a round; empty before anything was imported."""
    points = session.execute(
        select(Unit.code, UnitScore.part, UnitScore.points)
        .join(Unit, Unit.id == UnitScore.unit_id)
        .where(UnitScore.round_id == round_id)
    )
    maxima = session.execute(
        select(Unit.code, UnitMaximum.max_points)
        .join(Unit, Unit.id == UnitMaximum.unit_id)
        .where(UnitMaximum.round_id == round_id)
    )
    return Scores(
        {(unit, part): Decimal(value) for unit, part, value in points},
        {unit: Decimal(value) for unit, value in maxima},
    )
