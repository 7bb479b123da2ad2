"""The one door: every channel stores its responses here, and only here.

A response is checked against its form version, stored with its receipt in one transaction, and
never changed. The same submission sent again gives the first receipt (P1); what the database calls
a duplicate is one, whatever the code thought before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from surveyapp.platform.errors import Conflict, Invalid, WrongState
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.canonical import is_submission_id
from surveyapp.responses.checking import AnswersInvalid, check_answers
from surveyapp.responses.dossiers import claim_dossier, speaks_for_dossier
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import Response
from surveyapp.responses.row import INSERT_RESPONSE, Submission, response_row
from surveyapp.rounds.way_in import WayIn

#: As many characters as the database keeps of a field's code.
_LONGEST_FIELD = 64


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the door gives back. `receipt` is None in anonymous rounds."""

    receipt: str | None
    submission_id: str
    late: bool
    repeated: bool
    #: Another response speaks for the same dossier; this one is kept and not counted.
    duplicate: bool = False
    #: Sensitive items that were answered without consent; these answers were left out.
    withheld: tuple[str, ...] = ()


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
    withheld: tuple[str, ...] = ()

    @property
    def one_statement(self) -> bool:
        """Whether one statement stores it; otherwise that takes a transaction."""
        return not (self.late or self.submission.dossier_hash)


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
    if submission.dossier_hash and way_in.anonymous:
        raise WrongState("anonymous-dossier", "Đợt khảo sát ẩn danh không nhận phiếu theo hồ sơ.")
    if not way_in.takes_page_of(submission.opened_at):
        raise WrongState("round-not-open", "Đợt khảo sát không nhận phiếu vào lúc mở trang này.")
    checked = check_answers(definition, submission.posted)
    if checked.faults:
        raise AnswersInvalid(checked.faults)
    row = response_row(way_in, submission, checked.answers, zone=zone, now=now)
    late, withheld = now >= way_in.closes_at, tuple(checked.withheld)
    return Accepted(way_in, submission, row, late, zone, now, withheld)


def store_response(connection: Connection, *, accepted: Accepted) -> Recorded:
    """Store an accepted response, or return what was stored for the same submission.

    One statement stores it, and a trigger puts it on the list of those that wait to be counted. A
    late one also gets its ledger entry, and one for a dossier claims it: these need a transaction.
    The caller commits before showing the receipt. Raises DifferentContent or RoundChanged.
    """
    row, way_in = accepted.row, accepted.way_in
    values = {**row, "known_closes_at": way_in.closes_at}
    if INSERT_RESPONSE.execute(connection, values).first() is None:
        return _first_recorded(connection, accepted)
    if accepted.late:
        append_entry(
            connection,
            way_in=way_in,
            remark=_late_remark(way_in, accepted.submission),
            zone=accepted.zone,
            now=accepted.now,
        )
    claimed = claim_dossier(
        connection,
        way_in=way_in,
        submission=accepted.submission,
        zone=accepted.zone,
        now=accepted.now,
    )
    return Recorded(
        row["receipt"],
        row["submission_id"],
        accepted.late,
        repeated=False,
        duplicate=not claimed,
        withheld=accepted.withheld,
    )


def _first_recorded(connection: Connection, accepted: Accepted) -> Recorded:
    row, way_in = accepted.row, accepted.way_in
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
    duplicate = not speaks_for_dossier(connection, way_in=way_in, submission=accepted.submission)
    recorded = Recorded(
        first.receipt,
        row["submission_id"],
        late,
        repeated=True,
        duplicate=duplicate,
        withheld=accepted.withheld,
    )
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
