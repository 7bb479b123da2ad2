"""Staff at a tablet: the PIN, what they see, and kiosks and rounds that close."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.kiosk.tablet import (
    LANDSCAPE,
    PIN,
    PORTRAIT,
    SMALL,
    Counter,
    at_start,
    at_step,
    begin,
    rate,
    receipt,
    to_full,
    to_quick,
)

pytestmark = pytest.mark.browser

Tablet = Callable[..., Page]


def enter(page: Page, pin: str) -> None:
    """Type a PIN on the pad."""
    page.click("[data-staff]")
    at_step(page, "enter")
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Mở", exact=True).click()


def test_the_pin_opens_the_counts_and_the_way_back(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_quick(page)
    rate(page)
    receipt(page)
    page.click(".finish .button")
    at_start(page)
    enter(page, PIN)
    at_step(page, "staff")
    figures = page.locator(".counts div:not([hidden]) dd").all_inner_texts()
    assert figures == ["1", "1", "0"]
    page.click("text=Tiếp tục phục vụ")
    at_start(page)


def test_a_wrong_pin_is_told_and_nothing_opens(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    enter(page, "999999")
    page.wait_for_selector(".error-summary")
    assert "Mã PIN chưa đúng" in page.inner_text(".error-summary")
    assert page.evaluate("document.activeElement.id") == "pin"
    assert page.input_value("#pin") == ""
    assert "999999" not in page.content()


def test_the_pad_takes_eight_digits_and_erases_the_last(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    page.click("[data-staff]")
    at_step(page, "enter")
    for digit in "123456789":
        page.get_by_role("button", name=digit, exact=True).click()
    assert page.input_value("#pin") == "12345678"
    page.get_by_role("button", name="Xóa số cuối").click()
    assert page.input_value("#pin") == "1234567"


@pytest.mark.parametrize("viewport", [PORTRAIT, LANDSCAPE, SMALL], ids=str)
def test_keys_of_the_pad_are_large_and_all_in_view(
    tablet: Tablet, counter: Counter, viewport: dict[str, int]
) -> None:
    page = tablet(viewport)
    begin(page, counter.kiosk())
    enter(page, "999999")
    page.wait_for_selector(".error-summary")
    for key in page.locator(".pad button").all():
        box = key.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48
        assert box["y"] + box["height"] <= viewport["height"]


def test_leaving_leads_out_of_the_kiosk(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    enter(page, PIN)
    at_step(page, "staff")
    page.click("[data-leave]")
    page.wait_for_url(counter.server.url + "/")


def test_the_first_tap_takes_the_whole_screen_and_staff_give_it_back(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    page.evaluate(
        """() => {
          const root = document.documentElement;
          root.requestFullscreen = async () => { root.dataset.full = 'yes'; };
        }"""
    )
    page.click("[data-staff]")
    at_step(page, "enter")
    page.click(".bar .plain")
    at_start(page)
    page.evaluate("delete document.documentElement.dataset.full")
    page.click(".choice[lang=vi]")
    assert page.evaluate("document.documentElement.dataset.full") == "yes"


def test_a_kiosk_that_the_desk_closes_says_so_and_loses_no_answer(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    address = counter.kiosk()
    begin(page, address)
    to_full(page)
    page.locator(".scale label").nth(2).click()
    counter.close_kiosk(address)
    page.click(".send button")
    receipt(page)
    page.wait_for_timeout(2100)
    page.click(".finish .button")
    at_step(page, "closed")
    assert "Máy này không nhận phiếu nữa" in page.inner_text("h1")
    assert page.locator("[data-staff]").is_visible()
    assert len(counter.stored()) == 1


def test_a_round_that_closes_is_told_on_the_start_screen(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    page.clock.install()
    begin(page, counter.kiosk())
    counter.close_round()
    page.wait_for_timeout(2100)
    page.clock.run_for(61_000)
    at_step(page, "closed")
    assert "đã đóng" in page.inner_text("h1")
    assert "now closed" in page.inner_text("[lang=en]")


def test_a_form_that_was_open_when_the_round_closed_is_taken_as_late(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_full(page)
    page.locator(".scale label").nth(2).click()
    counter.close_round()
    page.wait_for_timeout(2100)
    page.click(".send button")
    receipt(page)
    assert "đến sau khi đợt khảo sát đã đóng" in page.inner_text("main")
