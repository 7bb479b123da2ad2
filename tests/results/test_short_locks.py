"""Computing holds no lock: counting and storing are short writes, and an older run never wins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.responses.cube import get_cube
from surveyapp.responses.snapshot import count_round
from surveyapp.results import services
from surveyapp.results.queries import find_result_view, find_run, get_result
from surveyapp.results.services import is_stale, prepare_run, refresh_round, store_run
from surveyapp.rounds.models import Population
from surveyapp.scores.models import UnitMaximum
from tests.results.scene import NOW, Scene, make_scene

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.transaction() as session:
        made = make_scene(session)
        made.answer("snv", "tt", polite="5", clear="4")
    return made


@contextmanager
def again(database: Database, scene: Scene) -> Iterator[Scene]:
    """The scene in a transaction of its own."""
    with database.transaction() as session:
        yield Scene(session, session.merge(scene.round), scene.forms, scene.ids)


def test_a_run_is_prepared_on_a_session_that_cannot_write(database: Database, scene: Scene) -> None:
    with database.transaction() as session:
        count_round(session, round_id=scene.round.id)
    with database.reading() as session:
        run = prepare_run(session, round_id=scene.round.id, now=NOW)
    with database.transaction() as session:
        assert store_run(session, run=run)
        assert get_result(session, round_id=scene.round.id).seal == run.seal


def test_answers_are_taken_while_a_result_is_computed(
    database: Database, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computing step itself stores an answer, which would wait for ever behind a lock."""
    compute = services.compute_figures

    def interrupted(inputs: services.Inputs) -> object:
        with again(database, scene) as other:
            other.answer("snv", "tt", polite="1", clear="1")
        return compute(inputs)

    monkeypatch.setattr(services, "compute_figures", interrupted)
    assert refresh_round(database, round_id=scene.round.id, now=NOW)
    monkeypatch.undo()
    assert refresh_round(database, round_id=scene.round.id, now=LATER)
    with database.reading() as session:
        view = find_result_view(session, round_id=scene.round.id)
    assert view is not None
    assert view.n == 2


def test_an_older_run_never_replaces_a_newer_one(database: Database, scene: Scene) -> None:
    round_id = scene.round.id
    assert refresh_round(database, round_id=round_id, now=NOW)
    with database.reading() as session:
        old = prepare_run(session, round_id=round_id, now=NOW)
    with again(database, scene) as other:
        other.answer("snv", "tt", polite="1", clear="1")
    assert refresh_round(database, round_id=round_id, now=LATER)
    with database.transaction() as session:
        assert not store_run(session, run=old)
        stored = find_run(session, round_id=round_id)
        assert stored is not None
        assert (stored.computed_at, stored.snapshot_revision) == (LATER, 2)


def test_two_first_runs_store_one_result(database: Database, scene: Scene) -> None:
    with database.reading() as session:
        runs = [prepare_run(session, round_id=scene.round.id, now=NOW) for _ in range(2)]
    stored = []
    for run in runs:
        with database.transaction() as session:
            stored.append(store_run(session, run=run))
    assert stored == [True, False]


@pytest.mark.parametrize("news", ["points", "populations"])
def test_figures_imported_while_a_run_computes_make_it_stale(
    database: Database, scene: Scene, monkeypatch: pytest.MonkeyPatch, news: str
) -> None:
    """A stored run names the figures that it was computed with, not those of its last moment."""
    key = {"round_id": scene.round.id, "unit_id": scene.ids["snv"]}
    compute = services.compute_figures

    def interrupted(inputs: services.Inputs) -> object:
        monkeypatch.undo()
        with database.transaction() as session:
            if news == "points":
                session.add(UnitMaximum(max_points="90", imported_at=NOW, **key))
            else:
                session.add(Population(channel="tt", dossiers=5, **key))
        return compute(inputs)

    monkeypatch.setattr(services, "compute_figures", interrupted)
    assert refresh_round(database, round_id=scene.round.id, now=NOW)
    with database.reading() as session:
        assert is_stale(session, round_id=scene.round.id, now=NOW)


def test_nothing_new_takes_no_lock(database: Database, scene: Scene) -> None:
    refresh_round(database, round_id=scene.round.id, now=NOW)
    begun: list[object] = []
    event.listen(database.engine, "begin", begun.append)
    assert not refresh_round(database, round_id=scene.round.id, now=LATER)
    writes = [one for one in begun if not one.get_execution_options().get("postgresql_readonly")]  # type: ignore[attr-defined]
    assert writes == []


def test_a_round_counted_in_batches_is_right_after_each(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late answer never counts, not even between two batches."""
    monkeypatch.setattr("surveyapp.responses.snapshot.BATCH", 2)
    scene = make_scene(session)
    for _ in range(3):
        scene.answer("snv", "tt", now=scene.round.closes_at, polite="1")
    for _ in range(2):
        scene.answer("snv", "tt", polite="5")
    valid = []
    while count_round(session, round_id=scene.round.id, batches=1):
        valid.append(get_cube(session, round_id=scene.round.id).n)
    assert len(valid) == 3
    assert valid == sorted(valid)
    assert valid[-1] == 2
    assert get_cube(session, round_id=scene.round.id).counts[..., 1].sum() == 0
