"""Responses as they are read to be packed: those that wait, and all others for a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import and_, case, delete, exists, select
from sqlalchemy.orm import Session

from surveyapp.responses.flags import PROVED, Seen
from surveyapp.responses.models import Response, Uncounted
from surveyapp.responses.queries import cell_field
from surveyapp.responses.segments import SegmentKey

#: That an entry of the waiting list names a response.
_SAME = (
    Uncounted.round_id == Response.round_id,
    Uncounted.unit_id == Response.unit_id,
    Uncounted.submission_id == Response.submission_id,
)


#: What is packed of a response.
_PACKED = (
    Response.unit_id,
    Response.questionnaire_version_id,
    cell_field(),
    Response.submission_id,
    Response.answers,
)
#: What flags are made from; NULL where there is nothing odd, which reads faster.
_SEEN = tuple(
    case((Response.signals == PROVED, None), else_=column)
    for column in (
        Response.received_at,
        Response.signals,
        Response.channel,
        Response.counter_id,
        Response.dossier_hash,
        Response.received_on,
        Response.duration_seconds,
    )
)


class Unpacked(NamedTuple):
    """A response to be packed: its cell, its id, its answers; what flags are made from, if any."""

    key: SegmentKey
    submission_id: str
    answers: dict[str, Any]
    seen: Seen | None = None


def read_counted(session: Session, *, round_id: int, batch: int) -> Iterator[list[Unpacked]]:
    """Responses that are not on the waiting list, at one moment, batch by batch."""
    counted = select(*_PACKED).where(Response.round_id == round_id, ~exists().where(*_SAME))
    found = session.execute(counted.execution_options(yield_per=batch))
    for rows in found.partitions(batch):
        yield _in_order(
            Unpacked(SegmentKey(round_id, *key), submission_id, answers)
            for *key, submission_id, answers in rows
        )


def list_waiting(session: Session, *, round_id: int, limit: int) -> list[Unpacked]:
    """At most `limit` responses of the waiting list, cell by cell."""
    # The planner is told the round twice, so that each table is read by its key.
    found = session.execute(
        select(*_PACKED, *_SEEN)
        .join(Uncounted, and_(*_SAME))
        .where(Response.round_id == round_id, Uncounted.round_id == round_id)
        .limit(limit)
    )
    return _in_order(
        Unpacked(
            SegmentKey(round_id, unit_id, version_id, field),
            submission_id,
            answers,
            # Without a time it is of an anonymous round, or proved and not odd.
            Seen(unit_id, submission_id, len(answers), received_at, *rest) if received_at else None,
        )
        for unit_id, version_id, field, submission_id, answers, received_at, *rest in found
    )


def take_off(session: Session, rows: Sequence[Unpacked]) -> None:
    """Remove packed responses from the waiting list."""
    for (round_id, unit_id), group in groupby(rows, key=lambda row: row.key[:2]):
        ids = [row.submission_id for row in group]
        for start in range(0, len(ids), 500):
            session.execute(
                delete(Uncounted).where(
                    Uncounted.round_id == round_id,
                    Uncounted.unit_id == unit_id,
                    Uncounted.submission_id.in_(ids[start : start + 500]),
                )
            )


def _in_order(rows: Iterable[Unpacked]) -> list[Unpacked]:
    return sorted(rows, key=lambda row: row[:2])
