"""The form without scripts: other languages, consent, Enter, and the field for programs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import receipt_of

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
COMMENT = "Cán bộ hướng dẫn tận tình,\nxin cảm ơn."
CHECKED = "inputs => inputs.map(input => `${input.name}=${input.value}`)"


@pytest.fixture
def page(open_page: Open, demonstration: Demonstration) -> Page:
    """The form of a counter on a phone, scripts off."""
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.link(1))
    return page


def chosen(page: Page) -> list[str]:
    """What is chosen on the page."""
    found: list[str] = page.eval_on_selector_all("fieldset input:checked", CHECKED)
    return found


def language_of(page: Page) -> str | None:
    """The language of the page."""
    return page.locator("html").get_attribute("lang")


def answer_all(page: Page) -> None:
    """Tap the fourth answer of every scale."""
    for scale in page.locator(".scale").all():
        scale.locator("label").nth(3).click()


def test_p8_the_language_changes_at_any_moment_and_nothing_is_lost(page: Page) -> None:
    answer_all(page)
    page.locator("textarea").fill(COMMENT)
    page.locator(".tick").click()
    page.locator("[name=ethnicity][value=khmer]").locator("xpath=..").click()
    before = chosen(page)
    for language in ("km", "en", "vi", "km"):
        page.click(f"button[value={language}]")
        assert language_of(page) == language
        assert page.locator(".error-summary").count() == 0
        assert chosen(page) == before
        assert page.locator("textarea").input_value() == COMMENT
    page.click(".send button")
    assert receipt_of(page)
    assert language_of(page) == "km"
    assert page.locator(".note").count() == 0, "the ticked answer was stored"


def test_the_language_of_the_browser_is_heeded_where_it_is_khmer(
    browser: Browser, demonstration: Demonstration
) -> None:
    context = browser.new_context(locale="km-KH", java_script_enabled=False)
    page = context.new_page()
    page.goto(demonstration.link(1))
    assert language_of(page) == "km"
    page.click("button[value=vi]")
    assert language_of(page) == "vi"
    page.click(".send button")
    assert language_of(page) == "vi", "a fault keeps the language that was chosen"
    page.click("footer a >> nth=1")
    assert language_of(page) == "vi"
    context.close()


def test_ethnicity_is_asked_only_after_the_tick_and_hides_again(page: Page) -> None:
    options = page.locator("[name=ethnicity]")
    assert not page.locator(".tick input").is_checked()
    assert options.count() > 1
    assert not any(option.is_visible() for option in options.all())
    page.locator(".tick").click()
    assert all(option.is_visible() for option in options.all())
    options.first.locator("xpath=..").click()
    page.locator(".tick").click()
    assert not any(option.is_visible() for option in options.all())
    answer_all(page)
    page.click(".send button")
    assert receipt_of(page)
    assert page.locator(".note").count() == 1, "the thanks say that it was left out"


def test_p19_enter_presses_send_and_never_a_language(page: Page) -> None:
    page.locator("fieldset input").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    assert language_of(page) == "vi"
    assert len(chosen(page)) == 1


def test_the_field_for_programs_is_met_by_nobody(page: Page) -> None:
    """Not seen, not reached by Tab, not in the accessibility tree, not filled by the browser."""
    field = page.locator("[name=leave_empty]")
    assert field.count() == 1
    assert not field.is_visible()
    assert field.get_attribute("tabindex") == "-1"
    assert field.get_attribute("autocomplete") == "off"
    assert "leave" not in page.locator("body").aria_snapshot().lower()
    assert "để trống" not in page.locator("body").aria_snapshot()


def test_the_page_reads_in_order_for_those_who_hear_it(page: Page) -> None:
    """Language, heading, unit, then parts with groups that carry the question."""
    heard = page.locator("body").aria_snapshot()
    places = [
        heard.index(words)
        for words in (
            'button "English"',
            'heading "Anh/chị có hài lòng khi làm thủ tục tại đây không?" [level=1]',
            "Đơn vị được đánh giá",
            'heading "Nơi tiếp nhận hồ sơ" [level=2]',
            'group "1. Biển hiệu, bảng chỉ dẫn: dễ thấy, dễ hiểu"',
            'radio "Rất không hài lòng"',
            'heading "Về anh/chị" [level=2]',
            'checkbox "Tôi đồng ý cho ghi câu trả lời này, chỉ để thống kê chung"',
            'button "Gửi phiếu"',
        )
    ]
    assert places == sorted(places)
    assert heard.count('button "Gửi phiếu"') == 1
