"""Looking for the ZIP of a round."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.jobs.models import Job


def find_last_job(session: Session, *, kind: str, round_id: int) -> Job | None:
    """The job of a kind that was asked for last for a round."""
    return session.scalar(
        select(Job)
        .where(Job.kind == kind, Job.arguments["round_id"].as_integer() == round_id)
        .order_by(Job.id.desc())
        .limit(1)
    )
