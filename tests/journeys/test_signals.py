"""What the door notices about forms from a real browser (P10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from surveyapp.platform.database import Database
from surveyapp.responses.canonical import typed_receipt
from surveyapp.responses.models import Response
from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import fill_in, receipt_of, send

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def signals_of(demonstration: Demonstration, receipt: str) -> set[str]:
    """What was stored beside the answer with this receipt."""
    database = Database(demonstration.settings.database)
    with database.reading() as session:
        found = select(Response.signals).where(Response.receipt == typed_receipt(receipt))
        signals = session.scalars(found).one()
    database.dispose()
    return set((signals or "").split())


def test_a_browser_with_script_proves_every_form_that_it_sends(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    for form in (1, 2):
        page.goto(demonstration.link(form))
        fill_in(page)
        send(page)
        found = signals_of(demonstration, receipt_of(page))
        assert "proved" in found
        assert "honeypot" not in found


def test_a_browser_without_script_is_not_odd_for_that(
    open_page: Open, demonstration: Demonstration
) -> None:
    """Only the pace of the test is noticed."""
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.link(1))
    for question in page.locator("fieldset[data-required]").all():
        question.locator("input[type=radio]").first.check(force=True)
    send(page)
    assert signals_of(demonstration, receipt_of(page)) <= {"too_fast"}
