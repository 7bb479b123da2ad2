"""Looking for jobs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from surveyapp.platform.errors import NotFound
from surveyapp.platform.jobs.models import RUNNING, WAITING, Job


def get_job(session: Session, *, job_id: int) -> Job:
    """One job. Raises NotFound."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound("job", "Không có việc này.")
    return job


def find_due_job(session: Session, *, kinds: Collection[str], now: datetime) -> Job | None:
    """The job that has been due longest, locked; jobs that another worker holds are passed over.

    A running job counts as due once its lease is over. SQLite needs no row lock: the session of a
    writer holds the only write lock there is.
    """
    due = or_(
        and_(Job.state == WAITING, Job.run_after <= now),
        and_(Job.state == RUNNING, Job.leased_until <= now),
    )
    return session.scalar(
        select(Job)
        .where(due, Job.kind.in_(kinds))
        .order_by(Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def count_jobs(session: Session, *, state: str) -> int:
    """How many jobs are in a state."""
    return session.scalar(select(func.count()).where(Job.state == state)) or 0
