"""The worker is killed while it counts odd answers: each is counted once and flagged once (P10)."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from surveyapp.platform.database import Database
from surveyapp.responses import snapshot
from surveyapp.responses.cube import get_cube
from surveyapp.responses.ledger import verify_ledger
from surveyapp.responses.models import LedgerEntry
from surveyapp.responses.queries import count_waiting
from surveyapp.responses.recount import compare_counts
from tests.drills.test_kill import ROUNDS, SEED
from tests.field import make_field
from tests.fixtures.databases import migrate
from tests.fixtures.postgres import Cluster
from tests.responses.arrivals import come

pytestmark = pytest.mark.drill

ANSWERS = 400
#: As many as a transaction takes: many are killed on their way.
BATCH = 10


def test_sqlite_flags_once_when_the_worker_is_killed(tmp_path: Path) -> None:
    drill(f"sqlite:///{tmp_path / 'drill.sqlite'}")


def test_postgresql_flags_once_when_the_worker_is_killed() -> None:
    cluster = Cluster(durable=True)
    try:
        drill(cluster.url("postgres"))
    finally:
        cluster.remove()


def count_all(url: str, round_id: int, ready: Event) -> None:
    """What the worker does, in a process of its own."""
    snapshot.BATCH = BATCH
    database = Database(url)
    with database.reading() as session:
        session.connection()
    ready.set()
    changed = True
    while changed:
        with database.transaction() as session:
            changed = snapshot.count_round(session, round_id=round_id, batches=1)


def drill(url: str) -> None:
    """Store odd answers, kill whoever counts them `ROUNDS` times, count the rest in peace."""
    migrate(url)
    database = Database(url)
    with database.transaction() as session:
        field = make_field(session)
        for place in range(ANSWERS):
            come(session, field, *(["too_fast"] if place % 2 else []), unit=place % 2)
    round_id, random = field.round.id, Random(SEED)
    for _ in range(ROUNDS):
        count_and_kill(url, round_id, random.uniform(0.02, 0.3))
        with database.reading() as session:
            print(f"{count_waiting(session, round_id=round_id)} wait after the kill")
    count_and_kill(url, round_id, None)
    with database.reading() as session:
        rows = session.execute(select(LedgerEntry.submission_id, LedgerEntry.rule)).all()
        assert len(set(rows)) == len(rows)
        half = ANSWERS // 2
        assert Counter(row.rule for row in rows) == {"too_fast": half, "burst": 2 * (half - 60)}
        assert verify_ledger(session, round_id=round_id) is None
        assert get_cube(session, round_id=round_id).n == ANSWERS
        assert compare_counts(session, round_id=round_id).agree
    database.dispose()


def count_and_kill(url: str, round_id: int, seconds: float | None) -> None:
    """Count in a process of its own, and kill it after so many seconds; with None it ends."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    worker = context.Process(target=count_all, args=(url, round_id, ready))
    worker.start()
    assert ready.wait(timeout=30)
    if seconds is not None:
        time.sleep(seconds)
        worker.kill()
    worker.join(timeout=60)
    assert worker.exitcode in ((0, -9) if seconds is not None else (0,))
