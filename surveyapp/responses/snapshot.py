"""The packed snapshot: one byte per answer, append segments, rebuilt to the same at any time.

Only the worker and commands import this module (numpy); the web never does.

`count_round` moves the waiting responses of a round into segments and applies the ledger entries
that came since. Packing a response and taking it off the waiting list are one transaction, so a
response is counted once whatever is killed when. A response that the ledger calls invalid is packed
as such, so a round that is counted in several transactions is right after each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import get_definition
from surveyapp.responses.models import LedgerEntry, Response, Segment, SnapshotHead, Uncounted
from surveyapp.responses.queries import last_ledger_position
from surveyapp.rounds.queries import lock_round

Bytes = npt.NDArray[np.uint8]
#: unit id, questionnaire version id, submission id, answers
_Row = tuple[int, int, str, dict[str, Any]]
#: A segment that is this large is left alone; the next response opens a new one.
SEGMENT_SIZE = 512
#: Unit id and submission id -> whether the ledger calls the response valid.
_Validity = Mapping[tuple[int, str], bool]
#: Responses packed in one go: memory and the time of a transaction do not grow with the round.
BATCH = 1_000
_ID_BYTES = 16


def count_round(session: Session, *, round_id: int, batches: int | None = None) -> bool:
    """Bring the snapshot of a round up to date. Returns whether it changed.

    With `batches` it packs at most so many times `BATCH` responses and leaves the rest waiting.
    """
    head = _locked_head(session, round_id)
    # Read before packing: an entry written meanwhile may speak of a response not packed yet.
    ledger_end = last_ledger_position(session, round_id=round_id)
    validity = _validity_since(session, head, ledger_end)
    packed = 0
    while (batches is None or packed < batches) and (rows := _waiting(session, round_id)):
        _pack(session, round_id, rows, validity)
        packed += 1
    everything = batches is None or packed < batches or not _waiting(session, round_id, limit=1)
    applied = everything and ledger_end > head.ledger_position
    if applied:
        _apply_validity(session, round_id, validity)
        head.ledger_position = ledger_end
    changed = packed > 0 or applied
    if changed:
        head.revision += 1
        session.flush()
    return changed


def rebuild_round(session: Session, *, round_id: int) -> None:
    """Throw the snapshot of a round away and make it again from the responses and the ledger."""
    head = _locked_head(session, round_id)
    session.execute(delete(Segment).where(Segment.round_id == round_id))
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


def pack_answers(definition: QuestionnaireDefinition, answers: Sequence[dict[str, Any]]) -> Bytes:
    """Answer codes as uint8 of shape (scored items, responses); 0 is a blank."""
    items = definition.scored_items
    packed = np.zeros((len(items), len(answers)), dtype=np.uint8)
    for row, item in enumerate(items):
        codes = {value: place for place, value in enumerate(item.option_values, start=1)}
        packed[row] = [codes.get(str(given.get(item.id)), 0) for given in answers]
    return packed


def unpack_segment(segment: Segment) -> tuple[Bytes, npt.NDArray[np.bool_]]:
    """The codes (items, responses) and the validity mask (responses,) of a segment."""
    codes = np.frombuffer(segment.answers, dtype=np.uint8).reshape(-1, segment.size)
    return codes, np.frombuffer(segment.valid, dtype=np.uint8).astype(np.bool_)


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
    waiting = [(row.unit_id, row[1], row.submission_id, row.answers) for row in rows]
    return sorted(waiting, key=lambda row: row[:3])


def _pack(session: Session, round_id: int, rows: list[_Row], validity: _Validity) -> None:
    for (unit_id, version_id), group in groupby(rows, key=lambda row: row[:2]):
        _append(session, (round_id, unit_id, version_id), list(group), validity)
    for unit_id, group in groupby(rows, key=lambda row: row[0]):
        ids = [row[2] for row in group]
        for start in range(0, len(ids), 500):
            session.execute(
                delete(Uncounted).where(
                    Uncounted.round_id == round_id,
                    Uncounted.unit_id == unit_id,
                    Uncounted.submission_id.in_(ids[start : start + 500]),
                )
            )


def _append(
    session: Session, key: tuple[int, int, int], rows: list[_Row], validity: _Validity
) -> None:
    definition = get_definition(session, questionnaire_version_id=key[2])
    last = session.scalar(
        select(Segment)
        .where(
            Segment.round_id == key[0],
            Segment.unit_id == key[1],
            Segment.questionnaire_version_id == key[2],
        )
        .order_by(Segment.number.desc())
        .limit(1)
    )
    while rows:
        if last is None or last.size >= SEGMENT_SIZE:
            last = _new_segment(key, last.number + 1 if last else 1)
            session.add(last)
        room = SEGMENT_SIZE - last.size
        _grow(last, rows[:room], definition, validity)
        rows = rows[room:]
    session.flush()


def _new_segment(key: tuple[int, int, int], number: int) -> Segment:
    return Segment(
        round_id=key[0],
        unit_id=key[1],
        questionnaire_version_id=key[2],
        number=number,
        size=0,
        submission_ids=b"",
        valid=b"",
        answers=b"",
    )


def _grow(
    segment: Segment, new: list[_Row], definition: QuestionnaireDefinition, validity: _Validity
) -> None:
    """Add responses to a segment and put all in the order of their random ids (P5)."""
    fresh = pack_answers(definition, [row[3] for row in new])
    ids = _ids(segment) + [bytes.fromhex(row[2]) for row in new]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    valid = segment.valid + bytes(validity.get((row[0], row[2]), True) for row in new)
    if segment.size:
        old = np.frombuffer(segment.answers, dtype=np.uint8).reshape(-1, segment.size)
        fresh = np.concatenate([old, fresh], axis=1)
    segment.size = len(ids)
    segment.submission_ids = b"".join(ids[place] for place in order)
    segment.valid = bytes(valid[place] for place in order)
    segment.answers = np.ascontiguousarray(fresh[:, order]).tobytes()


def _ids(segment: Segment) -> list[bytes]:
    raw = segment.submission_ids
    return [raw[start : start + _ID_BYTES] for start in range(0, len(raw), _ID_BYTES)]


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


def _apply_validity(session: Session, round_id: int, validity: _Validity) -> None:
    """Mark packed responses; each segment is read and written once."""
    for unit_id, group in groupby(sorted(validity.items()), key=lambda pair: pair[0][0]):
        wanted = {bytes.fromhex(key[1]): valid for key, valid in group}
        segments = session.scalars(
            select(Segment).where(Segment.round_id == round_id, Segment.unit_id == unit_id)
        ).all()
        for segment in segments:
            marks = bytearray(segment.valid)
            for place, id_ in enumerate(_ids(segment)):
                marks[place] = wanted.pop(id_, marks[place])
            segment.valid = bytes(marks)
        if wanted:
            raise LookupError(f"the ledger speaks of {len(wanted)} responses that are not packed")
    session.flush()
