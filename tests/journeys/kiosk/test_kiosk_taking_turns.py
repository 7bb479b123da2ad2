"""One person after another at a tablet: nothing of one is left for the next (P12)."""

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
    to_full,
    to_quick,
)

pytestmark = pytest.mark.browser

Tablet = Callable[..., Page]
STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "cookies": "", "databases": 0, "caches": 0, "workers": 0}
LEFT = """() => [...document.querySelectorAll('input, textarea')]
  .filter((field) => field.type !== 'hidden')
  .filter((field) => /radio|checkbox/.test(field.type) ? field.checked : field.value)
  .map((field) => field.name)"""


def test_two_taps_finish_the_quick_form(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_quick(page)
    rate(page, 4)
    code = receipt(page)
    (response,) = counter.stored()
    assert response.receipt == code.replace("-", "")
    assert response.answers == {"overall": "4"}
    assert (response.channel, response.language) == ("kiosk", "vi")


def test_p19_arrow_keys_choose_a_face_and_lead_nowhere(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_quick(page)
    page.locator(".scale input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(700)
    assert page.locator(".scale input").nth(2).is_checked()
    assert page.locator("[data-part]").first.is_visible()


def test_p12_the_next_person_finds_nothing_of_the_one_before(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_full(page)
    page.locator(".scale label").nth(0).click()
    page.locator("textarea, .q input").first.fill("Chuyện riêng của tôi")
    page.mouse.wheel(0, 400)
    page.click(".cancel")
    at_start(page)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("getSelection().toString()") == ""
    to_full(page)
    assert page.evaluate(LEFT) == []
    assert "Chuyện riêng" not in page.content()
    assert counter.stored() == []


def test_p12_after_sending_nothing_is_kept_anywhere(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_full(page)
    page.locator(".scale label").nth(4).click()
    page.locator("textarea, .q input").first.fill("Chuyện riêng của tôi")
    page.click(".send button")
    code = receipt(page)
    page.click(".finish .button")
    at_start(page)
    assert code not in page.content()
    to_full(page)
    assert page.evaluate(LEFT) == []
    assert page.evaluate(STORED) == NOTHING
    assert page.context.cookies() == []
    for field in page.locator("#phieu input:not([type=hidden]), #phieu textarea").all():
        assert field.get_attribute("autocomplete") == "off"


@pytest.mark.parametrize("screen", ["form", "thanks"])
def test_p12_back_and_refresh_lead_to_no_earlier_screen(
    tablet: Tablet, counter: Counter, screen: str
) -> None:
    page = tablet()
    address = counter.kiosk()
    page.goto("about:blank")
    begin(page, address)
    to_quick(page)
    length = page.evaluate("history.length")
    page.locator(".scale label").nth(0).click()
    if screen == "thanks":
        page.locator(".send button").click()
        code = receipt(page)
    page.evaluate("history.back()")
    page.wait_for_timeout(300)
    at_step(page, screen)
    assert page.url == address
    assert page.evaluate("history.length") <= length
    page.reload()
    at_start(page)
    if screen == "thanks":
        assert code not in page.content()
    page.evaluate("history.back()")
    page.wait_for_timeout(300)
    at_start(page)
    assert len(counter.stored()) == (1 if screen == "thanks" else 0)


def test_p12_an_address_within_the_kiosk_opens_the_start(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    address = counter.kiosk()
    page.goto(f"{address}/{counter.field.units[0].id}/2?lang=vi")
    at_start(page)
    assert page.url == address


def test_p12_without_script_the_way_back_shows_an_empty_form(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet(java_script_enabled=False)
    page.goto(counter.kiosk())
    page.click(".choice[lang=vi]")
    page.locator(".units .choice").first.click()
    page.locator(".forms .choice").first.click()
    page.locator(".scale label").nth(2).click()
    page.click(".send button")
    receipt(page)
    page.go_back()
    assert not page.locator(".scale input:checked").count()
    assert len(counter.stored()) == 1


def test_the_language_changes_without_loss(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_full(page)
    page.locator(".scale label").nth(3).click()
    page.locator("textarea, .q input").first.fill("Rất tốt")
    page.click("[name=show_in][value=en]")
    page.wait_for_selector("html[lang=en]")
    assert page.locator(".scale input:checked").get_attribute("value") == "4"
    assert page.locator("textarea, .q input").first.input_value() == "Rất tốt"
    page.click(".send button")
    receipt(page)
    (response,) = counter.stored()
    assert (response.language, response.answers["suggestion"]) == ("en", "Rất tốt")


@pytest.mark.parametrize("language", ["km", "en"])
def test_every_screen_speaks_the_chosen_language(
    tablet: Tablet, counter: Counter, language: str
) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_quick(page, language)
    assert page.get_attribute("html", "lang") == language
    rate(page)
    receipt(page)
    assert page.get_attribute("html", "lang") == language
    page.click(".finish .button")
    at_start(page)
    assert page.get_attribute("html", "lang") == "vi"


def test_what_is_missing_is_told_and_nothing_is_sent(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_full(page)
    page.click(".send button")
    page.wait_for_selector(".error-summary")
    assert counter.stored() == []
    page.locator(".error-summary a").first.click()
    assert page.url.endswith(page.evaluate("document.body.dataset.kiosk"))
    page.locator(".scale label").nth(1).click()
    page.click(".send button")
    receipt(page)


def test_p12_nothing_can_be_copied_for_the_next_person(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    to_full(page)
    page.locator("textarea, .q input").first.fill("Chuyện riêng của tôi")
    for kind in ("copy", "cut"):
        made = f"new Event('{kind}', {{bubbles: true, cancelable: true}})"
        assert not page.evaluate(f"document.activeElement.dispatchEvent({made})")


def test_an_older_browser_keeps_the_plain_pages(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    page.add_init_script("delete Element.prototype.replaceChildren")
    page.goto(counter.kiosk())
    page.click(".choice[lang=vi]")
    page.wait_for_url("**lang=vi")
    page.locator(".units .choice").first.click()
    page.locator(".forms .choice").first.click()
    assert page.locator("head > meta[http-equiv=refresh]").count() == 1
    page.locator(".scale label").nth(2).click()
    page.click(".send button")
    receipt(page)
    assert len(counter.stored()) == 1
