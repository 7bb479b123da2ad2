"""Reads behind the desk page of a round. How many there are does not depend on the round."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from surveyapp.responses.models import LedgerEntry, Response
from surveyapp.units.models import Unit


def count_left_out(session: Session, *, round_id: int, but: Collection[int] = ()) -> dict[int, int]:
    """Responses by unit id whose latest ledger word is that they do not count.

    Those to the questionnaire versions `but` are passed over.
    """
    later = aliased(LedgerEntry)
    last = (
        select(func.max(later.position))
        .where(
            later.round_id == LedgerEntry.round_id,
            later.unit_id == LedgerEntry.unit_id,
            later.submission_id == LedgerEntry.submission_id,
            later.kind == "validity",
        )
        .scalar_subquery()
    )
    query = select(LedgerEntry.unit_id, func.count()).where(
        LedgerEntry.round_id == round_id,
        LedgerEntry.kind == "validity",
        LedgerEntry.valid.is_(False),
        LedgerEntry.position == last,
    )
    if but:
        query = query.join(
            Response,
            and_(
                Response.round_id == LedgerEntry.round_id,
                Response.unit_id == LedgerEntry.unit_id,
                Response.submission_id == LedgerEntry.submission_id,
            ),
        ).where(Response.questionnaire_version_id.not_in(but))
    return {row[0]: row[1] for row in session.execute(query.group_by(LedgerEntry.unit_id))}


def count_flagged(session: Session, *, round_id: int) -> Sequence[tuple[str, str, int]]:
    """(unit name, rule, answers with such a flag), units in the order of the alphabet."""
    answers = func.count(LedgerEntry.submission_id.distinct())
    rows = session.execute(
        select(Unit.name, LedgerEntry.rule, answers)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .where(LedgerEntry.round_id == round_id, LedgerEntry.kind == "flag")
        .group_by(Unit.id, Unit.name, Unit.sort_key, LedgerEntry.rule)
        .order_by(Unit.sort_key, Unit.id, LedgerEntry.rule)
    )
    return [(name, rule, count) for name, rule, count in rows]
