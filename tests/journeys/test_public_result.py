"""The page of a published result in Chromium: readable by everybody, at every width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.migrations import upgrade_database
from surveyapp.results.publishing import publish_round
from surveyapp.results.services import prepare_run, refresh_round
from surveyapp.rounds.services import close_round
from tests.fixtures.databases import Backend
from tests.fixtures.servers import Server
from tests.fixtures.web import make_settings
from tests.journeys.browser import accessibility_faults
from tests.results.scene import NOW, make_scene

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def published(sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one published round."""
    database = Database(sqlite_backend.make_empty())
    upgrade_database(database)
    with database.transaction() as session:
        scene = make_scene(session, simulated=True)
        for unit, levels in (("snv", "55445"), ("stc", "53124")):
            for level in levels:
                scene.answer(unit, "tt", polite=level, clear="4")
        close_round(session, round_=scene.round, now=NOW + timedelta(hours=1))
        round_id = scene.round.id
    now = utc_now()
    refresh_round(database, round_id=round_id, now=now)
    with database.reading() as session:
        run = prepare_run(session, round_id=round_id, now=now)
    with database.transaction() as session:
        publish_round(session, run=run, now=now)
    server = Server(make_settings(database, tmp_path_factory.mktemp("published")))
    server.start()
    yield server.url + "/ket-qua/tinh/"
    server.stop()
    database.dispose()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_published_result_has_no_access_fault_at_any_width(
    open_page: Open, published: str, width: int, scheme: str
) -> None:
    page = open_page({"width": width, "height": 740}, color_scheme=scheme)
    for path in ("snv", "stc?lang=en", "stc?lang=km", "syt"):
        page.goto(published + path)
        assert accessibility_faults(page) == []


def test_a_person_changes_the_language_by_a_tap(open_page: Open, published: str) -> None:
    page = open_page({"width": 360, "height": 740})
    page.goto(published + "snv")
    page.click("text=English")
    assert page.inner_text("h1") == "Satisfaction survey results"
    assert page.get_attribute("html", "lang") == "en"
