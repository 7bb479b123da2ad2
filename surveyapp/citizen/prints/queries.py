"""Looking for the orders of a round."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from surveyapp.platform.jobs.models import Job

PRINTS_JOB = "citizen.prints"
#: Older orders than these are still on the disk, but nobody scrolls that far.
MOST = 50


def list_jobs(session: Session, *, round_id: int) -> Sequence[Job]:
    """The orders of a round, the latest first."""
    return session.scalars(_of_round(round_id).order_by(Job.id.desc()).limit(MOST)).all()


def find_job(session: Session, *, round_id: int, label: str) -> Job | None:
    """The order of a round with this label."""
    wanted = Job.arguments["order"].as_string() == label
    return session.scalar(_of_round(round_id).where(wanted).order_by(Job.id).limit(1))


def _of_round(round_id: int) -> Select[Job]:
    return select(Job).where(
        Job.kind == PRINTS_JOB, Job.arguments["round_id"].as_integer() == round_id
    )
