"""The packed snapshot: one byte per answer, append segments, rebuilt to the same at any time.

Only the worker and commands import this module (numpy); the web never does.

`count_round` moves the waiting responses of a round into segments, adds them to the cells of the
count cube, and applies the ledger entries that came since. Packing a response and taking it off the
waiting list are one transaction, so a response is counted once whatever is killed when. A response
that the ledger calls invalid is packed as such and not added; one that changes its validity is
added to its cell or taken off it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from surveyapp.responses.cells import change_cells
from surveyapp.responses.coding import FormCoding, form_codings
from surveyapp.responses.models import (
    CountCell,
    LedgerEntry,
    Response,
    Segment,
    SnapshotHead,
    Uncounted,
)
from surveyapp.responses.queries import cell_field, last_ledger_position
from surveyapp.responses.segments import Packed, SegmentKey, append_responses, mark_validity
from surveyapp.rounds.queries import lock_round

#: The cell that a response belongs to, its submission id and its answers.
_Row = tuple[SegmentKey, str, dict[str, Any]]
#: Unit id and submission id -> whether the ledger calls the response valid.
_Validity = Mapping[tuple[int, str], bool]
#: Responses packed in one go: memory and the time of a transaction do not grow with the round.
BATCH = 1_000


def count_round(session: Session, *, round_id: int, batches: int | None = None) -> bool:
    """Bring the snapshot of a round up to date. Returns whether it changed.

    With `batches` it packs at most so many times `BATCH` responses and leaves the rest waiting.
    """
    head = _locked_head(session, round_id)
    # Read before packing: an entry written meanwhile may speak of a response not packed yet.
    ledger_end = last_ledger_position(session, round_id=round_id)
    validity = _validity_since(session, head, ledger_end)
    codings = form_codings(session, round_id=round_id)
    packed = 0
    while (batches is None or packed < batches) and (rows := _waiting(session, round_id)):
        _pack(session, rows, codings, validity)
        packed += 1
    everything = batches is None or packed < batches or not _waiting(session, round_id, limit=1)
    applied = everything and ledger_end > head.ledger_position
    if applied:
        _apply_validity(session, round_id, codings, validity)
        head.ledger_position = ledger_end
    changed = packed > 0 or applied
    if changed:
        head.revision += 1
        session.flush()
    return changed


def rebuild_round(session: Session, *, round_id: int) -> None:
    """Throw the snapshot of a round away and make it again from the responses and the ledger."""
    head = _locked_head(session, round_id)
    for table in (Segment, CountCell):
        session.execute(delete(table).where(table.round_id == round_id))
    head.ledger_position = 0
    keys = (Response.round_id, Response.unit_id, Response.submission_id)
    # One statement sees one moment: a response that comes meanwhile waits once, not twice.
    waits = exists().where(
        Uncounted.round_id == Response.round_id,
        Uncounted.unit_id == Response.unit_id,
        Uncounted.submission_id == Response.submission_id,
    )
    session.execute(
        Uncounted.__table__.insert().from_select(  # type: ignore[attr-defined]
            ["round_id", "unit_id", "submission_id"],
            select(*keys).where(Response.round_id == round_id, ~waits),
        )
    )
    session.flush()
    count_round(session, round_id=round_id)


def _locked_head(session: Session, round_id: int) -> SnapshotHead:
    """The head row, locked: two workers never pack one round at once."""
    lock_round(session, round_id=round_id)
    head = session.get(SnapshotHead, round_id, with_for_update=True)
    if head is None:
        head = SnapshotHead(round_id=round_id, revision=0, ledger_position=0)
        session.add(head)
        session.flush()
    return head


def _waiting(session: Session, round_id: int, *, limit: int | None = None) -> list[_Row]:
    rows = session.execute(
        select(
            Response.unit_id,
            Response.questionnaire_version_id,
            cell_field(),
            Response.submission_id,
            Response.answers,
        )
        .join(
            Uncounted,
            and_(
                Uncounted.round_id == Response.round_id,
                Uncounted.unit_id == Response.unit_id,
                Uncounted.submission_id == Response.submission_id,
            ),
        )
        .where(Response.round_id == round_id, Uncounted.round_id == round_id)
        .limit(limit or BATCH)
    )
    waiting = [
        (SegmentKey(round_id, unit_id, version_id, field), submission_id, answers)
        for unit_id, version_id, field, submission_id, answers in rows
    ]
    return sorted(waiting, key=lambda row: row[:2])


def _pack(
    session: Session, rows: list[_Row], codings: Mapping[int, FormCoding], validity: _Validity
) -> None:
    groups = {key: list(group) for key, group in groupby(rows, key=lambda row: row[0])}
    if strange := {key.questionnaire_version_id for key in groups} - codings.keys():
        raise LookupError(f"responses to form versions {strange}, which the round does not have")
    for version_id, coding in codings.items():
        batch = {
            key: _packed(group, coding, validity)
            for key, group in groups.items()
            if key.questionnaire_version_id == version_id
        }
        append_responses(session, batch)
        came = {key: new.columns[:, new.valid] for key, new in batch.items() if new.valid.any()}
        change_cells(session, coding, came)
    _take_off(session, rows)


def _packed(rows: Sequence[_Row], coding: FormCoding, validity: _Validity) -> Packed:
    return Packed(
        ids=[bytes.fromhex(submission_id) for _, submission_id, _ in rows],
        valid=np.array([validity.get((key.unit_id, id_), True) for key, id_, _ in rows]),
        columns=coding.pack([answers for _, _, answers in rows]),
    )


def _take_off(session: Session, rows: list[_Row]) -> None:
    """Remove packed responses from the waiting list."""
    for (round_id, unit_id), group in groupby(rows, key=lambda row: row[0][:2]):
        ids = [submission_id for _, submission_id, _ in group]
        for start in range(0, len(ids), 500):
            session.execute(
                delete(Uncounted).where(
                    Uncounted.round_id == round_id,
                    Uncounted.unit_id == unit_id,
                    Uncounted.submission_id.in_(ids[start : start + 500]),
                )
            )


def _validity_since(session: Session, head: SnapshotHead, ledger_end: int) -> _Validity:
    """What the entries not taken into account yet say last of each response."""
    entries = session.execute(
        select(LedgerEntry.unit_id, LedgerEntry.submission_id, LedgerEntry.valid)
        .where(
            LedgerEntry.round_id == head.round_id,
            LedgerEntry.position > head.ledger_position,
            LedgerEntry.position <= ledger_end,
            LedgerEntry.kind == "validity",
        )
        .order_by(LedgerEntry.position)
    )
    return {(unit_id, submission_id): bool(valid) for unit_id, submission_id, valid in entries}


def _apply_validity(
    session: Session, round_id: int, codings: Mapping[int, FormCoding], validity: _Validity
) -> None:
    """Mark packed responses and change their cells; each segment is read and written once."""
    for unit_id, group in groupby(sorted(validity.items()), key=lambda pair: pair[0][0]):
        wanted = {bytes.fromhex(key[1]): valid for key, valid in group}
        found: set[bytes] = set()
        segments = session.scalars(
            select(Segment).where(Segment.round_id == round_id, Segment.unit_id == unit_id)
        )
        for segment in segments.all():
            came, left, ids = mark_validity(segment, wanted)
            found |= ids
            key = SegmentKey(
                round_id, unit_id, segment.questionnaire_version_id, segment.field_code
            )
            if came.shape[1] or left.shape[1]:
                coding = codings[key.questionnaire_version_id]
                change_cells(session, coding, {key: came}, {key: left})
        if len(found) < len(wanted):
            missing = len(wanted) - len(found)
            raise LookupError(f"the ledger speaks of {missing} responses that are not packed")
    session.flush()
