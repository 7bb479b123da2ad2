"""A submission as the row that is stored of it, and the one statement that stores it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from surveyapp.platform.clock import local_day
from surveyapp.platform.prepared import Prepared
from surveyapp.responses.canonical import content_hash, new_receipt
from surveyapp.responses.models import Response
from surveyapp.rounds.models import Round
from surveyapp.rounds.way_in import WayIn

_RESPONSE = Response.metadata.tables[Response.__tablename__]
_COLUMNS = [column.name for column in _RESPONSE.columns]


@dataclass(frozen=True, slots=True)
class Submission:
    """What a channel hands in. `posted` holds the item ids only, each with its posted texts."""

    submission_id: str
    posted: Mapping[str, Sequence[str]]
    channel: str
    #: When the person opened the form; decides whether a response after the close is late.
    opened_at: datetime
    language: str | None = None
    device_class: str | None = None
    #: The field of the dossier, where the channel knows it.
    field_code: str | None = None
    #: How long the person took, where the channel measured it; else the time since `opened_at`.
    seconds: int | None = None
    #: What the channel noticed (docs/abuse.md); never kept in anonymous rounds.
    signals: frozenset[str] = frozenset()
    #: Hexadecimal keyed hash of the dossier that is answered for, where the channel knows it.
    dossier_hash: str | None = None


def response_row(
    way_in: WayIn,
    submission: Submission,
    answers: dict[str, Any],
    *,
    zone: ZoneInfo,
    now: datetime,
) -> dict[str, Any]:
    """The row of a checked submission; in an anonymous round without all that could tell (P5)."""
    row: dict[str, Any] = dict.fromkeys(_COLUMNS)
    row |= {
        "round_id": way_in.round_id,
        "unit_id": way_in.unit_id,
        "submission_id": submission.submission_id,
        "anonymous": way_in.anonymous,
        "questionnaire_version_id": way_in.questionnaire_version_id,
        "channel": submission.channel,
        "received_on": local_day(now, zone),
        "answers": answers,
        "content_hash": content_hash(way_in.questionnaire_version_id, answers),
        "language": submission.language,
        "field_code": submission.field_code,
    }
    if not way_in.anonymous:
        row |= {
            "received_at": now,
            "receipt": new_receipt(),
            "counter_id": way_in.counter_id,
            "device_class": submission.device_class,
            "duration_seconds": _duration(submission, now),
            "dossier_hash": submission.dossier_hash,
            "signals": " ".join(sorted(submission.signals)) or None,
        }
    return row


def _duration(submission: Submission, now: datetime) -> int:
    """Whole seconds from opening to sending; what the page measured can only be less."""
    longest = max(int((now - submission.opened_at).total_seconds()), 0)
    measured = longest if submission.seconds is None else submission.seconds
    return max(min(measured, longest), 0)


def _insert_statement(dialect: Dialect) -> Executable:
    """Insert unless the key is there: the UNIQUE key decides, never a look beforehand (P1, P2).

    The row is taken only while the round's last moment is the one that the way in was read with,
    so what a process remembers of a round can never decide wrongly about an answer.
    """
    values = [bindparam(column.name, type_=column.type) for column in _RESPONSE.columns]
    known = bindparam("known_closes_at", type_=Round.closes_at.type)
    row = select(*values).where(Round.id == values[0], Round.closes_at == known)
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    statement = insert(_RESPONSE).from_select(_COLUMNS, row)
    return statement.on_conflict_do_nothing().returning(_RESPONSE.c.submission_id)


INSERT_RESPONSE = Prepared(_insert_statement)
