"""How the kiosk lies on tablets, for fingers, for keyboards and for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import accessibility_faults
from tests.journeys.kiosk.tablet import (
    LANDSCAPE,
    PIN,
    PORTRAIT,
    SIZES,
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
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'a, button, fieldset label, .q input, textarea, .pin')]
  .filter((target) => target.checkVisibility() && !target.matches('.skip, .aside, a[href^="#"]'))
  .map((target) => [target.textContent || target.name, target.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 48)
  .map(([words]) => words.trim())"""


def screens(page: Page) -> Iterator[str]:
    """Every screen of the kiosk, one after another."""
    yield "start"
    page.click(".choice[lang=vi]")
    page.wait_for_selector(".units")
    yield "units"
    page.locator(".units .choice").first.click()
    page.wait_for_selector(".forms")
    yield "forms"
    page.locator(".forms .choice").nth(1).click()
    at_step(page, "form")
    yield "full form"
    page.click(".send button")
    page.wait_for_selector(".error-summary")
    yield "something missing"
    page.click(".cancel")
    at_start(page)
    to_quick(page)
    yield "faces"
    page.locator(".scale label").nth(1).click()
    page.wait_for_selector(".send button")
    yield "detail"
    page.clock.run_for(47_000)
    page.wait_for_selector(".idle")
    yield "question"
    page.click(".idle .stay")
    page.click(".send button")
    receipt(page)
    yield "thanks"
    page.click(".finish .button")
    at_start(page)
    page.click("[data-staff]")
    at_step(page, "enter")
    yield "PIN"
    page.fill("#pin", PIN)
    page.click(".pad [type=submit]")
    at_step(page, "staff")
    yield "staff"


@pytest.mark.parametrize("viewport", SIZES, ids=lambda size: f"{size['width']}x{size['height']}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_every_target_is_large(
    tablet: Tablet, counter: Counter, viewport: dict[str, int], scheme: str
) -> None:
    page = tablet(viewport, color_scheme=scheme)
    page.clock.install()
    begin(page, counter.kiosk())
    faults: dict[str, list[str]] = {}
    for name in screens(page):
        faults[name] = accessibility_faults(page) + page.evaluate(SMALL_TARGETS)
    assert len(faults) == 11
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("viewport", SIZES, ids=lambda size: f"{size['width']}x{size['height']}")
@pytest.mark.parametrize("language", ["vi", "km", "en"])
def test_what_counts_is_seen_without_scrolling(
    tablet: Tablet, counter: Counter, viewport: dict[str, int], language: str
) -> None:
    page = tablet(viewport)
    begin(page, counter.kiosk())
    assert fits(page, ".tongue"), "language buttons"
    to_forms(page, language)
    assert fits(page, ".forms"), "forms"
    page.locator(".forms .choice").first.click()
    page.wait_for_selector(".quick .scale")
    assert fits(page, ".scale"), "faces"
    rate(page)
    receipt(page)
    assert fits(page, ".receipt"), "receipt"
    assert fits(page, ".finish"), "done"


def fits(page: Page, selector: str) -> bool:
    """Whether an element lies within the window."""
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_p19_the_keyboard_alone_reaches_the_receipt(tablet: Tablet, counter: Counter) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    press_on(page, "Tiếng Việt")
    page.wait_for_selector(".units")
    press_on(page, "Sở Nội vụ")
    page.wait_for_selector(".forms")
    press_on(page, "Phiếu đầy đủ")
    at_step(page, "form")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            page.keyboard.press("Space")
        if page.evaluate("document.activeElement.matches('.send button')"):
            break
    page.keyboard.press("Enter")
    receipt(page)
    (response,) = counter.stored()
    assert response.channel == "kiosk"


def press_on(page: Page, words: str) -> None:
    """Tab to a link by its words and press Enter."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link {words}")


def test_a_screen_reader_meets_the_question_before_its_answers(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet()
    begin(page, counter.kiosk())
    start = page.locator("body").aria_snapshot()
    assert start.index("Anh/chị có hài lòng") < start.index("Tiếng Việt") < start.index("cán bộ")
    assert "img" not in start
    to_quick(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"
    faces = page.locator("main").aria_snapshot()
    order = ["Sở Nội vụ", "Có hài lòng không?", "Rất không hài lòng", "Rất hài lòng"]
    assert [faces.index(words) for words in order] == sorted(map(faces.index, order))
    assert faces.count("- radio") == 5
    rate(page)
    receipt(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_a_held_finger_opens_no_menu_and_words_cannot_be_marked(
    tablet: Tablet, counter: Counter
) -> None:
    page = tablet(PORTRAIT)
    begin(page, counter.kiosk())
    held = "new Event('contextmenu', {bubbles: true, cancelable: true})"
    assert not page.evaluate(f"document.querySelector('h1').dispatchEvent({held})")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).userSelect") == "none"
    to_full(page)
    typed = page.locator("textarea, .q input").first
    assert typed.evaluate("field => getComputedStyle(field).userSelect") == "text"


def test_a_tap_beside_the_buttons_also_begins(tablet: Tablet, counter: Counter) -> None:
    page = tablet(LANDSCAPE)
    begin(page, counter.kiosk())
    page.locator(".faces").click()
    page.wait_for_selector(".units")
    assert page.get_attribute("html", "lang") == "vi"
