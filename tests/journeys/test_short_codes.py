"""Typing a short code on a phone, and ordering the prints that carry it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from surveyapp.citizen.work import HANDLERS
from surveyapp.platform.clock import utc_now
from surveyapp.platform.database import Database
from surveyapp.platform.sessions import Base
from surveyapp.platform.worker import Work, work_once
from tests.journeys.browser import (
    DESK,
    PHONE,
    Demonstration,
    accessibility_faults,
    sign_in_by_hand,
)

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def work(demonstration: Demonstration) -> None:
    """Let a worker make what was ordered."""
    database = Database(demonstration.settings.database)
    work_once(Base(demonstration.settings, database, utc_now), Work(handlers=dict(HANDLERS)))
    database.dispose()


def test_who_types_only_the_host_gets_to_the_form_by_keyboard(
    open_page: Open, demonstration: Demonstration
) -> None:
    link = demonstration.links[0]
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(demonstration.url)
    page.get_by_label("Mã in cạnh mã QR").fill(link.printed_code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{link.path}**")
    assert link.unit.name in page.inner_text("main")


def test_a_slip_is_told_and_corrected(open_page: Open, demonstration: Demonstration) -> None:
    link = demonstration.links[1]
    wrong = link.code[:7] + str((int(link.code[7]) + 1) % 10)
    page = open_page(PHONE)
    page.goto(demonstration.url + "/ma")
    box = page.get_by_label("Mã in cạnh mã QR")
    box.fill(f"{wrong[:4]} {wrong[4:]}")
    page.click("main button[type=submit]")
    page.wait_for_selector(".error-summary")
    assert "gõ sai một số" in page.inner_text(".error-summary")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert box.input_value() == f"{wrong[:4]} {wrong[4:]}"
    page.click(".error-summary a")
    box.fill(link.code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{link.path}**")


def test_the_language_stays_on_the_way_to_the_form(
    open_page: Open, demonstration: Demonstration
) -> None:
    link = demonstration.links[0]
    page = open_page(PHONE)
    page.goto(demonstration.url)
    page.click("nav a[hreflang=en]")
    page.get_by_label("Code printed beside the QR code").fill(link.code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{link.path}?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_codes_are_typed(
    open_page: Open, demonstration: Demonstration, width: int, scheme: str
) -> None:
    page = open_page({"width": width, "height": 800}, color_scheme=scheme)
    for path in ("/", "/ma?lang=km", "/ma?so=1234-5678", "/ma?so=12&lang=en"):
        page.goto(demonstration.url + path)
        assert accessibility_faults(page) == [], path


def test_prints_are_ordered_watched_and_downloaded_without_scripts(
    open_page: Open, demonstration: Demonstration
) -> None:
    page = open_page(DESK, java_script_enabled=False)
    sign_in_by_hand(page, demonstration)
    page.goto(demonstration.url + "/rounds/soc-trang-2021/prints")
    page.get_by_label("Dải giấy 80 mm in trên A4").check()
    page.click("details summary")
    page.get_by_label("Ban Dân tộc").check()
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/prints/*")
    assert page.locator("progress").is_visible()
    work(demonstration)
    # The page looks again by itself.
    page.wait_for_selector("text=Tệp ZIP đã sẵn sàng", timeout=15_000)
    with page.expect_download() as download:
        page.click("text=Tải tệp ZIP")
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert {"tat-ca-card.pdf", "tat-ca-strip-a4.pdf"} <= set(names)
    assert len(names) == 5


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_page_of_an_order(
    open_page: Open, demonstration: Demonstration, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    sign_in_by_hand(page, demonstration)
    page.goto(demonstration.url + "/rounds/soc-trang-2021/prints")
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/prints/*")
    assert accessibility_faults(page) == []
    work(demonstration)
    page.wait_for_selector("text=Tệp ZIP đã sẵn sàng", timeout=15_000)
    assert accessibility_faults(page) == []
    page.goto(demonstration.url + "/rounds/soc-trang-2021/prints")
    page.click("details summary")
    assert accessibility_faults(page) == []
