"""Handing in a filled form page: token, answers, the one door, the commit before the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from surveyapp.citizen.form_view import Posted
from surveyapp.citizen.tokens import PageToken, submission_id_of
from surveyapp.platform.database import Database
from surveyapp.platform.errors import Invalid
from surveyapp.questionnaires.answers.base import CONSENT
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.row import Submission
from surveyapp.responses.services import (
    Accepted,
    Recorded,
    accept_response,
    store_response,
)
from surveyapp.rounds.way_in import WayIn


@dataclass(frozen=True, slots=True)
class SentPage:
    """A form page as it came back. `posted` holds the answers only."""

    token: PageToken
    posted: Posted
    device_class: str | None
    #: See `tokens.submission_id_of`.
    copy: str = ""
    language: str = "vi"
    #: How long the person took, as the page measured it; None where it did not.
    seconds: int | None = None
    #: What the door noticed (docs/abuse.md).
    signals: frozenset[str] = frozenset()
    #: `kiosk`; otherwise the link tells.
    channel: str = ""
    #: The keyed hash of the dossier that the link belongs to; empty for open links.
    dossier: bytes = b""


class NothingAnswered(Invalid):
    """No question was answered; such a page leaves no trace (P3)."""

    def __init__(self) -> None:
        super().__init__("nothing-answered", "Anh/chị chưa trả lời câu nào.")


def new_token(*, link: str, way_in: WayIn, now: datetime) -> PageToken:
    """The token of a page that is opened now. Nothing is stored for it (P3)."""
    return PageToken(new_submission_id(), link, way_in.questionnaire_version_id, now)


def belongs_to(token: PageToken, *, link: str, way_in: WayIn) -> bool:
    """Whether a token was made for this link and form, while the round was open."""
    return (
        token.link == link
        and token.questionnaire_version_id == way_in.questionnaire_version_id
        and way_in.takes_page_of(token.opened_at)
    )


def hand_in(
    database: Database,
    *,
    way_in: WayIn,
    definition: QuestionnaireDefinition,
    page: SentPage,
    zone: ZoneInfo,
    now: datetime,
) -> Recorded:
    """Store a form page and commit; what is returned is on disk.

    Answers are checked before the wait for the one writer of SQLite begins. Raises AnswersInvalid,
    NothingAnswered, DifferentContent or RoundChanged; then nothing was written.
    """
    if not _is_answered(page.posted):
        raise NothingAnswered
    submission = Submission(
        submission_id=submission_id_of(page.token, page.copy),
        posted=page.posted,
        channel=page.channel or _channel(way_in, definition, page),
        opened_at=page.token.opened_at,
        language=page.language,
        device_class=page.device_class,
        field_code=way_in.field_code or None,
        seconds=page.seconds,
        signals=page.signals,
        dossier_hash=page.dossier.hex() or None,
    )
    accepted = accept_response(
        way_in=way_in, definition=definition, submission=submission, zone=zone, now=now
    )
    if not accepted.row["answers"]:
        raise NothingAnswered
    try:
        return _store(database, accepted)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    # The connection had died at rest, as after a restart of the database. The pool has dropped it,
    # and sending the same submission again is harmless (P1).
    return _store(database, accepted)


def _channel(way_in: WayIn, definition: QuestionnaireDefinition, page: SentPage) -> str:
    """Scanned at a counter, or followed from the portal; a field's card hangs at counters too."""
    field_card = way_in.field_code and definition.reached == "counter" and not page.dossier
    return "qr" if way_in.counter_id or field_card else "portal"


def _is_answered(posted: Posted) -> bool:
    """Whether anything is answered; the tick that allows a sensitive answer is none itself."""
    return any(
        text.strip()
        for name, texts in posted.items()
        if not name.endswith(CONSENT)
        for text in texts
    )


def _store(database: Database, accepted: Accepted) -> Recorded:
    with _place_to_write(database, alone=accepted.one_statement) as connection:
        return store_response(connection, accepted=accepted)


@contextmanager
def _place_to_write(database: Database, *, alone: bool) -> Iterator[Connection]:
    """One statement stores most answers; the others need a transaction."""
    if alone:
        with database.single_statement() as connection:
            yield connection
        return
    with database.transaction() as session:
        yield session.connection()
