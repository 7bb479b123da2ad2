"""The life of a job: asked for, claimed, finished; or tried again later, and at last given up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.platform.jobs.models import DONE, FAILED, RUNNING, WAITING, Job
from surveyapp.platform.jobs.queries import find_due_job, get_job

#: How long a worker may work on a job before another one takes it for dead.
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


def enqueue_job(
    session: Session,
    *,
    kind: str,
    arguments: Mapping[str, Any],
    now: datetime,
    run_after: datetime | None = None,
) -> Job:
    """Ask for a job. It exists once the caller's transaction is committed, and not otherwise."""
    job = Job(kind=kind, arguments=dict(arguments), run_after=run_after or now, created_at=now)
    session.add(job)
    session.flush()
    return job


def claim_job(session: Session, *, kinds: Collection[str], now: datetime) -> Job | None:
    """Take the next due job of these kinds for `LEASE`. None where nothing is due."""
    job = find_due_job(session, kinds=kinds, now=now)
    if job is not None:
        job.state = RUNNING
        job.attempts += 1
        job.leased_until = now + LEASE
        session.flush()
    return job


def report_progress(session: Session, *, job_id: int, done: int, total: int, now: datetime) -> None:
    """How much of a running job is done. Who reports is alive, so the lease begins anew."""
    job = get_job(session, job_id=job_id)
    job.progress_done, job.progress_total = done, total
    if job.state == RUNNING:
        job.leased_until = now + LEASE
    session.flush()


def finish_job(session: Session, *, job: Job, now: datetime, result_file: str = "") -> None:
    """The work is done; `result_file` is a path below `instance/files/`."""
    job.state = DONE
    job.leased_until = None
    job.last_error = ""
    job.result_file = result_file
    job.finished_at = now
    session.flush()


def retry_job(session: Session, *, job: Job, error: str, now: datetime) -> None:
    """The work failed: try again after a pause that doubles, or give up after `MOST_ATTEMPTS`."""
    job.last_error = error
    job.leased_until = None
    if job.attempts >= MOST_ATTEMPTS:
        job.state = FAILED
        job.finished_at = now
    else:
        job.state = WAITING
        job.run_after = now + pause_after(job.attempts)
    session.flush()


def pause_after(attempts: int) -> timedelta:
    """10 s after the first attempt, twice as long after each further one, at most an hour."""
    pause: timedelta = FIRST_PAUSE * 2 ** (attempts - 1)
    return min(pause, LONGEST_PAUSE)
