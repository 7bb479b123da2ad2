"""Without a network, or without a server: nothing is lost, nothing comes twice or is false."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.fixtures.servers import Server
from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import (
    KEPT,
    RECEIPT,
    Arrived,
    all_delivered,
    fill_in,
    links_at,
    receipt_of,
    send,
    until,
    worker_is_ready,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WAITING = "h1:text('Phiếu chưa gửi được')"


def test_a_form_answered_without_a_network_is_sent_when_it_returns(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P9: not sent yet, then received with its code; one response."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.context.set_offline(True)
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    assert "máy sẽ tự gửi khi có mạng" in page.inner_text("main")
    assert "có thể đóng trang" in page.inner_text("main")
    assert arrived() == 0
    page.context.set_offline(False)
    assert receipt_of(page)
    assert arrived() == 1
    assert page.evaluate(KEPT) == []


def test_an_hour_without_the_server_loses_nothing(
    open_page: Open, demonstration: Demonstration, own_server: Server, arrived: Arrived
) -> None:
    """P9: the page tries again by itself, less and less often, and never gives up."""
    page = open_page(PHONE, service_workers="block")
    page.clock.install()
    page.goto(links_at(own_server, demonstration)[0])
    own_server.stop()
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    attempts: list[str] = []
    page.on("request", lambda request: attempts.append(request.method))
    for _ in range(12):
        page.clock.run_for("05:00")
        page.wait_for_timeout(50)
    assert page.locator(WAITING).is_visible()
    assert 10 <= len(attempts) <= 30
    own_server.start()
    for _ in range(40):
        # Short steps: an attempt is given up after 20 seconds, and these pass in no time.
        page.clock.run_for(19_000)
        page.wait_for_timeout(400)
        if page.locator(".receipt").count():
            break
    assert receipt_of(page)
    assert arrived() == 1


def test_a_visited_link_opens_without_a_network_for_two_people(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P1: two forms from one kept page are two responses, each sent once."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    worker_is_ready(page)
    page.context.set_offline(True)
    for nth in (0, 4):
        page.goto(demonstration.link(1))
        fill_in(page, nth=nth)
        send(page)
        page.wait_for_selector(WAITING)
    assert len(page.evaluate(KEPT)) == 2
    page.context.set_offline(False)
    assert receipt_of(page)
    all_delivered(page)
    assert arrived() == 2


def test_what_was_received_meanwhile_is_told_until_the_person_has_seen_it(
    open_page: Open, demonstration: Demonstration, own_server: Server, arrived: Arrived
) -> None:
    """P9: a form that the worker delivered with all pages closed."""
    page = open_page(PHONE)
    link = links_at(own_server, demonstration)[0]
    page.goto(link)
    worker_is_ready(page)
    own_server.stop()
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    # The worker opens the link although there is no server, and the page says what waits.
    page.goto(link)
    page.wait_for_selector(".note:text('chưa gửi được')")
    page.goto("about:blank")
    own_server.start()
    page.goto(link)
    told = page.wait_for_selector(".note:text('đã được nhận, mã')")
    assert told is not None
    assert RECEIPT.search(told.inner_text())
    assert arrived() == 1
    page.reload()
    page.click(".note:text('đã được nhận, mã') button")
    until(page, f"async () => !(await ({KEPT})()).length")
    page.reload()
    page.wait_for_selector(".progress")
    page.wait_for_timeout(300)
    assert page.locator(".note").count() == 0
    assert arrived() == 1


def test_the_browser_may_wake_the_worker_to_send(
    open_page: Open, demonstration: Demonstration, own_server: Server, arrived: Arrived
) -> None:
    """Background Sync: no page of ours is open."""
    page = open_page(PHONE)
    page.goto(links_at(own_server, demonstration)[0])
    worker_is_ready(page)
    own_server.stop()
    fill_in(page)
    send(page)
    page.wait_for_selector(WAITING)
    tools = page.context.new_page()
    session = page.context.new_cdp_session(tools)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.close()
    own_server.start()
    tools.wait_for_timeout(300)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": own_server.url,
            "registrationId": found[0],
            "tag": "phieu",
            "lastChance": True,
        },
    )
    for _ in range(50):
        if arrived():
            break
        tools.wait_for_timeout(100)
    assert arrived() == 1


def test_a_newer_page_of_the_server_wins_over_the_kept_one(
    open_page: Open, demonstration: Demonstration
) -> None:
    """The kept page is only for the time without a network."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    worker_is_ready(page)
    token = "() => document.querySelector('[name=page_token]').value"
    first = page.evaluate(token)
    page.goto(demonstration.link(1))
    second = page.evaluate(token)
    assert second != first
    page.context.set_offline(True)
    page.goto(demonstration.link(1))
    assert page.evaluate(token) == second
