"""Segments of the packed snapshot: appended to, marked, read back. Worker and commands only.

Within a segment responses stand in the order of their random ids, so it tells nothing of the order
in which they came (P5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.orm import Session

from analysis.arrays import Booleans, Bytes
from surveyapp.responses.models import Segment

#: A segment that is this large is left alone; the next response opens a new one.
SEGMENT_SIZE = 512
_ID_BYTES = 16


class SegmentKey(NamedTuple):
    """What the responses of a segment have in common: they lie in one cell of the count cube."""

    round_id: int
    unit_id: int
    questionnaire_version_id: int
    field_code: str


class Packed(NamedTuple):
    """Responses ready to be stored: random ids, validity, and a column of codes for each."""

    ids: Sequence[bytes]
    valid: Booleans
    columns: Bytes


def append_responses(session: Session, batch: Mapping[SegmentKey, Packed]) -> None:
    """Add responses of one round and form version to the open segments of their cells, and to new
    ones as they fill up."""
    if not batch:
        return
    last = _last_segments(session, list(batch))
    for key, new in batch.items():
        segment, start = last.get(key), 0
        while start < len(new.ids):
            if segment is None or segment.size >= SEGMENT_SIZE:
                segment = _new_segment(key, segment.number + 1 if segment else 1)
                session.add(segment)
            end = start + SEGMENT_SIZE - segment.size
            part = Packed(new.ids[start:end], new.valid[start:end], new.columns[:, start:end])
            _grow(segment, part)
            start = end
    session.flush()


def _last_segments(session: Session, keys: Sequence[SegmentKey]) -> dict[SegmentKey, Segment]:
    """The segment of each cell that was opened last, where there is one."""
    round_id, _, version_id, _ = keys[0]
    same = (
        Segment.round_id == round_id,
        Segment.questionnaire_version_id == version_id,
        Segment.unit_id.in_({key.unit_id for key in keys}),
    )
    newest = (
        select(Segment.unit_id, Segment.field_code, func.max(Segment.number).label("number"))
        .where(*same)
        .group_by(Segment.unit_id, Segment.field_code)
        .subquery()
    )
    found = session.scalars(
        select(Segment)
        .join(
            newest,
            and_(
                Segment.unit_id == newest.c.unit_id,
                Segment.field_code == newest.c.field_code,
                Segment.number == newest.c.number,
            ),
        )
        .where(*same, tuple_(Segment.unit_id, Segment.field_code).in_([(k[1], k[3]) for k in keys]))
    )
    return {
        SegmentKey(row.round_id, row.unit_id, row.questionnaire_version_id, row.field_code): row
        for row in found
    }


def unpack_segment(segment: Segment) -> tuple[Bytes, Booleans]:
    """The codes (items, responses) and the validity mask (responses,) of a segment."""
    codes = np.frombuffer(segment.answers, dtype=np.uint8).reshape(-1, segment.size)
    return codes, np.frombuffer(segment.valid, dtype=np.uint8).astype(np.bool_)


def mark_validity(
    segment: Segment, wanted: Mapping[bytes, bool]
) -> tuple[Bytes, Bytes, set[bytes]]:
    """Set the validity of the responses of a segment that are named.

    Returns the columns that became valid, those that became invalid, and the ids found.
    """
    columns, before = unpack_segment(segment)
    ids = _ids(segment)
    after = np.array([wanted.get(id_, mark) for id_, mark in zip(ids, before, strict=True)])
    if np.any(after != before):
        segment.valid = after.astype(np.uint8).tobytes()
    return columns[:, after & ~before], columns[:, before & ~after], wanted.keys() & set(ids)


def _new_segment(key: SegmentKey, number: int) -> Segment:
    return Segment(
        **key._asdict(), number=number, size=0, submission_ids=b"", valid=b"", answers=b""
    )


def _grow(segment: Segment, new: Packed) -> None:
    """Add responses to a segment and put all in the order of their random ids (P5)."""
    ids = [*_ids(segment), *new.ids]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    columns, valid = new.columns, new.valid
    if segment.size:
        old_columns, old_valid = unpack_segment(segment)
        columns = np.concatenate([old_columns, columns], axis=1)
        valid = np.concatenate([old_valid, valid])
    segment.size = len(ids)
    segment.submission_ids = b"".join(ids[place] for place in order)
    segment.valid = valid[order].astype(np.uint8).tobytes()
    segment.answers = np.ascontiguousarray(columns[:, order]).tobytes()


def _ids(segment: Segment) -> list[bytes]:
    raw = segment.submission_ids
    return [raw[start : start + _ID_BYTES] for start in range(0, len(raw), _ID_BYTES)]
