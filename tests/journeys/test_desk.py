"""The desk in a browser: every page, and a round made by clicking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import (
    DESK,
    PHONE,
    Demonstration,
    accessibility_faults,
    sign_in_by_hand,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
#: Every page of the desk that opens without a form being sent.
PAGES = (
    "/rounds",
    "/new-round/soc_trang_2021/3",
    "/rounds/soc-trang-2021",
    "/rounds/soc-trang-2021/links",
    "/rounds/soc-trang-2021/prints",
    "/rounds/soc-trang-2021/kiosks",
    "/rounds/soc-trang-2021/kiosks/new",
    "/rounds/soc-trang-2021/dates",
    "/rounds/soc-trang-2021/results",
    "/rounds/soc-trang-2021/score",
    "/rounds/soc-trang-2021/results/bdt",
    "/rounds/soc-trang-2021/scores",
    "/users",
    "/users/new",
    "/api-keys",
    "/api-keys/new",
    "/sessions",
    "/password",
    "/audit",
)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_desk(
    open_page: Open, demonstration: Demonstration, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    sign_in_by_hand(page, demonstration)
    faults = {}
    card = demonstration.links[0].path.replace("/q/", "/cards/")
    for path in (*PAGES, card):
        answered = page.goto(demonstration.url + path)
        assert answered
        assert answered.status == 200, f"{path} answered {answered.status}"
        faults[path] = accessibility_faults(page)
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [360, 768, 1168, 1180, 1280])
def test_the_tables_of_results_need_no_scrolling_sideways(
    open_page: Open, demonstration: Demonstration, width: int
) -> None:
    page = open_page({"width": width, "height": 900})
    sign_in_by_hand(page, demonstration)
    for path in ("results", "results/bdt"):
        page.goto(f"{demonstration.url}/rounds/soc-trang-2021/{path}")
        hidden = (
            "[...document.querySelectorAll('.table-box')].map(b => b.scrollWidth - b.clientWidth)"
        )
        found = page.evaluate(hidden)
        assert found
        assert max(found) <= 0, path


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_explanation_of_the_table_opens_and_is_accessible(
    open_page: Open, demonstration: Demonstration, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    sign_in_by_hand(page, demonstration)
    page.goto(f"{demonstration.url}/rounds/soc-trang-2021/results")
    assert not page.locator(".reading dl").is_visible()
    page.click(".reading summary")
    assert page.locator(".reading dl").is_visible()
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_key_is_made_by_hand_and_read_on_any_screen(
    open_page: Open, demonstration: Demonstration, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    sign_in_by_hand(page, demonstration)
    page.goto(f"{demonstration.url}/api-keys/new")
    page.click("main button[type=submit]")
    assert page.locator(".error-summary").is_visible()
    assert accessibility_faults(page) == []
    page.fill("#name", "Cổng dịch vụ công")
    page.select_option("#unit", "*")
    page.click("main button[type=submit]")
    assert page.locator(".secret code").inner_text().startswith("svy_")
    assert accessibility_faults(page) == []


def test_a_round_is_made_from_a_programme_by_clicking(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(DESK)
    sign_in_by_hand(page, demonstration)
    page.click("main a[href='/new-round']")
    page.click("main button[type=submit]")
    page.wait_for_url("**/rounds/*")
    page.goto(demonstration.url + "/rounds")
    assert page.locator("main a[href^='/rounds/']").count() >= 2
