"""The ledger: what was found about responses after they came, each entry chained to the one before.

Changing, removing or inserting an entry breaks every hash after it; `verify_ledger` finds where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from surveyapp.rounds.queries import lock_round
from surveyapp.rounds.way_in import WayIn

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


@dataclass(frozen=True, slots=True)
class Dated:
    """A remark with its moment, None in anonymous rounds, and its local day."""

    remark: Remark
    at: datetime | None
    on_day: date


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
    moment = None if way_in.anonymous else now
    dated = Dated(remark, moment, local_day(now, zone))
    [row] = chain_entries(connection, round_id=round_id, dated=[dated])
    return LedgerEntry(**row)


def chain_entries(
    connection: Connection, *, round_id: int, dated: Sequence[Dated]
) -> list[dict[str, Any]]:
    """Add entries at the end of the round's chain, however many, in two statements.

    The caller holds the lock on the round and knows that it has these responses. Returns the rows.
    """
    last = connection.execute(
        select(LedgerEntry.position, LedgerEntry.hash)
        .where(LedgerEntry.round_id == round_id)
        .order_by(LedgerEntry.position.desc())
        .limit(1)
    ).one_or_none()
    first, previous = (last.position + 1, last.hash) if last else (1, FIRST_HASH)
    rows = []
    for position, one in enumerate(dated, start=first):
        row = _row(round_id, position, one, previous)
        previous = row["hash"] = _hash_of(row)
        rows.append(row)
    connection.execute(insert(_LEDGER), rows)
    return rows


def _row(round_id: int, position: int, dated: Dated, previous: str) -> dict[str, Any]:
    remark = dated.remark
    return {
        "round_id": round_id,
        "position": position,
        "anonymous": dated.at is None,
        "unit_id": remark.unit_id,
        "submission_id": remark.submission_id,
        "kind": remark.kind,
        "valid": remark.valid,
        "rule": remark.rule,
        "reason": remark.reason,
        "actor": remark.actor,
        "at": dated.at,
        "on_day": dated.on_day,
        "previous_hash": previous,
    }


def _is_stored(connection: Connection, round_id: int, remark: Remark) -> bool:
    key = (round_id, remark.unit_id, remark.submission_id)
    columns = (Response.round_id, Response.unit_id, Response.submission_id)
    same = (column == value for column, value in zip(columns, key, strict=True))
    return connection.scalar(select(Response.round_id).where(*same)) is not None


def entry_hash(entry: LedgerEntry) -> str:
    """SHA-256 over the fields of an entry and the hash of the one before."""
    names = (*_HASHED, "at", "on_day", "previous_hash")
    return _hash_of({name: getattr(entry, name) for name in names})


def _hash_of(row: Mapping[str, Any]) -> str:
    fields = {name: row[name] for name in _HASHED}
    fields["at"] = row["at"].isoformat() if row["at"] else None
    fields["on_day"] = row["on_day"].isoformat()
    fields["previous_hash"] = row["previous_hash"]
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
