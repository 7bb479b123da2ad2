"""Style sheets under hashed names, kept for ever; headers and compression of every answer."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask, url_for

from surveyapp.app import create_app
from surveyapp.platform.settings import Settings
from surveyapp.platform.static_files import FOLDER, StaticFiles
from surveyapp.platform.style_sheets import minify_styles
from tests.fixtures.web import SetClock
from tests.pages import PageClient


def address(app: Flask, name: str) -> str:
    """What a template writes for a file."""
    with app.test_request_context():
        return str(app.jinja_env.globals["static_url"](name))  # type: ignore[operator]


def test_a_file_is_kept_for_ever_under_its_hash(app: Flask, client: PageClient) -> None:
    response = client.get(address(app, "desk.css"))
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.mimetype == "text/css"
    assert response.text == minify_styles((FOLDER / "desk.css").read_text("utf-8"))
    assert "Cookie" not in response.headers["Vary"]


def test_a_file_is_sent_packed_to_those_who_take_it(app: Flask, client: PageClient) -> None:
    plain = client.get(address(app, "desk.css"))
    assert "Content-Encoding" not in plain.headers
    raw = plain.data
    known = client.get(address(app, "desk.css"), headers={"Accept-Encoding": "gzip"})
    assert known.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in known.headers["Vary"]
    assert gzip.decompress(known.data) == raw
    smaller = client.get(address(app, "desk.css"), headers={"Accept-Encoding": "gzip, br"})
    assert smaller.headers["Content-Encoding"] == "br"
    assert brotli.decompress(smaller.data) == raw
    assert len(smaller.data) < len(known.data) < len(raw)


def test_a_page_from_before_a_change_still_gets_its_style(client: PageClient) -> None:
    response = client.get("/static/desk.0123456789ab.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["desk.css", "no.0123456789ab.css", "../settings.py", "a/../b"])
def test_nothing_else_is_served(client: PageClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_a_changed_file_gets_a_new_name_while_developing(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    watched, fixed = (StaticFiles(tmp_path, watch=watch) for watch in (True, False))
    before = watched.hashed_name("a.css")
    (tmp_path / "a.css").write_text("b{}", encoding="utf-8")
    assert watched.hashed_name("a.css") != before
    assert fixed.hashed_name("a.css") == before


def test_the_worker_is_kept_a_day_under_the_address_of_its_hash(
    app: Flask, client: PageClient
) -> None:
    """A new text has a new address, so it takes over with the next page that is loaded."""
    with app.test_request_context():
        address = str(app.jinja_env.globals["worker_url"]())  # type: ignore[operator]
    path, _, shown = address.partition("?")
    assert path == "/sw.js"
    response = client.get(address)
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert StaticFiles(FOLDER, watch=False).hashed_name("sw.js") == f"sw.{shown}.js"
    for other in (path, f"{path}?0123456789ab"):
        assert client.get(other).headers["Cache-Control"] == "no-cache"


def test_the_style_sheet_of_the_desk_stays_small(app: Flask, client: PageClient) -> None:
    response = client.get(address(app, "desk.css"), headers={"Accept-Encoding": "gzip"})
    assert len(response.data) < 5_000


@pytest.mark.parametrize(("name", "most"), [("citizen.js", 6400), ("sw.js", 2 * 1024)])
def test_the_scripts_of_the_form_stay_small(
    app: Flask, client: PageClient, name: str, most: int
) -> None:
    response = client.get(address(app, name), headers={"Accept-Encoding": "gzip"})
    assert len(response.data) <= most


def test_every_answer_has_strict_headers_and_is_not_stored(client: PageClient) -> None:
    headers = client.get("/login").headers
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_https_is_demanded_where_the_public_address_has_it(
    settings: Settings, clock: SetClock
) -> None:
    secure = Settings(**(settings.model_dump() | {"public_url": "https://khaosat.example"}))
    app = create_app(secure, clock=clock)
    response = app.test_client().get("/login")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert response.headers["Set-Cookie"].startswith("__Host-surveyapp=")
    assert "; Secure;" in response.headers["Set-Cookie"]
    app.extensions["surveyapp"].database.dispose()


def test_a_page_that_repeats_the_request_is_not_packed(app: Flask) -> None:
    """Secret and foreign words are never packed together (BREACH)."""
    app.test_client_class = None
    client = app.test_client()
    packing = {"Accept-Encoding": "gzip"}
    assert client.get("/login", headers=packing).headers["Content-Encoding"] == "gzip"
    for response in (
        client.get("/login?next=/rounds", headers=packing),
        client.post("/login", headers=packing),
    ):
        assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(("proxies", "address"), [(0, "http://inside"), (1, "https://ks.example")])
def test_only_trusted_proxies_say_where_a_request_came_to(
    settings: Settings, clock: SetClock, proxies: int, address: str
) -> None:
    app = create_app(settings.model_copy(update={"trusted_proxies": proxies}), clock=clock)
    seen = []

    @app.before_request
    def note() -> None:
        seen.append(url_for("healthz", _external=True))

    app.test_client().get(
        "/healthz",
        base_url="http://inside",
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "ks.example"},
    )
    assert seen == [f"{address}/healthz"]
    app.extensions["surveyapp"].database.dispose()
