"""Nobody touches the tablet: a question, a countdown, and an empty screen (P12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.kiosk.tablet import (
    Counter,
    at_start,
    at_step,
    begin,
    rate,
    receipt,
    to_forms,
    to_full,
    to_quick,
)

pytestmark = pytest.mark.browser

Tablet = Callable[..., Page]


@pytest.fixture
def page(tablet: Tablet, counter: Counter) -> Page:
    """A kiosk of 60 seconds with all its pages, and a clock that the test moves."""
    page = tablet()
    page.clock.install()
    begin(page, counter.kiosk(idle_seconds=60))
    return page


def after(page: Page, seconds: int) -> None:
    """Let time pass."""
    page.clock.run_for(seconds * 1000)


def spoken(page: Page) -> str:
    """What a screen reader was told last."""
    return page.locator(".idle [aria-live=assertive]").inner_text()


def test_p12_the_question_counts_down_aloud_and_then_everything_is_gone(
    page: Page, counter: Counter
) -> None:
    to_full(page)
    page.locator(".scale label").nth(1).click()
    page.locator("textarea, .q input").first.fill("Chuyện riêng của tôi")
    after(page, 44)
    assert not page.locator(".idle").count()
    after(page, 2)
    dialog = page.get_by_role("alertdialog", name="Anh/chị còn ở đó không?")
    assert dialog.is_visible()
    assert "Phiếu sẽ được xóa sau" in spoken(page)
    assert page.evaluate("document.activeElement.className") == "stay"
    first = int(page.locator(".idle .left").inner_text())
    assert first in (14, 15)
    after(page, 5)
    assert int(page.locator(".idle .left").inner_text()) == first - 5
    assert "10 giây" in spoken(page)
    after(page, 11)
    at_start(page)
    assert not page.locator(".idle").count()
    assert "Chuyện riêng" not in page.content()
    to_full(page)
    assert page.locator("textarea, .q input").first.input_value() == ""
    assert not page.locator(":checked").count()
    assert counter.stored() == []


@pytest.mark.parametrize("way", ["button", "beside", "key", "escape"])
def test_whoever_is_still_there_goes_on(page: Page, way: str) -> None:
    to_full(page)
    page.locator("textarea, .q input").first.fill("Tôi đang viết")
    after(page, 50)
    assert page.locator(".idle").is_visible()
    if way == "button":
        page.click("text=Tôi vẫn đang trả lời")
    elif way == "beside":
        page.mouse.click(10, 700)
    else:
        page.keyboard.press("Escape" if way == "escape" else "Enter")
    after(page, 2)
    assert not page.locator(".idle").count()
    after(page, 40)
    assert page.locator("textarea, .q input").first.input_value() == "Tôi đang viết"
    after(page, 30)
    at_start(page)


def test_typing_and_touching_keep_the_form(page: Page) -> None:
    to_full(page)
    for _ in range(4):
        page.locator("textarea, .q input").first.press_sequentially("a")
        after(page, 40)
        assert not page.locator(".idle").count()
    assert page.locator("textarea, .q input").first.input_value() == "aaaa"


def test_the_form_can_be_erased_at_once(page: Page) -> None:
    to_full(page)
    after(page, 50)
    page.click(".idle .wipe")
    at_start(page)


def test_a_choice_is_not_called_a_form(page: Page) -> None:
    to_forms(page)
    after(page, 50)
    assert "Phiếu" not in page.locator(".idle .told").inner_text()
    after(page, 15)
    at_start(page)


def test_the_receipt_stays_for_a_while_and_longer_when_touched(page: Page) -> None:
    to_quick(page)
    rate(page)
    after(page, 2)
    code = receipt(page)
    assert "Màn hình trở về ban đầu sau" in page.inner_text(".countdown")
    after(page, 20)
    page.locator(".receipt").click()
    after(page, 20)
    assert code in page.inner_text("main")
    after(page, 6)
    at_start(page)


def test_the_start_screen_stays_as_it_is(page: Page) -> None:
    after(page, 600)
    at_start(page)
    assert not page.locator(".idle").count()


def test_the_page_for_the_pin_does_not_stay_open(page: Page) -> None:
    page.click("[data-staff]")
    at_step(page, "enter")
    after(page, 62)
    at_start(page)
