"""Questions for some people only: shown when they apply, and never an answer that is not meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import Arrived, fill_in, go_to_last_part, part, receipt_of, send

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
TITLE = "Anh/chị có hài lòng khi làm thủ tục tại đây không?"


def choose(page: Page, name: str, value: str) -> None:
    """Choose an answer, on whichever part it stands."""
    page.evaluate(
        "([name, value]) => document.querySelector(`[name=${name}][value=${value}]`).click()",
        [name, value],
    )


def is_asked(page: Page, name: str) -> bool:
    """Whether the question is one of those to be answered."""
    return bool(
        page.evaluate(
            "name => !document.querySelector(`[name=${name}]`).closest('[data-question]').hidden",
            name,
        )
    )


def test_a_question_for_some_people_is_shown_once_it_applies(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    assert not is_asked(page, "apology")
    choose(page, "late", "yes")
    assert is_asked(page, "apology")
    choose(page, "late", "no")
    assert not is_asked(page, "apology")


def test_an_answer_that_no_longer_applies_is_kept_on_the_page_and_not_sent(
    open_page: Open, demonstration: Demonstration, arrived: Arrived
) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    fill_in(page)
    choose(page, "late", "yes")
    choose(page, "apology", "yes")
    choose(page, "late", "no")
    assert page.evaluate("document.querySelector('[name=apology][value=yes]').checked")
    send(page)
    answers = arrived.answers(receipt_of(page))
    assert answers["late"] == "no"
    assert "apology" not in answers


def test_the_title_says_which_part_is_shown(open_page: Open, demonstration: Demonstration) -> None:
    page = open_page(PHONE)
    page.goto(demonstration.link(1))
    page.wait_for_selector(".progress")
    assert page.title() == f"{TITLE} – Phần 1 trên 8"
    go_to_last_part(page)
    assert part(page).is_visible()
    assert page.title() == f"{TITLE} – Phần 8 trên 8"
