"""One dossier counts once (P2), also when the server is killed while many answer for a few."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from surveyapp.responses.cube import get_cube
from surveyapp.responses.models import DossierAnswer, LedgerEntry, Response
from surveyapp.responses.recount import compare_counts
from surveyapp.responses.snapshot import count_round
from surveyapp.rounds.links import DOSSIER_BYTES, LinkTarget, sign_link
from tests.drills.load import Citizens, Form, send
from tests.field import Field, make_field
from tests.fixtures.servers import Server
from tests.fixtures.web import make_settings

pytestmark = pytest.mark.drill

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "2"))
DOSSIERS = 12
SEED = int(os.environ.get("DRILL_SEED", "20211120"))


def test_p2_a_dossier_counts_once_however_often_the_server_is_killed(
    database: Database, tmp_path: Path
) -> None:
    settings = make_settings(database, tmp_path / "instance")
    with database.transaction() as session:
        field = make_field(session, now=utc_now())
    server, random = Server(settings), Random(SEED)
    paths = dossier_paths(field, settings)
    forms: list[Form] = []
    server.start()
    try:
        for _ in range(ROUNDS):
            citizens = Citizens(server.port, paths, threads=8)
            citizens.start()
            time.sleep(random.uniform(0.2, 1.2))
            server.kill()
            citizens.stop()
            server.start()
            for form in citizens.forms:
                assert send(server.port, form)
            forms += citizens.forms
    finally:
        server.kill()
    assert all(len(set(form.receipts)) == 1 for form in forms), "a page got two receipts"
    check(database, field, forms)


def dossier_paths(field: Field, settings: Settings) -> list[str]:
    """The links of a few dossiers of one unit."""
    unit_id = field.units[0].id
    targets = [
        LinkTarget(field.round.id, unit_id, 0, 1, dossier=bytes([number]) * DOSSIER_BYTES)
        for number in range(DOSSIERS)
    ]
    return [f"/q/{sign_link(target, keys=settings.link_key_ring)}" for target in targets]


def check(database: Database, field: Field, forms: list[Form]) -> None:
    """Every answer is kept; each dossier has one that counts, and every other has its entry."""
    with database.transaction() as session:
        count_round(session, round_id=field.round.id)
    with database.reading() as session:
        stored = set(session.scalars(select(Response.submission_id)))
        speakers = session.scalars(select(DossierAnswer.submission_id)).all()
        entries = session.execute(select(LedgerEntry.submission_id, LedgerEntry.rule)).all()
        counted = get_cube(session, round_id=field.round.id).n
        assert compare_counts(session, round_id=field.round.id).agree
    assert stored == {form.submission_id for form in forms}
    assert len(stored) > 5 * ROUNDS, "too little load to mean anything"
    noted = sorted(submission_id for submission_id, rule in entries if rule == "duplicate")
    assert noted == sorted(stored - set(speakers))
    assert len({form.path for form in forms}) == len(speakers) == counted
