"""The desk page of a round: counts by unit and channel, in as many statements for any round."""

from __future__ import annotations

import pytest
from flask import Flask

from surveyapp.monitoring.services import round_progress
from surveyapp.platform.database import Database
from surveyapp.results.work import refresh_results
from tests.desk import make_desk_user, sign_in
from tests.fixtures.web import SetClock
from tests.pages import PageClient, text_of
from tests.results.scene import NOW, Scene, make_scene
from tests.statements import noted_statements


@pytest.fixture
def scene(database: Database) -> Scene:
    """A round of five units; two of them were answered about, once too late."""
    with database.transaction() as session:
        scene = make_scene(session)
        scene.answer("snv", "tt", polite="5", clear="4")
        scene.answer("snv", "dvc", clear="4", on_time="2")
        scene.answer("cthue", "tt", polite="1")
        closes = scene.round.closes_at
        scene.answer("cthue", "tt", now=closes, polite="5")
    return scene


@pytest.fixture
def viewer(app: Flask, scene: Scene) -> PageClient:
    """Somebody who may look."""
    name = make_desk_user(app, authority_id=scene.round.authority_id, role="viewer")
    return sign_in(app.test_client(), name)


def test_progress_counts_by_unit_and_channel(scene: Scene, database: Database) -> None:
    with database.reading() as session:
        progress = round_progress(session, round_=session.merge(scene.round, load=False))
    assert progress.channels == {"qr": "Mã QR"}
    found = {unit.code: unit.total for group in progress.groups for unit in group.units}
    assert found == {"snv": 2, "stc": 0, "syt": 0, "cthue": 2, "kbnn": 0}
    assert (progress.total, progress.units, progress.silent_units) == (4, 5, 3)
    assert progress.waiting == 4


def test_late_answers_are_kept_and_shown_apart(scene: Scene, database: Database) -> None:
    with database.reading() as session:
        progress = round_progress(session, round_=session.merge(scene.round, load=False))
    left_out = {unit.code: unit.left_out for group in progress.groups for unit in group.units}
    assert left_out["cthue"] == progress.left_out == progress.groups[1].left_out == 1


def test_the_page_shows_state_dates_forms_and_counts(viewer: PageClient, scene: Scene) -> None:
    page = viewer.page(f"/rounds/{scene.round.code}")
    figures = [text_of(element) for element in page.iter("dd")]
    assert figures[:4] == ["4", "2/5", "1", "4"]
    assert figures[4:] == ["15/06/2026 – 15/07/2026", "15/06/2026 – 15/06/2026", "TTDVC"]
    assert "đang mở" in text_of(page.find(".//main"))


def test_nothing_waits_after_the_worker(app: Flask, viewer: PageClient, scene: Scene) -> None:
    refresh_results(app.extensions["surveyapp"])
    page = viewer.page(f"/rounds/{scene.round.code}")
    assert [text_of(element) for element in page.iter("dd")][3] == "0"


def test_the_page_asks_as_much_for_many_answers_as_for_few(
    app: Flask, viewer: PageClient, scene: Scene, database: Database, clock: SetClock
) -> None:
    address = f"/rounds/{scene.round.code}"
    with noted_statements(app) as before:
        viewer.page(address)
    with database.transaction() as session:
        again = Scene(session, session.merge(scene.round), scene.forms, scene.ids)
        for unit in scene.ids:
            for _ in range(4):
                again.answer(unit, "dvc", now=NOW, clear="5")
    with noted_statements(app) as after:
        viewer.page(address)
    assert len(after) == len(before) <= 8


def test_quick_ratings_are_counted_apart_from_the_survey_m18(
    app: Flask, database: Database
) -> None:
    with database.transaction() as session:
        scene = make_scene(session, quick=True)
        scene.answer("snv", "tt", polite="5", clear="4")
        for level in ("5", "1", "4"):
            scene.answer("stc", "nhanh", rating=level)
        scene.answer("stc", "nhanh", now=scene.round.closes_at, rating="5")
    with database.reading() as session:
        progress = round_progress(session, round_=session.merge(scene.round, load=False))
    assert (progress.total, progress.quick, progress.left_out) == (1, 4, 0)
    assert progress.silent_units == 4
    name = make_desk_user(app, authority_id=scene.round.authority_id, role="viewer")
    page = sign_in(app.test_client(), name).page(f"/rounds/{scene.round.code}")
    words = text_of(page.find(".//main"))
    assert "Đánh giá nhanh được đếm riêng" in words


def test_without_a_quick_form_nothing_is_said_of_it(viewer: PageClient, scene: Scene) -> None:
    page = viewer.page(f"/rounds/{scene.round.code}")
    assert "Đánh giá nhanh" not in text_of(page.find(".//main"))
