"""What is typed is kept, and where it cannot be kept the page says so (P8, P9)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import (
    KEPT,
    Arrived,
    answer_part,
    fill_in,
    part,
    receipt_of,
    send,
    until,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WAITING = "h1:text('Phiếu chưa gửi được')"
RESTORED = ".note:text('điền dở')"
FORBIDDEN = """for (const name of ["indexedDB", "localStorage", "sessionStorage", "caches"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("forbidden", "SecurityError"); },
  });
}"""
FULL = """IDBObjectStore.prototype.put = function () {
  throw new DOMException("full", "QuotaExceededError");
};"""
#: What Chromium says where cookies and site data are blocked, and older browsers by silence.
NEVER_ANSWERS = "indexedDB.open = () => ({});"


def kept_answers(page: Page, count: int) -> None:
    """Wait until the draft in the browser has so many answers."""
    until(page, f"async () => (await ({KEPT})()).some(one => one.answers?.length === {count})")


def test_a_killed_tab_opens_where_it_was(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    answer_part(page, 2)
    page.click("button.next")
    answer_part(page, 1)
    count = page.locator(":checked").count()
    heading = part(page).locator("h2").inner_text()
    kept_answers(page, count)
    session = page.context.new_cdp_session(page)
    context = page.context
    session.send("Page.enable")
    page.close()
    page = context.new_page()
    page.goto(demonstration.link(1))
    page.wait_for_selector(RESTORED)
    assert part(page).locator("h2").inner_text() == heading
    assert page.locator(":checked").count() == count
    fill_in(page)
    send(page)
    assert receipt_of(page)
    assert page.evaluate(KEPT) == []
    assert arrived() == 1


def test_a_draft_can_be_thrown_away(open_page: Open, demonstration: Demonstration) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    answer_part(page)
    page.click("button.next")
    page.reload()
    page.click(f"{RESTORED} button")
    assert page.locator(":checked").count() == 0
    assert page.locator("progress").evaluate("bar => bar.value") == 0
    until(page, f"async () => !(await ({KEPT})()).length")
    page.reload()
    page.wait_for_selector(".progress")
    page.wait_for_timeout(200)
    assert page.locator(RESTORED).count() == 0


def test_another_language_keeps_part_and_answers_and_outlives_a_refresh(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P7."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    answer_part(page, 2)
    page.click("button.next")
    answer_part(page, 1)
    count = page.locator(":checked").count()
    page.click("button[value=en]")
    page.wait_for_selector("html[lang=en]")
    assert page.locator("label.progress").inner_text().startswith("Part 2 of")
    assert page.locator(":checked").count() == count
    page.reload()
    page.wait_for_selector(".note:text('open again')")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(":checked").count() == count
    fill_in(page)
    send(page)
    assert receipt_of(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert arrived() == 1


def test_a_language_that_cannot_be_fetched_is_told(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    answer_part(page, 2)
    page.context.set_offline(True)
    page.click("button[value=km]")
    page.wait_for_selector(".note:text('Chưa đổi được ngôn ngữ')")
    assert page.locator(":checked").count() == part(page).locator("[data-required]").count()


@pytest.mark.parametrize(
    "script", [FORBIDDEN, FULL, NEVER_ANSWERS], ids=["forbidden", "full", "silent"]
)
def test_without_storage_everything_works_from_memory_and_the_page_says_so(
    open_page: Open, demonstration: Demonstration, arrived: Arrived, script: str
) -> None:
    """P9: private windows, full phones, blocked cookies."""
    page = open_page(PHONE)
    page.add_init_script(script)
    page.goto(demonstration.link(1))
    answer_part(page)
    page.wait_for_selector(".note:text('không cho lưu nháp')")
    fill_in(page)
    page.context.set_offline(True)
    send(page)
    page.wait_for_selector(WAITING)
    assert "để trang này mở" in page.inner_text("main")
    page.context.set_offline(False)
    assert receipt_of(page)
    assert arrived() == 1


def test_blocked_cookies_change_nothing(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P1: the page token needs no cookie, and the page sets none."""
    page = open_page(PHONE)
    page.add_init_script(
        "Object.defineProperty(Document.prototype, 'cookie', {get() { throw 1; }})"
    )
    page.context.route(
        "**/*",
        lambda route: route.continue_(
            headers={k: v for k, v in route.request.headers.items() if k != "cookie"}
        ),
    )
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    assert receipt_of(page)
    assert page.context.cookies() == []
    assert arrived() == 1
