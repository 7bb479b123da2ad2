"""Old browsers, wrong clocks, unknown languages, long words, a round that closes meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Error, Page
from sqlalchemy import select

from surveyapp.demo.preparing import prepare_demonstration
from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.responses.canonical import typed_receipt
from surveyapp.responses.models import Response
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import close_round, list_links
from tests.fixtures.databases import Backend
from tests.fixtures.servers import Server
from tests.fixtures.web import make_settings
from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import (
    Arrived,
    answer_part,
    fill_in,
    part,
    receipt_of,
    send,
    until,
    worker_is_ready,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
REFERENCE = "soc-trang-2021"


def stored(arrived: Arrived, receipt: str) -> Response:
    """The response of a receipt."""
    wanted = select(Response).where(Response.receipt == typed_receipt(receipt))
    with arrived.database.reading() as session:
        return session.scalars(wanted).one()


def test_a_browser_without_modules_gets_the_one_long_page(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    page = open_page(PHONE)
    page.context.route("**/static/citizen.*.js", lambda route: route.abort())
    page.goto(demonstration.link(1))
    assert page.locator(".progress, .next").count() == 0
    for question in page.locator("fieldset[data-required]").all():
        question.locator("label").first.click()
    send(page)
    assert receipt_of(page)
    assert arrived() == 1


@pytest.mark.parametrize(
    "missing",
    [
        "delete SubmitEvent.prototype.submitter",
        "delete Navigator.prototype.serviceWorker; delete Navigator.prototype.locks",
        "delete Crypto.prototype.subtle; delete window.caches",
    ],
    ids=["submitter", "workers", "crypto"],
)
def test_a_browser_that_cannot_do_everything_still_sends_the_form(
    open_page: Open, demonstration: Demonstration, arrived: Arrived, missing: str
) -> None:
    page = open_page(PHONE)
    page.add_init_script(missing)
    page.goto(demonstration.link(1))
    if page.locator(".progress").count():
        fill_in(page)
    else:
        page.evaluate(
            """() => document.querySelectorAll("fieldset[data-required]")
              .forEach(question => question.querySelector("input").click())"""
        )
    send(page)
    assert receipt_of(page)
    assert arrived() == 1


@pytest.mark.parametrize("days", [-366, 366])
def test_a_clock_that_is_wrong_by_a_year_changes_nothing(
    open_page: Open, demonstration: Demonstration, arrived: Arrived, days: int
) -> None:
    page = open_page(PHONE)
    page.clock.install(time=utc_now() + timedelta(days=days))
    page.goto(demonstration.link(1))
    fill_in(page)
    send(page)
    response = stored(arrived, receipt_of(page))
    assert response.received_on == utc_now().astimezone(demonstration.settings.zone).date()
    assert response.duration_seconds is not None
    assert response.duration_seconds < 60


def test_the_browser_does_its_little_work_while_the_person_answers(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """P10: nobody waits for it, and nobody needs it."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page)
    page.wait_for_timeout(6000)
    send(page)
    assert "proved" in (stored(arrived, receipt_of(page)).signals or "")


@pytest.mark.parametrize("accepted", ["tlh, x-klingon;q=0.5", "", "*;q=, ;;"])
def test_a_browser_of_an_unknown_language_gets_vietnamese(
    open_page: Open, demonstration: Demonstration, arrived: Arrived, accepted: str
) -> None:
    page = open_page(PHONE, extra_http_headers={"Accept-Language": accepted})
    page.goto(demonstration.link(1))
    assert page.locator("html").get_attribute("lang") == "vi"
    fill_in(page)
    send(page)
    assert receipt_of(page)


def test_a_comment_full_of_emoji_is_stored_letter_by_letter(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    words = ("Tốt lắm 👍🏽👩‍👩‍👧 Xin cảm ơn Ơ Ư Đ\n" * 100)[:1990] + "\n🙏🏾"
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page, comment=words)
    send(page)
    answers = stored(arrived, receipt_of(page)).answers
    assert words in answers.values()


def test_ten_thousand_letters_are_told_and_kept(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    words = "Ý kiến 🌾 của tôi " * 600
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page, comment=words)
    send(page)
    page.wait_for_selector(".error-summary")
    assert page.input_value("textarea") == words
    assert part(page).locator("textarea").is_visible()
    page.reload()
    page.wait_for_selector(".note:text('điền dở')")
    assert page.input_value("textarea") == words
    assert arrived() == 0


def test_a_page_that_is_too_large_for_the_server_is_told_and_kept(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    words = "a" * 1_100_000
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    fill_in(page, comment=words)
    send(page)
    page.wait_for_selector("h1:text('quá lớn')")
    page.go_back()
    page.wait_for_selector(".note:text('điền dở')")
    assert page.input_value("textarea") == words
    assert arrived() == 0


@pytest.fixture
def closing(
    sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory, demonstration: Demonstration
) -> Iterator[tuple[Database, Demonstration]]:
    """A demonstration of its own, whose round a test may close."""
    database = Database(sqlite_backend.make_empty())
    settings = make_settings(database, tmp_path_factory.mktemp("closing"))
    prepare_demonstration(database, settings=settings, now=utc_now())
    with database.reading() as session:
        round_ = get_round_by_reference(session, reference=REFERENCE)
        links = list_links(session, round_=round_, keys=settings.link_key_ring)
    server = Server(settings)
    server.start()
    yield database, replace(demonstration, url=server.url, settings=settings, links=links)
    server.stop()
    database.dispose()


def test_a_round_that_closes_while_the_person_types_keeps_the_form_and_says_so(
    open_page: Open, closing: tuple[Database, Demonstration]
) -> None:
    database, demonstration = closing
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    worker_is_ready(page)
    answer_part(page)
    with database.transaction() as session:
        round_ = get_round_by_reference(session, reference=REFERENCE)
        close_round(session, round_=round_, now=utc_now())
    time.sleep(2.1)  # as long as a process remembers its links
    fill_in(page)
    send(page)
    assert receipt_of(page)
    assert page.locator(".note:has-text('sau khi đợt khảo sát đã đóng')").is_visible()
    # The kept form goes with the first refusal; afterwards there is nothing stale to open.
    page.goto(demonstration.link(1))
    assert page.inner_text("h1") == "Đợt khảo sát đã đóng"
    until(page, "async () => !await (await caches.open('phieu-1')).match(location.href)")
    page.context.set_offline(True)
    with pytest.raises(Error, match="net::ERR"):
        page.goto(demonstration.link(1))
