"""Double tap, back, refresh, two tabs, two forms: each person's form is one response (P8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import (
    Arrived,
    answer_part,
    fill_in,
    go_to_last_part,
    links_of,
    part,
    receipt_of,
    send,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
LAST = "[data-part]:not([hidden]) input[type=radio]"


def test_a_double_tap_and_enter_twice_send_one_form(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P1, P8."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page)
    page.dblclick("main .send button")
    first = receipt_of(page)
    page.goto("about:blank")
    page.goto(demonstration.link(1))
    fill_in(page)
    page.focus("main .send button")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert receipt_of(page) != first
    assert arrived() == 2


def test_refresh_and_back_after_the_receipt_show_the_same_receipt(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P8: nothing false is said, and there is no second response."""
    page = open_page(PHONE)
    page.goto(demonstration.url + "/rieng-tu")
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    receipt = receipt_of(page)
    page.reload()
    assert receipt_of(page) == receipt
    page.click("text=Xem lại biên nhận này")
    page.wait_for_url("**/tra-cuu?ma=*")
    page.go_back()
    assert receipt_of(page) == receipt
    page.go_back()
    page.wait_for_url("**/rieng-tu")
    page.go_forward()
    assert receipt_of(page) == receipt
    assert arrived() == 1


def test_another_form_begins_empty(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    first = receipt_of(page)
    page.click("text=Gửi một phiếu khác")
    page.wait_for_selector(".progress")
    assert page.locator(":checked").count() == 0
    assert page.locator(".note").count() == 0
    fill_in(page)
    send(page)
    assert receipt_of(page) != first
    assert arrived() == 2


def test_the_way_back_leads_to_the_part_before_and_loses_nothing(
    open_page: Open, demonstration: Demonstration
) -> None:
    """P7, P8: the browser's button and ours."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    headings = page.locator("[data-part] h2").all_text_contents()
    for heading in headings[:3]:
        assert part(page).locator("h2").inner_text() == heading
        answer_part(page, 3)
        page.click("button.next")
    page.go_back()
    assert part(page).locator("h2").inner_text() == headings[2]
    page.click("button.back")
    page.wait_for_function("words => document.activeElement.textContent === words", arg=headings[1])
    assert part(page).locator(":checked").count() == part(page).locator("[data-required]").count()
    page.go_forward()
    assert part(page).locator("h2").inner_text() == headings[2]
    page.reload()
    page.wait_for_selector(".note:text('điền dở')")
    assert part(page).locator("h2").inner_text() == headings[2]
    assert part(page).locator(":checked").count() == part(page).locator("[data-required]").count()
    page.go_back()
    assert part(page).locator("h2").inner_text() == headings[1]


def test_two_tabs_of_one_link_do_not_mix(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P8: the draft belongs to the first tab, and the second one says so."""
    first = open_page(PHONE)
    first.goto(demonstration.link(1))
    answer_part(first, 0)
    second = first.context.new_page()
    second.goto(demonstration.link(1))
    second.wait_for_selector(".note:text('cửa sổ khác')")
    assert second.locator(":checked").count() == 0
    answer_part(second, 4)
    first.bring_to_front()
    first.reload()
    first.wait_for_selector(".note:text('điền dở')")
    assert first.locator(LAST).first.is_checked()
    for page in (first, second):
        page.bring_to_front()
        go_to_last_part(page)
        send(page)
    assert receipt_of(first) != receipt_of(second)
    assert arrived() == 2


def test_a_duplicated_tab_is_a_form_of_its_own(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P8: a copy of the window, made while the form is filled in, sends no second copy of it."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page)
    with page.context.expect_page() as opened:
        page.evaluate("open(location.href)")
    copy = opened.value
    copy.wait_for_selector(".note:text('cửa sổ khác')")
    assert copy.locator(":checked").count() == 0
    send(page)
    assert receipt_of(page)
    copy.reload()
    copy.wait_for_selector(".progress")
    assert copy.locator(":checked").count() == 0
    assert arrived() == 1


def test_two_forms_at_once_keep_a_draft_each(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P8: two links in two tabs."""
    one = open_page(PHONE)
    other = one.context.new_page()
    for nth, (page, link) in enumerate(zip((one, other), links_of(demonstration), strict=False)):
        page.goto(link)
        answer_part(page, nth * 4)
    for nth, page in enumerate((one, other)):
        page.bring_to_front()
        page.reload()
        page.wait_for_selector(".note:text('điền dở')")
        assert page.locator(LAST).nth(nth * 4).is_checked()
        go_to_last_part(page)
        send(page)
        assert receipt_of(page)
    assert arrived() == 2


def test_the_page_with_the_receipt_begins_at_its_heading(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    page.evaluate("scrollTo(0, 400)")
    fill_in(page)
    send(page)
    receipt_of(page)
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == 0
