"""A database of an earlier programme: every response is counted once, what is published stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.cube import same_counts
from surveyapp.platform.database import Database
from surveyapp.platform.definitions import canonical_hash
from surveyapp.platform.migrations import downgrade_database, upgrade_database
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import Response, Segment
from surveyapp.responses.queries import count_waiting
from surveyapp.responses.recount import count_by_sql
from surveyapp.results.queries import get_result
from surveyapp.results.services import refresh_round
from surveyapp.rounds.queries import get_round_by_id
from tests.results.scene import NOW, ZONE, Scene, make_scene
from tests.results.test_earlier import as_stored_before_weights

LATER = NOW + timedelta(days=1)


@pytest.fixture
def scene(database: Database) -> Scene:
    """Counted, a wrong answer taken out, two more waiting, one of them invalid already."""
    with database.transaction() as session:
        scene = make_scene(session)
        scene.answer("snv", "tt", polite="5", clear="4")
        scene.answer("stc", "dvc", clear="2", on_time="4")
        wrong = scene.answer("snv", "tt", polite="1", clear="1").submission_id
        mark(session, scene, wrong)
        scene.population("snv", "tt", 900)
        scene.population("stc", "dvc", 100)
    refresh_round(database, round_id=scene.round.id, now=NOW)
    return scene


def mark(session: Session, scene: Scene, submission_id: str) -> None:
    unit = scene.ids["snv"]
    remark = Remark(unit, submission_id, "validity", False, "re_check", "Thử.", "snv")
    append_entry(session.connection(), way_in=scene.round, remark=remark, zone=ZONE, now=NOW)


def store_as_before_weights(session: Session, scene: Scene) -> str:
    result = get_result(session, round_id=scene.round.id)
    result.document = as_stored_before_weights(result.document)
    result.seal = canonical_hash(result.document)
    return result.seal


def go_back_and_forth(database: Database) -> None:
    downgrade_database(database, revision="0003")
    upgrade_database(database)


def test_answers_that_wait_and_answers_that_were_counted_count_once(
    database: Database, scene: Scene
) -> None:
    with database.transaction() as session:
        here = Scene(session, scene.round, scene.forms, scene.ids)
        here.answer("snv", "tt", polite="4", clear="5")
        late = here.answer("snv", "dvc", clear="1", on_time="1").submission_id
        mark(session, here, late)
        store_as_before_weights(session, scene)
    go_back_and_forth(database)
    assert refresh_round(database, round_id=scene.round.id, now=LATER)
    with database.reading() as session:
        cubes = [
            count(session, round_id=scene.round.id)
            for count in (get_cube, count_segments, count_by_sql)
        ]
        assert cubes[0].n == 3
        assert same_counts(cubes[0], cubes[1])
        assert same_counts(cubes[0], cubes[2])
        assert count_waiting(session, round_id=scene.round.id) == 0
        stored = session.scalar(select(func.count()).select_from(Response))
        assert session.scalar(select(func.sum(Segment.size))) == stored == 5
        assert get_result(session, round_id=scene.round.id).document["weighted"]


@pytest.mark.parametrize("changed", [False, True])
def test_a_published_result_that_was_up_to_date_is_final(
    database: Database, scene: Scene, changed: bool
) -> None:
    """Where an answer from before the publication is not in it, it is computed once more."""
    with database.transaction() as session:
        seal = store_as_before_weights(session, scene)
        get_round_by_id(session, round_id=scene.round.id).published_at = NOW + timedelta(hours=1)
        if changed:
            here = Scene(session, scene.round, scene.forms, scene.ids)
            here.answer("snv", "tt", polite="1", clear="1")
    go_back_and_forth(database)
    assert refresh_round(database, round_id=scene.round.id, now=LATER) == changed
    with database.reading() as session:
        result = get_result(session, round_id=scene.round.id)
        assert (result.seal == seal) is not changed
        assert get_cube(session, round_id=scene.round.id).n == 2 + changed
