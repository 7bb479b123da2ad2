"""Publishing a round: only what is closed, counted and fresh, and then it is final."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.database import Database
from surveyapp.platform.errors import Conflict, WrongState
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.results.freshness import Freshness, freshness_of
from surveyapp.results.models import Result
from surveyapp.results.publishing import publish_round
from surveyapp.results.queries import get_result
from surveyapp.results.services import prepare_run, refresh_result
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import close_round
from tests.fixtures.web import SetClock
from tests.results.scene import NOW, ZONE, Scene, make_scene

CLOSED = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def scene(session: Session) -> Scene:
    """A closed round of three answers, counted and computed."""
    scene = make_scene(session)
    for polite, clear in (("5", "4"), ("4", "2"), ("3", "5")):
        scene.answer("snv", "tt", polite=polite, clear=clear)
    close_round(session, round_=scene.round, now=CLOSED)
    refresh_result(session, round_id=scene.round.id, now=LATER)
    return scene


def publish(scene: Scene) -> None:
    run = prepare_run(scene.session, round_id=scene.round.id, now=LATER)
    publish_round(scene.session, run=run, now=LATER)


def test_a_closed_and_counted_round_is_published_with_a_result_that_is_final(scene: Scene) -> None:
    publish(scene)
    session, round_ = scene.session, scene.round
    assert round_.published_at == get_result(session, round_id=round_.id).computed_at == LATER
    assert freshness_of(session, round_=round_) is Freshness.CURRENT
    seal = get_result(session, round_id=round_.id).seal
    scene.population("snv", "tt", 500)
    assert not refresh_result(session, round_id=round_.id, now=LATER + timedelta(days=1))
    assert get_result(session, round_id=round_.id).seal == seal


@pytest.mark.parametrize(
    ("opens", "closes", "published", "code"),
    [(1, 2, None, "draft"), (-2, 1, None, "open"), (-2, -1, -1, "published")],
)
def test_a_round_that_is_not_closed_cannot_be_published(
    scene: Scene, opens: int, closes: int, published: int | None, code: str
) -> None:
    round_ = scene.round
    round_.opens_at = LATER + timedelta(days=opens)
    round_.closes_at = LATER + timedelta(days=closes)
    round_.published_at = None if published is None else LATER + timedelta(days=published)
    scene.session.flush()
    before = round_.published_at
    with pytest.raises(WrongState) as refused:
        publish(scene)
    assert refused.value.code == f"round-{code}"
    assert round_.published_at == before


def waiting(scene: Scene) -> None:
    scene.answer("stc", "tt", now=CLOSED - timedelta(minutes=1), polite="5")


def remark(scene: Scene) -> None:
    given = scene.answer("stc", "tt", now=CLOSED - timedelta(minutes=1), polite="5")
    refresh_result(scene.session, round_id=scene.round.id, now=LATER)
    entry = Remark(
        scene.ids["stc"], given.submission_id, "validity", False, "re_check", "Thử.", "snv"
    )
    append_entry(scene.session.connection(), way_in=scene.round, remark=entry, zone=ZONE, now=LATER)


@pytest.mark.parametrize("news", [waiting, remark], ids=["an answer", "a remark"])
def test_what_is_not_counted_yet_keeps_a_round_from_being_published(
    scene: Scene, news: object
) -> None:
    assert callable(news)
    news(scene)
    with pytest.raises(Conflict) as refused:
        publish(scene)
    assert refused.value.code == "result-behind"
    assert scene.round.published_at is None


def test_what_came_since_the_run_keeps_a_round_from_being_published(scene: Scene) -> None:
    run = prepare_run(scene.session, round_id=scene.round.id, now=LATER)
    scene.population("snv", "tt", 500)
    with pytest.raises(Conflict):
        publish_round(scene.session, run=run, now=LATER)
    assert scene.round.published_at is None


def test_a_round_without_an_answer_cannot_be_published(session: Session) -> None:
    scene = make_scene(session, quick=True)
    scene.answer("snv", "nhanh", rating="5")
    close_round(session, round_=scene.round, now=CLOSED)
    refresh_result(session, round_id=scene.round.id, now=LATER)
    with pytest.raises(Conflict) as refused:
        publish(scene)
    assert refused.value.code == "no-responses"


def test_the_command_counts_computes_publishes_and_notes_it(
    commands: FlaskCliRunner, database: Database, clock: SetClock
) -> None:
    with database.transaction() as session:
        scene = make_scene(session)
        scene.answer("snv", "tt", polite="5", clear="3")
        code, round_id = scene.round.code, scene.round.id
    clock.moment = CLOSED
    refused = commands.invoke(args=["results", "publish", code])
    assert refused.exit_code == 1
    assert "Hãy đóng đợt trước" in refused.output
    clock.moment = scene.round.closes_at + timedelta(minutes=1)
    done = commands.invoke(args=["results", "publish", code])
    assert done.exit_code == 0, done.output
    assert "1 phiếu hợp lệ" in done.output
    assert "/ket-qua/tinh/snv" in done.output
    with database.reading() as session:
        found = session.get_one(Round, round_id)
        assert found.published_at == session.get_one(Result, round_id).computed_at
        assert session.scalars(select(AuditEvent.action)).all() == ["round.publish"]
    again = commands.invoke(args=["results", "publish", code])
    assert again.exit_code == 1
    assert "đã công bố" in again.output
