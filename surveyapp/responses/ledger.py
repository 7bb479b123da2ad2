"""The ledger: what was found about responses after they came, each entry chained to the one before.

Changing, removing or inserting an entry breaks every hash after it; `verify_ledger` finds where.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from surveyapp.platform.clock import local_day
from surveyapp.platform.definitions import canonical_hash
from surveyapp.platform.errors import NotFound
from surveyapp.responses.models import LedgerEntry, Response
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import WayIn, lock_round

FIRST_HASH = "0" * 64
_LEDGER = LedgerEntry.metadata.tables[LedgerEntry.__tablename__]
_HASHED = (
    "round_id",
    "position",
    "unit_id",
    "submission_id",
    "kind",
    "valid",
    "rule",
    "reason",
    "actor",
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be written about one response."""

    unit_id: int
    submission_id: str
    kind: str
    valid: bool | None
    rule: str
    reason: str
    actor: str


def append_entry(
    connection: Connection, *, way_in: WayIn | Round, remark: Remark, zone: ZoneInfo, now: datetime
) -> LedgerEntry:
    """Add one entry at the end of the round's chain. Writers of one round take turns.

    Needs a transaction: the lock on the round holds until its end. Raises NotFound where the round
    has no such response: an entry stays for ever, and counting could never go past it.
    """
    round_id = way_in.round_id if isinstance(way_in, WayIn) else way_in.id
    lock_round(connection, round_id=round_id)
    if not _is_stored(connection, round_id, remark):
        raise NotFound("response", "Đợt khảo sát không có phiếu này.", field="submission_id")
    last = connection.execute(
        select(LedgerEntry.position, LedgerEntry.hash)
        .where(LedgerEntry.round_id == round_id)
        .order_by(LedgerEntry.position.desc())
        .limit(1)
    ).one_or_none()
    entry = LedgerEntry(
        round_id=round_id,
        position=last.position + 1 if last else 1,
        anonymous=way_in.anonymous,
        unit_id=remark.unit_id,
        submission_id=remark.submission_id,
        kind=remark.kind,
        valid=remark.valid,
        rule=remark.rule,
        reason=remark.reason,
        actor=remark.actor,
        at=None if way_in.anonymous else now,
        on_day=local_day(now, zone),
        previous_hash=last.hash if last else FIRST_HASH,
    )
    entry.hash = entry_hash(entry)
    values = {column.name: getattr(entry, column.name) for column in _LEDGER.columns}
    connection.execute(insert(_LEDGER).values(**values))
    return entry


def _is_stored(connection: Connection, round_id: int, remark: Remark) -> bool:
    key = (round_id, remark.unit_id, remark.submission_id)
    columns = (Response.round_id, Response.unit_id, Response.submission_id)
    same = (column == value for column, value in zip(columns, key, strict=True))
    return connection.scalar(select(Response.round_id).where(*same)) is not None


def entry_hash(entry: LedgerEntry) -> str:
    """SHA-256 over the fields of an entry and the hash of the one before."""
    fields: dict[str, Any] = {name: getattr(entry, name) for name in _HASHED}
    fields["at"] = entry.at.isoformat() if entry.at else None
    fields["on_day"] = entry.on_day.isoformat()
    fields["previous_hash"] = entry.previous_hash
    return canonical_hash(fields)


def verify_ledger(session: Session, *, round_id: int) -> int | None:
    """The position of the first entry that does not fit the chain, None when all do."""
    previous = FIRST_HASH
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.round_id == round_id).order_by(LedgerEntry.position)
    )
    for expected, entry in enumerate(entries, start=1):
        fits = (entry.position, entry.previous_hash) == (expected, previous)
        if not fits or entry.hash != entry_hash(entry):
            return expected
        previous = entry.hash
    return None
