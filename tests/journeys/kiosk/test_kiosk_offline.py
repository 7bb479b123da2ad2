"""A tablet without its server: answers wait in memory, are sent once, and words are true (P1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route

from surveyapp.platform.database import Database
from surveyapp.platform.settings import Settings
from tests.fixtures.servers import Server
from tests.journeys.kiosk.tablet import (
    PIN,
    Counter,
    at_start,
    at_step,
    begin,
    open_counter,
    rate,
    receipt,
    to_full,
    to_quick,
)

pytestmark = pytest.mark.browser

Tablet = Callable[..., Page]


@pytest.fixture
def own_counter(kiosk_settings: tuple[Settings, Database]) -> Iterator[Counter]:
    """A counter whose server a test may stop and start."""
    settings, database = kiosk_settings
    server = Server(settings)
    server.start()
    yield open_counter(server, settings, database)
    server.stop()


def finish(page: Page) -> None:
    """The person is done; the screen goes back."""
    page.click(".finish .button")
    at_start(page)


def all_sent(page: Page) -> None:
    """Wait until the start screen says nothing of waiting forms."""
    page.wait_for_selector(".queue:empty", state="attached")


def test_an_hour_without_server(tablet: Tablet, own_counter: Counter) -> None:
    page = tablet()
    page.clock.install()
    begin(page, own_counter.kiosk())
    own_counter.server.stop()
    for language, level in (("vi", 5), ("km", 1), ("en", 3)):
        to_quick(page, language)
        rate(page, level)
        page.wait_for_selector("body.unsent")
        assert page.get_attribute("html", "lang") == language
        assert not page.locator(".receipt").count()
        finish(page)
        page.clock.run_for(20 * 60 * 1000)
    to_full(page)
    page.locator(".scale label").nth(3).click()
    page.click(".send button")
    page.wait_for_selector("body.unsent")
    assert "chưa gửi được" in page.inner_text("main")
    assert "xin đừng tắt máy" in page.inner_text("main")
    finish(page)
    assert "Còn 4 phiếu chờ gửi" in page.inner_text(".queue")
    assert own_counter.stored() == []
    own_counter.server.start()
    for _ in range(60):
        page.clock.run_for(5000)
        page.wait_for_timeout(100)
        if not page.inner_text(".queue"):
            break
    all_sent(page)
    answers = [response.answers for response in own_counter.stored()]
    assert sorted(answer["overall"] for answer in answers if "overall" in answer) == list("135")
    assert len(answers) == 4
    assert {response.language for response in own_counter.stored()} == {"vi", "km", "en"}


def test_what_waits_is_sent_when_the_network_returns(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    page.context.set_offline(True)
    to_quick(page)
    rate(page)
    page.wait_for_selector("body.unsent")
    finish(page)
    page.context.set_offline(False)
    all_sent(page)
    assert len(counter.stored()) == 1


def test_p1_an_answer_that_got_lost_on_the_way_back_is_stored_once(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    bodies: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            bodies.append(route.request.post_data or "")
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/k/**", lose)
    to_quick(page)
    rate(page)
    page.wait_for_selector("body.unsent")
    finish(page)
    assert len(counter.stored()) == 1
    page.unroute("**/k/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(page)
    assert len(counter.stored()) == 1
    assert len(bodies) == 1
    assert "proof=" in bodies[0]


@pytest.mark.parametrize("status", [500, 502, 503, 200])
def test_a_server_that_fails_once_or_a_page_that_is_not_ours_loses_nothing(
    tablet: Tablet, counter: Counter, status: int
) -> None:
    page = tablet()
    begin(page, counter.kiosk())

    def fail(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, body="<!doctype html><title>Wi-Fi</title>")
        else:
            route.continue_()

    page.route("**/k/**", fail)
    to_quick(page)
    rate(page)
    page.wait_for_selector("body.unsent")
    page.unroute("**/k/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    finish(page)
    all_sent(page)
    assert len(counter.stored()) == 1


def test_a_page_kept_for_long_gets_a_new_token_and_is_sent(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    begin(page, counter.kiosk())

    def spoil(route: Route) -> None:
        body = route.request.post_data or ""
        if route.request.method == "POST" and not spoiled:
            spoiled.append(body)
            route.continue_(post_data=body.replace("page_token=", "page_token=x"))
        else:
            route.continue_()

    spoiled: list[str] = []
    page.route("**/k/**", spoil)
    to_quick(page)
    rate(page)
    receipt(page)
    assert len(counter.stored()) == 1


def test_leaving_while_forms_wait_needs_a_second_word(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())

    def hold(route: Route) -> None:
        if route.request.method == "POST" and "can-bo" not in route.request.url:
            route.abort()
        else:
            route.continue_()

    page.route("**/k/**", hold)
    to_quick(page)
    rate(page)
    page.wait_for_selector("body.unsent")
    finish(page)
    page.click("[data-staff]")
    at_step(page, "enter")
    page.fill("#pin", PIN)
    page.click(".pad [type=submit]")
    at_step(page, "staff")
    assert page.locator("[data-tally=waiting] dd").inner_text() == "1"
    page.click("[data-leave]")
    assert "Còn 1 phiếu chưa gửi" in page.inner_text("[data-leaving]")
    at_step(page, "staff")
    page.click("[data-leave]")
    page.wait_for_url(counter.server.url + "/")


def test_the_pin_cannot_be_checked_without_the_server(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    page.click("[data-staff]")
    at_step(page, "enter")
    page.context.set_offline(True)
    page.fill("#pin", PIN)
    page.click(".pad [type=submit]")
    page.wait_for_selector("#enter .note")
    assert "mất mạng" in page.inner_text("#enter .note")
    assert page.input_value("#pin") == ""


def test_the_first_answer_that_arrives_takes_the_others_along(
    tablet: Tablet, counter: Counter
) -> None:
    """A server that comes back tells nobody; the next person finds out."""
    page = tablet()
    begin(page, counter.kiosk())
    page.route("**/k/**", lambda route: route.abort())
    for _ in range(2):
        to_quick(page)
        rate(page)
        page.wait_for_selector("body.unsent")
        finish(page)
    page.unroute("**/k/**")
    to_quick(page)
    rate(page)
    receipt(page)
    finish(page)
    all_sent(page)
    assert len(counter.stored()) == 3
