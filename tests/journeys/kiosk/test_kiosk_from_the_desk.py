"""A tablet from its making at the desk to its first answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from surveyapp.accounts.services import create_user
from surveyapp.platform.clock import utc_now
from tests.desk import PASSWORD
from tests.journeys.browser import DESK, PHONE, accessibility_faults
from tests.journeys.kiosk.tablet import Counter, at_step, begin, rate, receipt, to_quick

pytestmark = pytest.mark.browser

Tablet = Callable[..., Page]


def sign_in(page: Page, counter: Counter, username: str) -> None:
    """A survey manager of the authority, signed in by hand."""
    with counter.database.transaction() as session:
        create_user(
            session,
            authority_id=counter.field.round.authority_id,
            username=username,
            name="Nguyễn Thị Thử",
            role="survey_manager",
            password=PASSWORD,
            now=utc_now(),
        )
    page.goto(f"{counter.server.url}/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/rounds")


def test_a_kiosk_is_made_opened_used_and_closed(tablet: Tablet, counter: Counter) -> None:
    desk = tablet(DESK)
    sign_in(desk, counter, "lam-may")
    desk.goto(f"{counter.server.url}/rounds/{counter.field.round.code}/kiosks")
    desk.click("text=Thêm máy")
    desk.fill("input[name=name]", "Máy cạnh quầy 1")
    desk.fill("input[name=pin]", "97531")
    desk.fill("input[name=pin_again]", "97531")
    desk.click("text=Tạo máy")
    address = desk.locator(".kiosk dd a").inner_text()
    page = tablet()
    begin(page, address.replace("http://localhost", counter.server.url))
    to_quick(page)
    rate(page)
    receipt(page)
    desk.click("text=Đóng máy")
    desk.wait_for_selector(".kiosk-closed")
    page.wait_for_timeout(2100)
    page.click(".finish .button")
    at_step(page, "closed")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_about_kiosks(
    tablet: Tablet, counter: Counter, viewport: dict[str, int], scheme: str
) -> None:
    link = counter.kiosk().rpartition("/")[2]
    page = tablet(viewport, color_scheme=scheme)
    sign_in(page, counter, f"xem-may-{viewport['width']}-{scheme}")
    faults = {}
    for end in ("", "/new", f"/{link}/pin"):
        page.goto(f"{counter.server.url}/rounds/{counter.field.round.code}/kiosks{end}")
        faults[end] = accessibility_faults(page)
    page.click("main button[type=submit]")
    page.wait_for_selector(".error-summary")
    faults["faulty"] = accessibility_faults(page)
    assert {end: found for end, found in faults.items() if found} == {}
