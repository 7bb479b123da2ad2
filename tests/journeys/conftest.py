"""Chromium on the real application, with the demonstration in its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from surveyapp.demo.preparing import LOGIN_FILE, prepare_demonstration
from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import list_links
from tests.fixtures.databases import Backend
from tests.fixtures.servers import Server
from tests.fixtures.web import make_settings
from tests.journeys.browser import CHROMIUM, FLAGS, Demonstration
from tests.journeys.citizen import Arrived, count_responses


@pytest.fixture(scope="session")
def demonstration(
    sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The demonstration on SQLite, served by gunicorn in production mode."""
    database = Database(sqlite_backend.make_empty())
    settings = make_settings(database, tmp_path_factory.mktemp("demonstration"))
    prepare_demonstration(database, settings=settings, now=utc_now())
    username, password, _ = (settings.instance_path / LOGIN_FILE).read_text("utf-8").split()
    with database.reading() as session:
        round_ = get_round_by_reference(session, reference="soc-trang-2021")
        links = list_links(session, round_=round_, keys=settings.link_key_ring)
    server = Server(settings)
    server.start()
    yield Demonstration(server.url, settings, links, username, password)
    server.stop()
    database.dispose()


@pytest.fixture
def arrived(demonstration: Demonstration) -> Iterator[Arrived]:
    """Counts what arrives in the demonstration during a test."""
    database = Database(demonstration.settings.database)
    yield Arrived(database, count_responses(database))
    database.dispose()


@pytest.fixture
def own_server(demonstration: Demonstration) -> Iterator[Server]:
    """A second server on the same database, which a test may stop and start."""
    server = Server(demonstration.settings)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the tests fail where it is missing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens windows: `open_page(PHONE)`, `open_page(DESK, java_script_enabled=False)`."""
    contexts = []

    def open_one(viewport: dict[str, int], **options: object) -> Page:
        context = browser.new_context(viewport=viewport, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _refuse(message.type, message.text))
        page.on("pageerror", lambda error: _refuse("error", str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()


def _refuse(kind: str, words: str) -> None:
    """A policy that was broken, or a script that failed, is told on the console."""
    without_network = ("status of", "net::ERR_", "fetching the script")
    if kind == "error" and not any(told in words for told in without_network):
        raise AssertionError(f"the console says: {words}")
