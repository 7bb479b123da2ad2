"""Reads of responses: receipts and counts, never the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from surveyapp.platform.errors import NotFound
from surveyapp.responses.canonical import ALPHABET, RECEIPT_LENGTH, typed_receipt
from surveyapp.responses.models import LedgerEntry, Response, SnapshotHead, Uncounted
from surveyapp.rounds.models import Round
from surveyapp.units.models import Unit


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """What a receipt shows: that the answer is there and when it came, not what it says."""

    receipt: str
    round_name: str
    simulated: bool
    unit_name: str
    received_on: date
    late: bool


def get_receipt(session: Session, *, typed: str) -> ReceiptRecord:
    """The record of a receipt code as a person typed it. Raises NotFound."""
    receipt = typed_receipt(typed)
    row = None
    if len(receipt) == RECEIPT_LENGTH and set(receipt) <= set(ALPHABET):
        row = session.execute(
            select(
                Response.received_on,
                Round.name.label("round_name"),
                Round.simulated,
                Unit.name.label("unit_name"),
                Round.closes_at,
                Response.received_at,
            )
            .join(Round, Round.id == Response.round_id)
            .join(Unit, Unit.id == Response.unit_id)
            .where(Response.receipt == receipt)
        ).first()
    if row is None:
        raise NotFound("receipt", _not_found(receipt))
    late = row.received_at is not None and row.received_at >= row.closes_at
    return ReceiptRecord(
        receipt, row.round_name, row.simulated, row.unit_name, row.received_on, late
    )


def _not_found(receipt: str) -> str:
    words = "Không tìm thấy mã biên nhận này. Xin anh/chị xem lại từng ký tự."
    if len(receipt) == RECEIPT_LENGTH:
        return words
    return f"{words} Mã có {RECEIPT_LENGTH} chữ và số, mã vừa nhập có {len(receipt)}."


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Responses of one unit that came one way."""

    unit_id: int
    channel: str
    questionnaire_version_id: int
    responses: int


def count_by_channel(session: Session, *, round_id: int) -> Sequence[ChannelCount]:
    """Responses of a round by unit, channel and form, ordered by the three."""
    keys = (Response.unit_id, Response.channel, Response.questionnaire_version_id)
    rows = session.execute(
        select(*keys, func.count())
        .where(Response.round_id == round_id)
        .group_by(*keys)
        .order_by(*keys)
    )
    return [ChannelCount(*row) for row in rows]


def cell_field() -> ColumnElement[str]:
    """The field that a response is counted under: "" where it is not known.

    In an anonymous round it is always "": a cell of few answers, made when the first of them was
    counted, would tell more of when it came than a whole unit does (P5).
    """
    known = func.coalesce(Response.field_code, "")
    return case((Response.anonymous, ""), else_=known).label("cell_field")


def count_responses(session: Session, *, round_id: int) -> int:
    """All responses of a round, valid or not."""
    return (
        session.scalar(
            select(func.count()).select_from(Response).where(Response.round_id == round_id)
        )
        or 0
    )


def count_waiting(session: Session, *, round_id: int) -> int:
    """Responses that are stored but not yet in the snapshot."""
    return (
        session.scalar(
            select(func.count()).select_from(Uncounted).where(Uncounted.round_id == round_id)
        )
        or 0
    )


def snapshot_head(session: Session, *, round_id: int) -> tuple[int, int]:
    """(revision, ledger position) of the snapshot; (0, 0) before anything was counted."""
    head = session.get(SnapshotHead, round_id)
    return (head.revision, head.ledger_position) if head else (0, 0)


def last_ledger_position(session: Session, *, round_id: int) -> int:
    """The position of the last ledger entry of a round, 0 when there is none."""
    return (
        session.scalar(
            select(func.max(LedgerEntry.position)).where(LedgerEntry.round_id == round_id)
        )
        or 0
    )
