"""Nothing is lost, nothing is counted twice: the server is killed under load, again and again.

What must hold (design, 1 and 2): every receipt that was shown exists in the database exactly once;
sending a page again after the restart shows the same receipt; and there is one response per page.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.responses.models import Response, Uncounted
from surveyapp.rounds.services import list_links
from tests.drills.load import Citizens, Form, send
from tests.field import make_field
from tests.fixtures.databases import migrate
from tests.fixtures.postgres import Cluster
from tests.fixtures.servers import Server
from tests.fixtures.web import make_settings

pytestmark = pytest.mark.drill

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "2"))
#: Pages with a receipt that are sent once more at the end.
SENT_AGAIN = 500
SEED = int(os.environ.get("DRILL_SEED", "20211120"))


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[Database]:
    """A SQLite file with the settings of production: WAL, synchronous=FULL."""
    database = Database(f"sqlite:///{tmp_path / 'drill.sqlite'}")
    yield database
    database.dispose()


@pytest.fixture
def durable_cluster() -> Iterator[Cluster]:
    """PostgreSQL as it is installed: fsync, full page writes, synchronous commit."""
    cluster = Cluster(durable=True)
    yield cluster
    cluster.remove()


def test_sqlite_keeps_every_receipt_when_the_server_is_killed(
    sqlite_file: Database, tmp_path: Path
) -> None:
    drill(sqlite_file, tmp_path, None)


def test_postgresql_keeps_every_receipt_when_server_and_database_are_killed(
    durable_cluster: Cluster, tmp_path: Path
) -> None:
    database = Database(durable_cluster.url("postgres"))
    drill(database, tmp_path, durable_cluster)
    database.dispose()


def drill(database: Database, folder: Path, cluster: Cluster | None) -> None:
    """`ROUNDS` times: load, kill at a random moment, start again, send pages once more."""
    url = database.engine.url.render_as_string(hide_password=False)
    migrate(url)
    settings = make_settings(database, folder / "instance")
    with database.transaction() as session:
        field = make_field(session, now=utc_now())
        links = list_links(session, round_=field.round, keys=settings.link_key_ring)
    server = Server(settings)
    random = Random(SEED)
    forms: list[Form] = []
    server.start()
    try:
        for number in range(ROUNDS):
            moment = random.uniform(0.2, 1.4)
            round_forms = _load_and_kill(server, [link.path for link in links], moment)
            if cluster and number % 2:
                database.dispose()
                cluster.kill()
                cluster.start()
            server.start()
            _send_unsure(server, round_forms, moment)
            forms += round_forms
        for form in random.sample(forms, min(len(forms), SENT_AGAIN)):
            assert send(server.port, form)
    finally:
        server.kill()
    _check(database, forms)


def _load_and_kill(server: Server, paths: list[str], moment: float) -> list[Form]:
    """Kill the server after `moment` seconds under load; returns what the citizens hold then."""
    citizens = Citizens(server.port, paths)
    citizens.start()
    time.sleep(moment)
    server.kill()
    citizens.stop()
    return citizens.forms


def _send_unsure(server: Server, forms: list[Form], moment: float) -> None:
    """What a citizen does who saw no receipt: send the same page again."""
    unsure = [form for form in forms if not form.receipts]
    for form in unsure:
        assert send(server.port, form)
    shown = len(forms) - len(unsure)
    print(f"killed after {moment:.2f} s: {shown} receipts shown, {len(unsure)} pages sent again")


def _check(database: Database, forms: list[Form]) -> None:
    with database.reading() as session:
        stored = session.execute(select(Response.submission_id, Response.receipt)).all()
        waiting = session.scalars(select(Uncounted.submission_id)).all()
    assert len(forms) > 10 * ROUNDS, "too little load to mean anything"
    assert all(len(set(form.receipts)) == 1 for form in forms), "a page got two receipts"
    shown = sorted((form.submission_id, form.receipts[0]) for form in forms)
    assert sorted((row.submission_id, row.receipt) for row in stored) == shown
    assert sorted(waiting) == [submission_id for submission_id, _ in shown]
