"""Each step of the form with its script: what axe finds, and where eyes and focus are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, Demonstration, accessibility_faults
from tests.journeys.citizen import answer_part, part

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
LARGE = "document.documentElement.style.fontSize = '200%'"


@pytest.mark.parametrize(
    ("width", "scheme", "large"),
    [
        (320, "dark", False),
        (360, "light", False),
        (360, "dark", True),
        (768, "light", False),
        (1280, "dark", False),
        (1280, "light", True),
    ],
)
def test_axe_finds_nothing_in_any_step_with_faults_or_notices(
    open_page: Open, demonstration: Demonstration, width: int, scheme: str, large: bool
) -> None:
    page = open_page({"width": width, "height": 740}, color_scheme=scheme)
    page.goto(demonstration.link(1))
    following = page.locator("button.next")
    expect(following).to_be_visible()
    if large:
        page.evaluate(LARGE)
    following.click()
    expect(page.locator(".error-summary.missing")).to_be_focused()
    assert accessibility_faults(page) == []
    while True:
        answer_part(page)
        assert accessibility_faults(page) == []
        if not following.is_visible():
            break
        following.click()
        expect(part(page).locator("h2")).to_be_focused()
    page.reload()
    expect(page.locator(".note button")).to_be_visible()
    assert accessibility_faults(page) == []


@pytest.mark.parametrize(("language", "question"), [("vi", 500), ("en", 540), ("km", 580)])
def test_the_first_question_begins_on_the_first_screen(
    open_page: Open, demonstration: Demonstration, language: str, question: int
) -> None:
    page = open_page(PHONE)
    page.goto(f"{demonstration.link(1)}?lang={language}")
    expect(page.locator("progress")).to_be_visible()
    tops = [page.locator(place).first.bounding_box() for place in ("h1", ".unit", "fieldset")]
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    assert tops[2] is not None
    assert tops[2]["y"] <= question
