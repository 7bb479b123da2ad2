"""How the form lies on small and large screens, by day and by night."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import DESK, PHONE, Demonstration, accessibility_faults

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
#: Of every cell of a scale: its box, and how far its words stand out of it.
CELLS = """scales => scales.map(scale => [...scale.querySelectorAll('span')].map(span => {
  const box = span.getBoundingClientRect();
  return {top: box.top, width: box.width, height: box.height,
          out: span.scrollWidth - span.clientWidth, words: span.textContent};
}))"""
TARGETS = """targets => targets.map(target => {
  const box = target.getBoundingClientRect();
  return [target.textContent || target.name, box.width, box.height];
}).filter(([, width, height]) => width < 48 || height < 48)"""


@pytest.mark.parametrize("width", [320, 360, 412, 768, 1280])
def test_the_five_points_stand_in_one_row_with_all_their_words(
    open_page: Open, demonstration: Demonstration, width: int
) -> None:
    page = open_page({"width": width, "height": 740})
    page.goto(demonstration.link(1))
    scales = page.eval_on_selector_all(".scale", CELLS)
    assert len(scales) > 10
    for cells in scales:
        assert len(cells) == 5
        assert len({round(cell["top"]) for cell in cells}) == 1
        assert len({round(cell["width"]) for cell in cells}) == 1
        assert [cell["words"] for cell in cells if cell["out"] > 0] == []


@pytest.mark.parametrize("form", [1, 2])
def test_everything_to_tap_is_at_least_48_pixels(
    open_page: Open, demonstration: Demonstration, form: int
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(form))
    targets = "fieldset label, .q input, textarea, button, footer a"
    assert page.eval_on_selector_all(targets, TARGETS) == []


def test_the_chosen_cell_is_marked_by_more_than_colour(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.locator(".scale label").nth(3).click()
    marks = "spans => spans.map(span => getComputedStyle(span, '::after').content)"
    found = page.eval_on_selector_all(".scale:first-of-type span", marks)
    assert ["✓" in mark for mark in found[:5]] == [False, False, False, True, False]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=lambda options: next(iter(options)),
)
def test_the_form_is_as_readable_at_night_and_in_high_contrast(
    open_page: Open,
    demonstration: Demonstration,
    viewport: dict[str, int],
    options: dict[str, str],
) -> None:
    page = open_page(viewport, **options)
    page.goto(demonstration.link(1))
    page.locator(".scale label").nth(1).click()
    assert accessibility_faults(page) == []
    page.click("main button[type=submit]")
    assert page.locator(".error-summary").is_visible()
    assert accessibility_faults(page) == []


def test_the_words_double_without_getting_lost(
    open_page: Open, demonstration: Demonstration
) -> None:
    """WCAG 1.4.4: text at 200 %."""
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    scales = page.eval_on_selector_all(".scale", CELLS)
    assert [cell["words"] for cells in scales for cell in cells if cell["out"] > 0] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_focus_is_brought_to_what_went_wrong(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.click("main button[type=submit]")
    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.locator(".scale label").first.click()
    page.click("main button[type=submit]")
    page.locator(".error-summary a").first.click()
    group = page.locator("fieldset:has(:focus)")
    assert group.get_attribute("class") == "wrong"
    assert group.locator("legend").bounding_box()["y"] >= 0  # type: ignore[index]
