"""A network that drops, a server that stumbles: every form is stored exactly once."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import (
    KEPT,
    Arrived,
    all_delivered,
    fill_in,
    part,
    receipt_of,
    send,
    until,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WAITING = "h1:text('Phiếu chưa gửi được')"
NOW = "button:text('Gửi lại ngay')"


def on_sending(page: Page, answer: Callable[[Route, int], None]) -> None:
    """Let `answer` decide what becomes of each POST; it is told how many came before."""
    count = 0

    def meet(route: Route) -> None:
        nonlocal count
        if route.request.method != "POST":
            route.continue_()
            return
        count += 1
        answer(route, count - 1)

    page.context.route("**/q/*", meet)


def test_an_answer_lost_after_it_was_stored_is_one_response(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P1: the retry gets the receipt of the first attempt."""
    page = open_page(PHONE, service_workers="block")
    receipts = []

    def lose_the_first(route: Route, before: int) -> None:
        response = route.fetch()
        receipts.append(response.headers["x-receipt"])
        if before:
            route.fulfill(response=response)
        else:
            route.abort("connectionreset")

    on_sending(page, lose_the_first)
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    assert arrived() == 1
    page.click(NOW)
    assert receipt_of(page) == receipts[0] == receipts[1]
    assert arrived() == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_stumbles_once_is_asked_again(
    open_page: Open, demonstration: Demonstration, arrived: Arrived, status: int
) -> None:
    """P9: the words say that nothing is lost, and the second attempt is the only response."""
    page = open_page(PHONE, service_workers="block")

    def stumble(route: Route, before: int) -> None:
        if before:
            route.continue_()
        else:
            route.fulfill(status=status, body="<h1>Oops</h1>", content_type="text/html")

    on_sending(page, stumble)
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    assert "vẫn còn nguyên" in page.inner_text("main")
    assert arrived() == 0
    page.wait_for_selector(".receipt", timeout=9_000)
    assert arrived() == 1


def test_the_login_page_of_a_public_network_is_no_receipt(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P9: any other page with status 200 says nothing about the form."""
    page = open_page(PHONE, service_workers="block")

    def capture(route: Route, before: int) -> None:
        if before:
            route.continue_()
        else:
            route.fulfill(status=200, body="<h1>Wi-Fi</h1>", content_type="text/html")

    on_sending(page, capture)
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    assert len(page.evaluate(KEPT)) == 1
    page.click(NOW)
    assert receipt_of(page)
    assert arrived() == 1


def test_twenty_forms_over_a_network_that_drops_are_twenty_responses(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P1, P9: half of all attempts fail, before or after the server stored them."""
    page = open_page(PHONE, service_workers="block")
    chance = random.Random(20)

    def drop(route: Route, before: int) -> None:
        luck = chance.random()
        if luck < 0.25:
            route.abort("internetdisconnected")
        elif luck < 0.5:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    on_sending(page, drop)
    for number in range(20):
        page.goto(demonstration.link(1))
        page.wait_for_selector(".progress")
        fill_in(page, nth=number % 5)
        send(page)
        page.wait_for_selector(f".receipt, {WAITING}")
    page.goto(demonstration.link(1))
    for _ in range(40):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
        kept = page.evaluate(KEPT)
        if all(one.get("state") for one in kept if "copy" in one):
            break
    all_delivered(page)
    assert arrived() == 20


def test_what_the_server_cannot_take_comes_back_with_everything_typed(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """A form that waited and is refused needs the person; it opens at its first fault."""
    page = open_page(PHONE, service_workers="block")
    page.goto(demonstration.link(1))
    words = "Rất tốt 👍🏽 " * 1000
    fill_in(page, comment=words)
    send(page)
    summary = page.wait_for_selector(".error-summary")
    assert summary is not None
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert part(page).locator("textarea").is_visible()
    assert page.input_value("textarea") == words
    assert arrived() == 0
    assert len(page.evaluate(KEPT)) == 1  # the draft
    page.fill("textarea", "Rất tốt 👍🏽")
    while page.locator("button.next").is_visible():
        page.click("button.next")
    send(page)
    assert receipt_of(page)
    assert arrived() == 1


def test_a_form_refused_behind_the_persons_back_can_be_opened_again(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P9: nothing unsent is thrown away."""
    page = open_page(PHONE, service_workers="block")
    words = "Xin cảm ơn 🙏 " * 1000
    page.goto(demonstration.link(1))
    fill_in(page, comment=words)
    page.context.set_offline(True)
    send(page)
    page.wait_for_selector(WAITING)
    # Else the page that waits would send it itself, and show the answer.
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(demonstration.link(1))
    page.click(".note:text('chưa được nhận') button")
    assert page.input_value("textarea") == words
    until(page, f"async () => (await ({KEPT})()).every(one => !one.copy)")
    assert arrived() == 0
