"""The one door: every channel stores its responses here, and only here.

A response is checked against its form version, stored with its receipt in one transaction, and
never changed. The same submission sent again gives the first receipt (P1); what the database calls
a duplicate is one, whatever the code thought before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Dialect, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Executable

from surveyapp.platform.clock import local_day
from surveyapp.platform.errors import Conflict, Invalid, WrongState
from surveyapp.platform.prepared import Prepared
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.canonical import content_hash, is_submission_id, new_receipt
from surveyapp.responses.checking import AnswersInvalid, check_answers
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import Response
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import WayIn

_RESPONSE = Response.metadata.tables[Response.__tablename__]
_COLUMNS = [column.name for column in _RESPONSE.columns]
#: As many characters as the database keeps of a field's code.
_LONGEST_FIELD = 64


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


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the door gives back. `receipt` is None in anonymous rounds."""

    receipt: str | None
    submission_id: str
    late: bool
    repeated: bool


class DifferentContent(Conflict):
    """The submission is stored already, with other answers (P1)."""

    def __init__(self, first: Recorded) -> None:
        super().__init__("different-content", "Phiếu này đã được gửi trước đó với nội dung khác.")
        self.first = first


class RoundChanged(Conflict):
    """The dates of the round are no longer those of the way in: read it again and try once more."""

    def __init__(self) -> None:
        super().__init__("round-changed", "Đợt khảo sát vừa được đổi ngày. Xin gửi lại.")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A response that may be stored: checked, with its receipt, not yet written anywhere."""

    way_in: WayIn
    submission: Submission
    row: Mapping[str, Any]
    late: bool
    zone: ZoneInfo
    now: datetime


def record_response(
    connection: Connection,
    *,
    way_in: WayIn,
    definition: QuestionnaireDefinition,
    submission: Submission,
    zone: ZoneInfo,
    now: datetime,
) -> Recorded:
    """Accept and store one response; see `accept_response` and `store_response`."""
    accepted = accept_response(
        way_in=way_in, definition=definition, submission=submission, zone=zone, now=now
    )
    return store_response(connection, accepted=accepted)


def accept_response(
    *,
    way_in: WayIn,
    definition: QuestionnaireDefinition,
    submission: Submission,
    zone: ZoneInfo,
    now: datetime,
) -> Accepted:
    """Check a response before anything waits for the database.

    Raises AnswersInvalid (with every fault), Invalid (bad submission id or field), or WrongState
    when the form was not opened while the round was open.
    """
    if not is_submission_id(submission.submission_id):
        raise Invalid("submission-id", "Mã phiếu gửi kèm không đúng. Xin mở lại đường dẫn.")
    if len(submission.field_code or "") > _LONGEST_FIELD:
        raise Invalid("field-code", "Mã lĩnh vực dài quá 64 ký tự.", field="field_code")
    if not way_in.takes_page_of(submission.opened_at):
        raise WrongState("round-not-open", "Đợt khảo sát không nhận phiếu vào lúc mở trang này.")
    checked = check_answers(definition, submission.posted)
    if checked.faults:
        raise AnswersInvalid(checked.faults)
    row = _row(way_in, submission, checked.answers, zone, now)
    return Accepted(way_in, submission, row, now >= way_in.closes_at, zone, now)


def store_response(connection: Connection, *, accepted: Accepted) -> Recorded:
    """Store an accepted response, or return what was stored for the same submission.

    One statement stores it, and a trigger puts it on the list of those that wait to be counted; a
    late one also gets its ledger entry, so it needs a transaction. The caller commits before
    showing the receipt. Raises DifferentContent or RoundChanged.
    """
    row, way_in = accepted.row, accepted.way_in
    values = {**row, "known_closes_at": way_in.closes_at}
    if _INSERT.execute(connection, values).first() is None:
        return _first_recorded(connection, row, way_in)
    if accepted.late:
        append_entry(
            connection,
            way_in=way_in,
            remark=_late_remark(way_in, accepted.submission),
            zone=accepted.zone,
            now=accepted.now,
        )
    return Recorded(row["receipt"], row["submission_id"], accepted.late, repeated=False)


def _row(
    way_in: WayIn, submission: Submission, answers: dict[str, Any], zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
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
        seconds = int((now - submission.opened_at).total_seconds())
        row |= {
            "received_at": now,
            "receipt": new_receipt(),
            "counter_id": way_in.counter_id,
            "device_class": submission.device_class,
            "duration_seconds": max(seconds, 0),
        }
    return row


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


_INSERT = Prepared(_insert_statement)


def _first_recorded(connection: Connection, row: Mapping[str, Any], way_in: WayIn) -> Recorded:
    first = connection.execute(
        select(Response.receipt, Response.content_hash, Response.received_at).where(
            Response.round_id == row["round_id"],
            Response.unit_id == row["unit_id"],
            Response.submission_id == row["submission_id"],
        )
    ).one_or_none()
    if first is None:
        raise RoundChanged
    late = first.received_at is not None and first.received_at >= way_in.closes_at
    recorded = Recorded(first.receipt, row["submission_id"], late, repeated=True)
    if first.content_hash != row["content_hash"]:
        raise DifferentContent(recorded)
    return recorded


def _late_remark(way_in: WayIn, submission: Submission) -> Remark:
    counts = way_in.late_answers == "count"
    return Remark(
        unit_id=way_in.unit_id,
        submission_id=submission.submission_id,
        kind="flag" if counts else "validity",
        valid=None if counts else False,
        rule="late",
        reason="Mở phiếu khi đợt còn mở, gửi sau khi đợt đã đóng.",
        actor="system",
    )
