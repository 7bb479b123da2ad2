"""Flags on the desk page of a round: figures, what they mean, and that the answers still count."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from surveyapp.platform.database import Database
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import LedgerEntry
from surveyapp.results.work import refresh_results
from tests.desk import make_desk_user, sign_in
from tests.field import ZONE, Field, make_field
from tests.fixtures.web import SetClock
from tests.pages import PageClient, text_of
from tests.responses.arrivals import come


@pytest.fixture
def field(app: Flask, database: Database, clock: SetClock) -> Field:
    """Five answers about two units, three of them odd, one of these in two ways."""
    with database.transaction() as session:
        field = make_field(session, now=clock.moment)
        clock.advance(hours=1)
        for unit, signals in ((0, "honeypot too_fast"), (0, "too_fast"), (1, "busy_address")):
            come(session, field, *signals.split(), unit=unit, opened_at=clock.moment, now=clock())
        for unit in (0, 1):
            come(session, field, "proved", unit=unit, opened_at=clock.moment, now=clock())
    return field


@pytest.fixture
def viewer(app: Flask, field: Field) -> PageClient:
    """Somebody who may look."""
    name = make_desk_user(app, authority_id=field.round.authority_id, role="viewer")
    return sign_in(app.test_client(), name)


def rows(page: Element, table: str) -> list[list[str]]:
    """The words of a table's body."""
    body = page.findall(f".//table[@id='{table}']/tbody/tr")
    return [[text_of(cell) for cell in row if cell.tag in ("th", "td")] for row in body]


def test_the_page_tells_how_many_answers_carry_which_flag(
    app: Flask, viewer: PageClient, field: Field
) -> None:
    refresh_results(app.extensions["surveyapp"])
    page = viewer.page(f"/rounds/{field.round.code}")
    found = [(row[0], row[2]) for row in rows(page, "flag-rules")]
    assert found == [("Điền ô ẩn", "1"), ("Gửi quá nhanh", "2"), ("Cùng một mạng", "1")]
    by_unit = [["Sở Nội vụ", "1", "2", "0"], ["Sở Tài chính", "0", "0", "1"]]
    assert rows(page, "flag-units") == by_unit
    words = text_of(page.find(".//main"))
    assert "vẫn tính vào chỉ số cho đến khi có người quyết định" in words
    assert [text_of(element) for element in page.iter("dd")][2] == "0"


def test_a_round_without_flags_says_nothing_of_them(viewer: PageClient, field: Field) -> None:
    """Nothing was counted yet, so nothing is flagged yet."""
    page = viewer.page(f"/rounds/{field.round.code}")
    assert page.find(".//table[@id='flag-rules']") is None


def test_a_rule_without_words_stands_under_its_code(
    app: Flask, database: Database, viewer: PageClient, field: Field
) -> None:
    """A later release may know more rules than this page."""
    refresh_results(app.extensions["surveyapp"])
    with database.transaction() as session:
        round_ = session.merge(field.round, load=False)
        found = session.scalars(select(LedgerEntry)).first()
        assert found is not None
        remark = Remark(found.unit_id, found.submission_id, "flag", None, "odd", "Lạ.", "snv")
        append_entry(
            session.connection(), way_in=round_, remark=remark, zone=ZONE, now=field.round.opens_at
        )
    page = viewer.page(f"/rounds/{field.round.code}")
    assert rows(page, "flag-rules")[-1] == ["odd", "", "1"]
