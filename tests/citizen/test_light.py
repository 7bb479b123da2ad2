"""How light the way in is: bytes on the wire, and queries."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from surveyapp.platform.sessions import Base
from surveyapp.programmes.reading import read_programme
from surveyapp.programmes.services import load_programme
from surveyapp.rounds.services import RoundDates, create_round, list_links
from tests.citizen.conftest import GOOD, Counter
from tests.fixtures.web import SetClock

ROOT = Path(__file__).parents[2]
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def real_paths(app: Flask, clock: SetClock) -> list[str]:
    """The paths of the two real forms of Sóc Trăng, longest names first."""
    source, _ = read_programme(ROOT / "forms" / "soc_trang_2021")
    assert source is not None
    base: Base = app.extensions["surveyapp"]
    today = date(2026, 6, 15)
    dates = RoundDates(today, today + timedelta(days=30), today, today)
    with base.database.transaction() as session:
        programme = load_programme(session, source=source, now=clock.moment).programme_version
        round_ = create_round(
            session,
            programme=programme,
            code="soc-trang-2021",
            name="Khảo sát năm 2021",
            dates=dates,
            zone=base.settings.zone,
            now=clock.moment,
        )
        links = list_links(session, round_=round_, keys=base.settings.link_key_ring)
        links.sort(key=lambda link: -len(link.unit.name))
        by_form = {link.form.questionnaire.code: link.path for link in reversed(links)}
    return list(by_form.values())


def test_a_first_visit_is_three_requests_and_at_most_15_kb(
    app: Flask, real_paths: list[str]
) -> None:
    client = FlaskClient(app, app.response_class)
    for path in real_paths:
        page = client.get(path, headers=GZIP)
        plain = client.get(path).text
        wanted = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]+)"', plain)
        styles = [address for address in wanted if ".css" in address]
        others = [client.get(address, headers=GZIP) for address in wanted]
        assert len(styles) == 1
        assert len(wanted) <= 3, "the style sheet, one script and an icon at most"
        assert len(page.data) <= 5120
        assert len(page.data) + sum(len(other.data) for other in others) <= 15_000


def test_the_style_sheet_is_at_most_3_kb_over_the_wire(app: Flask) -> None:
    with app.test_request_context():
        address = str(app.jinja_env.globals["static_url"]("citizen.css"))  # type: ignore[operator]
    answer = FlaskClient(app, app.response_class).get(address, headers=GZIP)
    assert len(answer.data) <= 3072


def test_a_form_costs_at_most_one_query(counter: Counter) -> None:
    counter.open()
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        counter.clock.advance(minutes=5)
        counter.open()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) <= 1


def test_a_form_that_comes_back_is_as_light_and_keeps_typed_words_apart(counter: Counter) -> None:
    """Typed words and the token stand in the packed page as they are (the BREACH attack)."""
    hidden = counter.open()
    sent = {**GOOD, **hidden, "polite": "9", "suggestion": "once more " * 30}
    client = counter.unchecked
    packed = client.post(counter.path(), data=sent, headers=GZIP)
    plain = client.post(counter.path(), data=sent)
    assert packed.status_code == plain.status_code == 422
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) * 0.6
    assert sent["suggestion"].encode() in packed.data
    assert hidden["page_token"].encode() in packed.data


def test_every_language_of_the_real_forms_is_light(app: Flask, real_paths: list[str]) -> None:
    """Khmer letters take three bytes each; its page may weigh a little more."""
    client = FlaskClient(app, app.response_class)
    for path in real_paths:
        for language, limit in (("vi", 5120), ("en", 5120), ("km", 6144)):
            page = client.get(f"{path}?lang={language}", headers=GZIP)
            assert len(page.data) <= limit, f"{path} {language}"
