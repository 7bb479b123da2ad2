"""Answers for tests that come with what the door noticed of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.row import Submission
from surveyapp.responses.services import record_response
from tests.field import NOON, ZONE, Field


def come(
    session: Session,
    field: Field,
    *signals: str,
    unit: int = 0,
    now: datetime = NOON,
    channel: str = "qr",
    opened_at: datetime = NOON,
    **values: str,
) -> str:
    """One response through the door, with what the door noticed."""
    submission = Submission(
        submission_id=new_submission_id(),
        posted={"polite": ["5"], "on_time": ["4"]},
        channel=channel,
        opened_at=opened_at,
        signals=frozenset(signals),
        **values,  # type: ignore[arg-type]
    )
    way_in = field.way_in(session, unit=unit)
    connection = session.connection()
    record_response(
        connection,
        way_in=way_in,
        definition=field.forms[0],
        submission=submission,
        zone=ZONE,
        now=now,
    )
    return submission.submission_id
