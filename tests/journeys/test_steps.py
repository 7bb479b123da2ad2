"""One part at a time: by keyboard, by screen reader, by touch, without movement."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import DESK, PHONE, Demonstration, accessibility_faults
from tests.journeys.citizen import Arrived, answer_part, part, receipt_of, send

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
FOCUSED = """() => {
  const e = document.activeElement;
  return {type: e.type || e.tagName, name: e.name || "", class: e.className, words: e.textContent};
}"""
#: Seconds of a slow but able person: to read a question and choose, to press a button, to read
#: the page before. From the keystroke-level model (Card, Moran, Newell 1980): 1.35 s to decide,
#: 1.1 s to point; a tap on a phone takes no longer than to point.
TO_CHOOSE = 1.35 + 1.1
TO_PRESS = 1.1
TO_BEGIN = 5.0


ROLES = {"heading", "progressbar", "group", "radiogroup", "radio", "button", "status"}


def read_aloud(page: Page) -> list[tuple[str, str]]:
    """Role and name of what a screen reader meets, in its order."""
    found = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in found}
    seen = []
    ahead = [found[0]]
    while ahead:
        node = ahead.pop()
        if not node["ignored"] and node["role"]["value"] in ROLES:
            seen.append((node["role"]["value"], node.get("name", {}).get("value", "")))
        ahead += [nodes[child] for child in reversed(node["childIds"]) if child in nodes]
    return seen


@pytest.mark.parametrize("form", [1, 2])
def test_keyboard_alone_walks_all_parts_and_arrow_keys_never_send(
    open_page: Open, demonstration: Demonstration, arrived: Arrived, form: int
) -> None:
    """P19."""
    page = open_page(PHONE)
    page.goto(demonstration.link(form))
    page.wait_for_selector(".progress")
    answered: set[str] = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["type"] == "radio" and focused["name"] not in answered:
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            answered.add(focused["name"])
        elif focused["class"] == "next":
            page.keyboard.press("Enter")
            assert page.evaluate(FOCUSED)["type"] == "H2"
        elif focused["type"] == "submit" and page.locator(".send :focus").count():
            break
        assert arrived() == 0
    assert len(answered) > 15
    page.keyboard.press("Enter")
    assert receipt_of(page)
    assert arrived() == 1


def test_missing_answers_are_told_with_links_and_never_bar_the_way_back(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    answer_part(page)
    page.click("button.next")
    heading = part(page).locator("h2").inner_text()
    page.click("button.next")
    assert part(page).locator("h2").inner_text() == heading
    assert "error-summary" in page.evaluate(FOCUSED)["class"]
    links = page.locator(".error-summary a")
    missing = part(page).locator("[data-required]").count()
    assert links.count() == missing
    assert accessibility_faults(page) == []
    links.first.click()
    assert page.evaluate(FOCUSED)["type"] == "radio"
    page.keyboard.press("Space")
    assert links.count() == missing - 1
    assert part(page).locator(".wrong").count() == missing - 1
    page.click("button.back")
    page.wait_for_function("() => document.querySelector('[data-part]').hidden === false")
    assert part(page).locator(":checked").count() == part(page).locator("[data-required]").count()
    page.click("button.next")
    answer_part(page)
    assert page.locator(".error-summary:visible").count() == 0


def test_a_screen_reader_meets_progress_heading_questions_and_buttons_in_order(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    answer_part(page, 4)
    page.click("button.next")
    seen = read_aloud(page)
    names = [role for role, _ in seen]
    bar = names.index("progressbar")
    assert seen[bar][1].startswith("Phần 2 trên ")
    assert ("heading", part(page).locator("h2").inner_text()) == seen[bar + 1]
    questions = part(page).locator("[data-question] legend").all_text_contents()
    groups = [name for role, name in seen if role in ("group", "radiogroup")]
    assert [name for name in groups if name in questions] == questions
    after = [name for role, name in seen[bar:] if role == "button"]
    assert after[:2] == ["Tiếp tục", "Quay lại"]
    assert names.count("radio") >= 5 * len(questions)
    assert page.evaluate(FOCUSED)["words"] == part(page).locator("h2").inner_text()
    assert page.locator("label.progress [aria-live=polite]").count() == 1


def test_the_required_questions_take_less_than_a_minute_by_touch(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    """Counted taps times the seconds of a model person; optional questions are left out."""
    page = open_page(PHONE, has_touch=True, is_mobile=True)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    choices = presses = 0
    while True:
        for question in part(page).locator("fieldset[data-required]").all():
            question.locator("label").nth(3).tap()
            choices += 1
        if not page.locator("button.next").is_visible():
            break
        page.tap("button.next")
        presses += 1
    page.tap(".send button")
    presses += 1
    assert receipt_of(page)
    assert arrived() == 1
    assert presses <= 8
    assert TO_BEGIN + choices * TO_CHOOSE + presses * TO_PRESS < 60


def test_progress_stays_in_sight_and_covers_nothing_in_focus(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    answer_part(page)
    page.click("button.next")
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(100)
    bar = page.locator("label.progress").bounding_box()
    assert bar is not None
    assert 0 <= bar["y"] < 5
    for radio in part(page).locator("fieldset input:first-of-type").all()[:6]:
        radio.focus()
        box = radio.bounding_box()
        assert box is not None
        assert box["y"] >= bar["y"] + bar["height"] - 1


def test_nothing_moves_by_itself(open_page: Open, demonstration: Demonstration) -> None:
    """Steps change at once, for everybody and so for those who asked for less movement."""
    page = open_page(PHONE, reduced_motion="reduce")
    page.goto(demonstration.link(1))
    answer_part(page)
    page.click("button.next")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_any_part_or_while_a_form_waits(
    open_page: Open, demonstration: Demonstration, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    faults = {}
    while True:
        faults[part(page).locator("h2").inner_text()] = accessibility_faults(page)
        answer_part(page)
        if not page.locator("button.next").is_visible():
            break
        page.click("button.next")
    page.context.set_offline(True)
    send(page)
    page.wait_for_selector("h1:text('Phiếu chưa gửi được')")
    faults["waiting"] = accessibility_faults(page)
    page.context.set_offline(False)
    assert receipt_of(page)
    faults["thanks"] = accessibility_faults(page)
    assert {where: found for where, found in faults.items() if found} == {}
