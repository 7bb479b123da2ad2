"""Jobs: asked for with the request, run at least once, tried again, at last given up (P22)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.platform.jobs import services
from surveyapp.platform.jobs.models import DONE, FAILED, RUNNING, WAITING
from surveyapp.platform.jobs.queries import count_jobs, get_job
from surveyapp.platform.sessions import Base
from surveyapp.platform.settings import Settings
from surveyapp.platform.worker import Work, load_work, work_once
from tests.factories import MOMENT
from tests.fixtures.web import SetClock

KINDS = ("print_cards",)


def ask(session: Session, **values: Any) -> int:
    values = {"kind": "print_cards", "arguments": {"round": 1}, "now": MOMENT} | values
    return services.enqueue_job(session, **values).id


def test_a_report_of_progress_keeps_the_job_with_its_worker(session: Session) -> None:
    ask(session)
    job = services.claim_job(session, kinds=KINDS, now=MOMENT)
    assert job is not None
    later = MOMENT + services.LEASE - timedelta(seconds=1)
    services.report_progress(session, job_id=job.id, done=3, total=8, now=later)
    assert (job.progress_done, job.progress_total) == (3, 8)
    after_first_lease = MOMENT + services.LEASE + timedelta(seconds=1)
    assert services.claim_job(session, kinds=KINDS, now=after_first_lease) is None
    services.finish_job(session, job=job, now=after_first_lease)
    services.report_progress(session, job_id=job.id, done=8, total=8, now=after_first_lease)
    assert job.leased_until is None


def test_a_job_is_claimed_once_and_finished(session: Session) -> None:
    ask(session)
    job = services.claim_job(session, kinds=KINDS, now=MOMENT)
    assert job is not None
    assert (job.state, job.attempts) == (RUNNING, 1)
    assert services.claim_job(session, kinds=KINDS, now=MOMENT) is None
    services.finish_job(session, job=job, now=MOMENT, result_file="cards/1.zip")
    assert (job.state, job.result_file, job.finished_at) == (DONE, "cards/1.zip", MOMENT)


def test_only_known_kinds_are_claimed_oldest_first(session: Session) -> None:
    ask(session, kind="unknown")
    later = ask(session, run_after=MOMENT - timedelta(minutes=1))
    earlier = ask(session, run_after=MOMENT - timedelta(minutes=2))
    claimed = [services.claim_job(session, kinds=KINDS, now=MOMENT) for _ in range(3)]
    assert [job.id if job else None for job in claimed] == [earlier, later, None]


def test_a_job_waits_for_its_time(session: Session) -> None:
    ask(session, run_after=MOMENT + timedelta(minutes=5))
    assert services.claim_job(session, kinds=KINDS, now=MOMENT) is None
    late = MOMENT + timedelta(minutes=5)
    assert services.claim_job(session, kinds=KINDS, now=late) is not None


def test_the_job_of_a_dead_worker_is_claimed_again(session: Session) -> None:
    ask(session)
    services.claim_job(session, kinds=KINDS, now=MOMENT)
    again = services.claim_job(session, kinds=KINDS, now=MOMENT + services.LEASE)
    assert again is not None
    assert again.attempts == 2


def test_a_failed_job_is_tried_again_after_longer_and_longer_pauses(session: Session) -> None:
    ask(session)
    now = MOMENT
    pauses = []
    for _ in range(services.MOST_ATTEMPTS):
        job = services.claim_job(session, kinds=KINDS, now=now)
        assert job is not None
        services.retry_job(session, job=job, error="OSError", now=now)
        pauses.append(int((job.run_after - now).total_seconds()))
        now = max(now, job.run_after)
    assert pauses[:4] == [10, 20, 40, 80]
    assert (job.state, job.last_error) == (FAILED, "OSError")
    assert services.claim_job(session, kinds=KINDS, now=now + timedelta(days=9)) is None


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_two_workers_never_hold_one_job(database: Database) -> None:
    with database.transaction() as session:
        ids = {ask(session), ask(session)}
    with database.transaction() as one, database.transaction() as two:
        first = services.claim_job(one, kinds=KINDS, now=MOMENT)
        second = services.claim_job(two, kinds=KINDS, now=MOMENT)
        assert first is not None
        assert second is not None
        assert {first.id, second.id} == ids


def test_a_job_vanishes_with_the_request_that_failed(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as session:
            ask(session)
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        fail()
    with database.reading() as session:
        assert count_jobs(session, state=WAITING) == 0


@pytest.fixture
def base(database: Database, settings: Settings, clock: SetClock) -> Base:
    return Base(settings, database, clock)


def test_the_worker_runs_jobs_and_outlives_failures(base: Base, clock: SetClock) -> None:
    seen: list[Any] = []

    def handler(_base: Base, arguments: Mapping[str, Any]) -> str:
        seen.append(arguments["round"])
        if len(seen) == 1:
            raise OSError("the answer of Nguyễn Văn A")
        return "cards/1.zip"

    def chore(_base: Base) -> int:
        raise RuntimeError("a chore that fails")

    work = Work({"broken": chore}, {"print_cards": handler})
    with base.database.transaction() as session:
        number = ask(session, now=clock())
    assert work_once(base, work) == 1
    with base.database.reading() as session:
        job = get_job(session, job_id=number)
        assert (job.state, job.last_error) == (WAITING, "OSError")
    clock.advance(seconds=10)
    assert work_once(base, work) == 1
    assert work_once(base, work) == 0
    with base.database.reading() as session:
        job = get_job(session, job_id=number)
        assert (job.state, job.result_file) == (DONE, "cards/1.zip")
    assert seen == [1, 1]


def test_rooms_without_work_are_passed_over() -> None:
    assert load_work(["platform"]) == Work()
