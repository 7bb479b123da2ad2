"""A server of its own for the kiosks, which tests may stop and start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from tests.fixtures.databases import Backend
from tests.fixtures.servers import Server
from tests.fixtures.web import make_settings
from tests.journeys.kiosk.tablet import LANDSCAPE, Counter, open_counter


@pytest.fixture(scope="session")
def kiosk_settings(
    sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Database]]:
    """Settings and database of the kiosks."""
    database = Database(sqlite_backend.make_migrated())
    yield make_settings(database, tmp_path_factory.mktemp("kiosk")), database
    database.dispose()


@pytest.fixture(scope="session")
def kiosk_server(kiosk_settings: tuple[Settings, Database]) -> Iterator[Server]:
    """gunicorn in production mode."""
    server = Server(kiosk_settings[0])
    server.start()
    yield server
    server.stop()


@pytest.fixture
def counter(kiosk_server: Server, kiosk_settings: tuple[Settings, Database]) -> Counter:
    """A counter in a round of its own."""
    settings, database = kiosk_settings
    return open_counter(kiosk_server, settings, database)


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens tablets: `tablet()`, `tablet(PORTRAIT, color_scheme="dark")`."""
    contexts = []
    faults: list[str] = []

    def open_one(viewport: dict[str, int] = LANDSCAPE, **options: object) -> Page:
        context = browser.new_context(viewport=viewport, locale="vi-VN", has_touch=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []
