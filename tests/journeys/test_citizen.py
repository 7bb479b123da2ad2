"""A citizen's way through the form in a browser without scripts, and all other citizens' pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import DESK, PHONE, Demonstration, accessibility_faults

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SCRIPT = "text/javascript"
RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
FOCUSED = """() => {
  const e = document.activeElement;
  return {type: e.type || '', name: e.name || ''};
}"""


def choose_in_every_group(page: Page) -> None:
    """Tap the first answer of every question that has none."""
    for group in page.locator("fieldset:has(input[type=radio]):not(:has(.tick))").all():
        if not group.locator(":checked").count():
            group.locator("label").first.click()


@pytest.mark.parametrize("form", [1, 2])
def test_keyboard_alone_completes_the_form(
    open_page: Open, demonstration: Demonstration, form: int
) -> None:
    """P19."""
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.link(form))
    answered: set[str] = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["type"] == "submit" and answered:
            break
        if focused["type"] == "radio" and focused["name"] not in answered:
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            answered.add(focused["name"])
        assert page.locator("h1").count() == 1, "an arrow key left the page"
    assert len(answered) > 10
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    assert RECEIPT.search(page.inner_text("main"))


def test_the_form_needs_no_script_and_keeps_what_was_chosen(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.link(1))
    page.locator("textarea").first.fill("Cán bộ hướng dẫn tận tình, xin cảm ơn.")
    page.locator("fieldset").first.locator("label").nth(1).click()
    page.click("main .send button")
    summary = page.locator(".error-summary")
    assert summary.is_visible()
    assert page.locator("fieldset").first.locator("input[type=radio]").nth(1).is_checked()
    assert "tận tình" in page.locator("textarea").first.input_value()
    links = summary.locator("a")
    assert links.count() > 3
    links.first.click()
    target = page.url.partition("#")[2]
    assert page.locator(f"[id='{target}']").count() == 1
    choose_in_every_group(page)
    page.click("main .send button")
    assert RECEIPT.search(page.inner_text("main"))


def test_back_refresh_and_a_second_send_give_the_same_receipt(
    open_page: Open, demonstration: Demonstration
) -> None:
    """P8: no false error, and no second response."""
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.link(1))
    choose_in_every_group(page)
    page.click("main .send button")
    first = RECEIPT.search(page.inner_text("main"))
    assert first
    page.reload()
    again = RECEIPT.search(page.inner_text("main"))
    assert again
    assert again.group() == first.group()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_citizens_pages(
    open_page: Open, demonstration: Demonstration, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    page.route("**/citizen.*.js", lambda route: route.fulfill(body="", content_type=SCRIPT))
    faults: dict[str, list[str]] = {}
    link = demonstration.link(1)
    refused = link[:-3] + "aaa"
    for path in (link, demonstration.link(2), refused):
        page.goto(path)
        faults[path] = accessibility_faults(page)
    paths = ["/tra-cuu", "/tra-cuu?ma=0000-0000-0000", "/rieng-tu", "/khong-co", "/q/x"]
    foreign = [f"{path}{'&' if '?' in path else '?'}lang=km" for path in paths]
    for path in (*paths, *foreign, "/login"):
        page.goto(demonstration.url + path)
        faults[path] = accessibility_faults(page)
    page.goto(link)
    page.click("main .send button")
    assert page.locator(".error-summary").is_visible()
    faults["form with faults"] = accessibility_faults(page)
    choose_in_every_group(page)
    page.click("main .send button")
    page.wait_for_selector(".receipt")
    faults["thanks"] = accessibility_faults(page)
    page.click("text=Xem lại biên nhận này")
    faults["receipt"] = accessibility_faults(page)
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("form", [1, 2])
def test_the_form_is_light_on_the_wire(
    open_page: Open, demonstration: Demonstration, form: int
) -> None:
    """At most 15 KB in three requests before the load; only the style sheet holds up the page."""
    page = open_page(PHONE)
    sizes: dict[str, int] = {}
    urls: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda e: sizes.update({urls[e["requestId"]]: int(e["encodedDataLength"])}),
    )
    page.goto(demonstration.link(form))
    page.wait_for_timeout(300)
    needed = {url: size for url, size in sizes.items() if "icon" not in url and "sw.js" not in url}
    assert sum(needed.values()) <= 15_000
    assert len(needed) <= 3
    blocking = page.locator("link[rel=stylesheet], script:not([defer]):not([type=module])")
    assert blocking.count() == 1
