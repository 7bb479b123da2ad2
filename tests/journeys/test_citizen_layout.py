"""How the form lies on small and large screens, by day and by night, in each language.

The script is kept away: the form is then one long page, so every question is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import PHONE, Demonstration, accessibility_faults

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
LANGUAGES = ("vi", "km", "en")
WIDTHS = (320, 360, 768, 1280)
#: Of every cell of a scale: its box, and how far its words stand out of it.
CELLS = """scales => scales.map(scale => [...scale.querySelectorAll('span')].map(span => {
  const box = span.getBoundingClientRect();
  return {top: box.top, width: box.width, height: box.height, words: span.textContent,
          out: span.scrollWidth - span.clientWidth,
          size: parseFloat(getComputedStyle(span).fontSize)};
}))"""
TARGETS = """targets => targets.map(target => {
  const box = target.getBoundingClientRect();
  return [target.textContent || target.name, box.width, box.height];
}).filter(([, width, height]) => width < 48 || height < 48)"""
SCRIPT = "text/javascript"
LARGE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture
def open_form(open_page: Open, demonstration: Demonstration) -> Callable[..., Page]:
    """Opens the form of a counter as one long page."""

    def open_one(width: int, language: str = "vi", *, form: int = 1, **options: Any) -> Page:
        page = open_page({"width": width, "height": 740}, **options)
        page.route("**/citizen.*.js", lambda route: route.fulfill(body="", content_type=SCRIPT))
        page.set_default_timeout(10_000)
        page.goto(f"{demonstration.link(form)}?lang={language}")
        return page

    return open_one


def scales_of(page: Page) -> list[list[dict[str, Any]]]:
    """The cells of all scales of a page."""
    scales: list[list[dict[str, Any]]] = page.eval_on_selector_all(".scale", CELLS)
    assert len(scales) > 10
    assert {len(cells) for cells in scales} == {5}
    return scales


def lies_in_one_row(scales: list[list[dict[str, Any]]]) -> bool:
    """Whether the cells of each scale stand side by side, and not one under the other."""
    rows = {len({round(cell["top"]) for cell in cells}) for cells in scales}
    assert rows in ({1}, {5}), "all five in a row, or one under the other; nothing in between"
    return rows == {1}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [*WIDTHS, 412])
def test_five_equal_cells_hold_all_their_words_in_letters_that_can_be_read(
    open_form: Callable[..., Page], width: int, language: str
) -> None:
    scales = scales_of(open_form(width, language))
    for cells in scales:
        assert len({round(cell["width"]) for cell in cells}) == 1
        assert [cell["words"] for cell in cells if cell["out"] > 0] == []
        assert min(cell["size"] for cell in cells) >= 15


@pytest.mark.parametrize(
    ("width", "language", "row"),
    [
        (320, "vi", False),
        (360, "vi", True),
        (360, "km", False),
        (360, "en", False),
        (768, "km", True),
        (768, "en", True),
    ],
)
def test_the_scale_is_a_row_where_its_words_have_room(
    open_form: Callable[..., Page], width: int, language: str, row: bool
) -> None:
    assert lies_in_one_row(scales_of(open_form(width, language))) == row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_words_double_without_getting_lost(
    open_form: Callable[..., Page], width: int, language: str
) -> None:
    """WCAG 1.4.4: text at 200 %."""
    page = open_form(width, language)
    page.evaluate(LARGE)
    scales = scales_of(page)
    assert [cell["words"] for cells in scales for cell in cells if cell["out"] > 0] == []
    if width < 1280:
        assert not lies_in_one_row(scales)
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [1, 2, 3])
def test_everything_to_tap_is_at_least_48_pixels(
    open_form: Callable[..., Page], form: int, language: str
) -> None:
    page = open_form(360, language, form=form)
    for tick in page.locator(".tick").all():
        tick.click()
    targets = "fieldset label, .tick, .q > input, textarea, button:not(.aside), footer a"
    assert page.eval_on_selector_all(targets, TARGETS) == []


def test_the_chosen_cell_is_marked_by_more_than_colour(open_form: Callable[..., Page]) -> None:
    page = open_form(360)
    page.locator(".scale label").nth(3).click()
    marks = "spans => spans.map(span => getComputedStyle(span, '::after').content)"
    found = page.eval_on_selector_all(".scale:first-of-type span", marks)
    assert ["✓" in mark for mark in found[:5]] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [(width, "vi", scheme) for width in WIDTHS for scheme in ("light", "dark")]
    + [(width, "km", "light") for width in (320, 768)]
    + [(width, "km", "dark") for width in (360, 1280)]
    + [(width, "en", "light") for width in (360, 1280)]
    + [(width, "en", "dark") for width in (320, 768)],
)
def test_axe_finds_nothing_in_any_language_at_any_width_by_day_or_night(
    open_form: Callable[..., Page], width: int, language: str, scheme: str
) -> None:
    page = open_form(width, language, color_scheme=scheme)
    page.locator(".scale label").nth(1).click()
    page.locator(".tick").click()
    assert accessibility_faults(page) == []
    page.click(".send button")
    assert page.locator(".error-summary").is_visible()
    assert accessibility_faults(page) == []


def test_the_form_is_as_readable_in_high_contrast(open_form: Callable[..., Page]) -> None:
    page = open_form(360, forced_colors="active")
    page.locator(".scale label").nth(1).click()
    assert accessibility_faults(page) == []


def test_the_focus_is_brought_to_what_went_wrong(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.link(1))
    page.click(".send button")
    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.locator(".scale label").first.click()
    page.click(".send button")
    page.locator(".error-summary a").first.click()
    group = page.locator("fieldset:has(:focus)")
    assert group.get_attribute("class") == "wrong"
    assert group.locator("legend").bounding_box()["y"] >= 0  # type: ignore[index]
