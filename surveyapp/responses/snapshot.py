"""The packed snapshot: one byte per answer, append segments, rebuilt to the same at any time.

Only the worker and commands import this module (numpy); the web never does.

`count_round` moves the waiting responses of a round into segments, adds them to the cells of the
count cube, and applies the ledger entries that came since. Packing a response and taking it off the
waiting list are one transaction, so a response is counted once whatever is killed when. A response
that the ledger calls invalid is packed as such and not added; one that changes its validity is
added to its cell or taken off it. What is odd about a response is flagged as it is taken off the
waiting list, which happens to it once in its life: a rebuild reads responses, not the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.responses.cells import change_cells
from surveyapp.responses.coding import FormCoding, form_codings
from surveyapp.responses.flags import DEFAULT_LIMITS, Limits, flag_responses
from surveyapp.responses.models import (
    CountCell,
    LedgerEntry,
    Segment,
    SnapshotHead,
)
from surveyapp.responses.queries import last_ledger_position
from surveyapp.responses.segments import Packed, SegmentKey, append_responses, mark_validity
from surveyapp.responses.unpacked import Unpacked, list_waiting, read_counted, take_off
from surveyapp.rounds.queries import lock_round

#: Unit id and submission id -> whether the ledger calls the response valid.
_Validity = Mapping[tuple[int, str], bool]
#: Responses packed in one go: memory and the time of a transaction do not grow with the round.
BATCH = 1_000


def count_round(
    session: Session, *, round_id: int, batches: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> bool:
    """Bring the snapshot of a round up to date. Returns whether it changed.

    With `batches` it packs at most so many times `BATCH` responses and leaves the rest waiting.
    Responses beyond `limits` get a flag.
    """
    head = _locked_head(session, round_id)
    # Read before packing: an entry written meanwhile may speak of a response not packed yet.
    ledger_end = last_ledger_position(session, round_id=round_id)
    validity = _validity_since(session, head, ledger_end)
    codings = form_codings(session, round_id=round_id)
    packed = flagged = 0
    while (batches is None or packed < batches) and (
        rows := list_waiting(session, round_id=round_id, limit=BATCH)
    ):
        _pack(session, rows, codings, validity)
        take_off(session, rows)
        odd = [row.seen for row in rows if row.seen]
        flagged += flag_responses(session, round_id=round_id, seen=odd, limits=limits)
        packed += 1
    changed = packed > 0
    everything = batches is None or packed < batches
    if everything or not list_waiting(session, round_id=round_id, limit=1):
        if ledger_end > head.ledger_position:
            _apply_validity(session, round_id, codings, validity)
            changed = True
        # Nobody else writes entries while the lock is held, and flags change no validity.
        head.ledger_position = ledger_end + flagged
    if changed:
        head.revision += 1
        session.flush()
    return changed


def rebuild_round(session: Session, *, round_id: int, limits: Limits = DEFAULT_LIMITS) -> None:
    """Throw the snapshot of a round away and make it again from the responses and the ledger.

    Responses that were counted before are read again, and what waits is counted after them. So
    nothing is flagged twice, however many responses come meanwhile.
    """
    head = _locked_head(session, round_id)
    for table in (Segment, CountCell):
        session.execute(delete(table).where(table.round_id == round_id))
    head.ledger_position = 0
    validity = _validity_since(session, head, last_ledger_position(session, round_id=round_id))
    codings = form_codings(session, round_id=round_id)
    for rows in read_counted(session, round_id=round_id, batch=BATCH):
        _pack(session, rows, codings, validity)
    head.revision += 1
    session.flush()
    count_round(session, round_id=round_id, limits=limits)


def _locked_head(session: Session, round_id: int) -> SnapshotHead:
    """The head row, locked: two workers never pack one round at once."""
    lock_round(session, round_id=round_id)
    head = session.get(SnapshotHead, round_id, with_for_update=True)
    if head is None:
        head = SnapshotHead(round_id=round_id, revision=0, ledger_position=0)
        session.add(head)
        session.flush()
    return head


def _pack(
    session: Session,
    rows: Sequence[Unpacked],
    codings: Mapping[int, FormCoding],
    validity: _Validity,
) -> None:
    groups = {key: list(group) for key, group in groupby(rows, key=lambda row: row.key)}
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


def _packed(rows: Sequence[Unpacked], coding: FormCoding, validity: _Validity) -> Packed:
    return Packed(
        ids=[bytes.fromhex(row.submission_id) for row in rows],
        valid=np.array([validity.get((r.key.unit_id, r.submission_id), True) for r in rows]),
        columns=coding.pack([row.answers for row in rows]),
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
