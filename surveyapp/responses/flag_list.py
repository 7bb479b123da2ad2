"""The flags of a round as a file that Excel opens: who looks at them needs no database.

UTF-8 with a byte order mark and semicolons (P18), local times with their offset (P17), written row
by row, so that memory does not grow with the attack; the number of rows and the checksum of the
file are told (P14).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from surveyapp.responses.canonical import printed_receipt
from surveyapp.responses.models import LedgerEntry, Response
from surveyapp.rounds.models import Round
from surveyapp.units.models import Unit

COLUMNS = ("round", "unit", "receipt", "rule", "reason", "time")
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its rows without the header, and its SHA-256."""

    rows: int
    sha256: str


def write_flags(session: Session, file: IO[bytes], *, round_: Round, zone: ZoneInfo) -> Written:
    """Write every flag of a round in the order of the ledger."""
    checksum = hashlib.sha256()
    count = -1
    for line in _lines(session, round_, zone):
        file.write(line)
        checksum.update(line)
        count += 1
    return Written(count, checksum.hexdigest())


def _lines(session: Session, round_: Round, zone: ZoneInfo) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    flags = session.execute(
        _FLAGS, {"round_id": round_.id}, execution_options={"yield_per": _BATCH}
    )
    for unit, receipt, rule, reason, received_at, received_on in flags:
        # An anonymous round knows the day only.
        time = received_on.isoformat()
        if received_at is not None:
            time = received_at.astimezone(zone).isoformat(timespec="seconds")
        shown = printed_receipt(receipt) if receipt else ""
        yield _line((round_.code, unit, shown, rule, reason, time))


_FLAGS = (
    select(
        Unit.code,
        Response.receipt,
        LedgerEntry.rule,
        LedgerEntry.reason,
        Response.received_at,
        Response.received_on,
    )
    .join(Unit, Unit.id == LedgerEntry.unit_id)
    .join(
        Response,
        and_(
            Response.round_id == LedgerEntry.round_id,
            Response.unit_id == LedgerEntry.unit_id,
            Response.submission_id == LedgerEntry.submission_id,
        ),
    )
    .where(LedgerEntry.round_id == bindparam("round_id"), LedgerEntry.kind == "flag")
    .order_by(LedgerEntry.position)
)


def _line(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
