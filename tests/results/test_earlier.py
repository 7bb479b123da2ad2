"""What an earlier programme stored is still shown, and what it sealed for publication stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.platform.database import Database
from surveyapp.platform.definitions import canonical_hash
from surveyapp.results.exports import criterion_csv, result_json, unit_csv
from surveyapp.results.freshness import Freshness, freshness_of
from surveyapp.results.listing import unit_tables
from surveyapp.results.models import Result
from surveyapp.results.queries import find_result_view, get_result
from surveyapp.results.services import is_stale, refresh_result
from tests.desk import make_desk_user, sign_in
from tests.pages import text_of
from tests.results.scene import NOW, Scene, make_scene

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def scene(session: Session) -> Scene:
    """A round with a population whose result an earlier programme computed, without weights."""
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5", clear="4")
    scene.answer("snv", "dvc", clear="1", on_time="5")
    scene.answer("stc", "tt", polite="2", clear="4")
    refresh_result(session, round_id=scene.round.id, now=NOW)
    result = get_result(session, round_id=scene.round.id)
    scene.population("snv", "tt", 900)
    scene.population("snv", "dvc", 100)
    result.document = as_stored_before_weights(result.document)
    result.seal = canonical_hash(result.document)
    session.flush()
    return scene


def as_stored_before_weights(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the first format."""
    new = ("level", "channels", "quick_forms")
    units = [
        {key: value for key, value in row.items() if key not in ("places", "weighting", "quick")}
        for row in document["units"]
    ]
    for row in units:
        row.pop("precision")
        for level in ("contents", "factors", "criteria"):
            row[level] = [
                {key: value for key, value in node.items() if key != "precision"}
                for node in row[level]
            ]
    kept = {key: value for key, value in document.items() if key not in new}
    return kept | {"format": 1, "units": units}


def test_the_sealed_result_of_a_published_round_stays_whatever_is_known_today(
    scene: Scene, session: Session
) -> None:
    result = get_result(session, round_id=scene.round.id)
    sealed = (result.seal, canonical_hash(result.document))
    scene.round.published_at = NOW
    session.flush()
    assert not is_stale(session, round_id=scene.round.id, now=NOW)
    assert not refresh_result(session, round_id=scene.round.id, now=LATER)
    after: Result = get_result(session, round_id=scene.round.id)
    assert (after.seal, canonical_hash(after.document)) == sealed
    assert freshness_of(session, round_=scene.round) is Freshness.CURRENT


def test_it_is_shown_and_exported_with_what_it_knows_p16(scene: Scene, session: Session) -> None:
    view = find_result_view(session, round_id=scene.round.id)
    assert view is not None
    row = view.find_unit("snv")
    assert row is not None
    assert row.index is not None
    assert row.precision is not None
    assert (row.precision.low, row.places.low, row.weighting.weighted) == (None, None, False)
    assert (view.weighted, row.weighting.state) == (False, "before_weights")
    for words in (unit_tables(view), unit_csv(view), criterion_csv(view)):
        assert "Sở Nội vụ" in words
    assert '"format": 1' in result_json(get_result(session, round_id=scene.round.id))


def test_a_round_that_is_not_published_is_computed_again_with_weights(
    scene: Scene, session: Session
) -> None:
    assert freshness_of(session, round_=scene.round) is Freshness.BEHIND
    assert refresh_result(session, round_id=scene.round.id, now=LATER)
    view = find_result_view(session, round_id=scene.round.id)
    assert view is not None
    assert view.weighted


def test_a_shape_that_nobody_reads_is_computed_again_even_when_published_p16(
    scene: Scene, session: Session
) -> None:
    scene.round.published_at = NOW
    result = get_result(session, round_id=scene.round.id)
    result.document = {"format": 99}
    session.flush()
    assert find_result_view(session, round_id=scene.round.id) is None
    assert freshness_of(session, round_=scene.round) is Freshness.NEVER_RUN
    assert refresh_result(session, round_id=scene.round.id, now=LATER)
    assert freshness_of(session, round_=scene.round) is Freshness.CURRENT


def test_the_pages_of_it_say_what_it_does_not_know_p16(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        scene = make_scene(session)
        scene.answer("snv", "tt", polite="5", clear="4")
        refresh_result(session, round_id=scene.round.id, now=NOW)
        result = get_result(session, round_id=scene.round.id)
        result.document = as_stored_before_weights(result.document)
        scene.round.published_at = NOW
        code, authority_id = scene.round.code, scene.round.authority_id
    viewer = sign_in(
        app.test_client(), make_desk_user(app, authority_id=authority_id, role="viewer")
    )
    for path in ("results", "score", "results/snv", "results/stc"):
        words = text_of(viewer.page(f"/rounds/{code}/{path}"))
        assert "Chưa tính xong" not in words
    assert "tính trước khi có trọng số" in text_of(viewer.page(f"/rounds/{code}/results/snv"))
    sheet = viewer.get(f"/rounds/{code}/results.csv").get_data(as_text=True)
    assert "Sở Nội vụ" in sheet


def test_a_result_from_before_quick_ratings_is_shown_without_any(session: Session) -> None:
    scene = make_scene(session)
    scene.answer("snv", "tt", polite="5", clear="4")
    refresh_result(session, round_id=scene.round.id, now=NOW)
    result = get_result(session, round_id=scene.round.id)
    document = {key: value for key, value in result.document.items() if key != "quick_forms"}
    units = [{k: v for k, v in row.items() if k != "quick"} for row in document["units"]]
    before = find_result_view(session, round_id=scene.round.id)
    result.document = document | {"format": 3, "units": units}
    session.flush()
    session.expire_all()
    assert find_result_view(session, round_id=scene.round.id) == before
    assert freshness_of(session, round_=scene.round) is Freshness.BEHIND
