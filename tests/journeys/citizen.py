"""What a citizen does with the form in a browser, and what of it arrived."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import func, select

from surveyapp.platform.database import Database
from surveyapp.responses.models import Response
from tests.fixtures.servers import Server
from tests.journeys.browser import Demonstration

RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
#: Everything that the browser keeps for us.
KEPT = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("phieu");
  request.onerror = reject;
  request.onupgradeneeded = () => request.transaction.abort();
  request.onsuccess = () => {
    const all = request.result.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => resolve(all.result);
  };
})"""


def part(page: Page) -> Locator:
    """The part of the form that is shown."""
    return page.locator("[data-part]:not([hidden])")


def answer_part(page: Page, nth: int = 0) -> None:
    """Choose the same answer of every required question of the part."""
    page.evaluate(
        """nth => document.querySelectorAll("[data-part]:not([hidden]) fieldset[data-required]")
          .forEach(question => question.querySelectorAll("input[type=radio]")[nth].click())""",
        nth,
    )


def go_to_last_part(page: Page, nth: int = 0) -> None:
    """Answer part after part."""
    while True:
        answer_part(page, nth)
        following = page.locator("button.next")
        if not following.is_visible():
            return
        following.click()


def fill_in(page: Page, *, comment: str = "", nth: int = 0) -> None:
    """Answer the whole form without sending it."""
    go_to_last_part(page, nth)
    if comment:
        write_comment(page, comment)


def write_comment(page: Page, words: str) -> None:
    """Write into the field for one's own words, wherever it stands."""
    page.evaluate(
        """words => {
          const field = document.querySelector("textarea");
          field.value = words;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        words,
    )


def send(page: Page) -> None:
    """Press the button."""
    page.click("main .send button")


def receipt_of(page: Page) -> str:
    """The receipt on the page, as soon as it is there."""
    page.wait_for_selector(".receipt")
    found = RECEIPT.search(page.inner_text(".receipt"))
    assert found
    return found.group()


def until(page: Page, script: str) -> None:
    """Wait until an asynchronous script answers with something true."""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {script}")


def all_delivered(page: Page) -> None:
    """Wait until no form waits to be sent."""
    until(page, f"async () => (await ({KEPT})()).every(one => one.state || !one.copy)")


def worker_is_ready(page: Page) -> None:
    """Wait until a visit without a network would find the page, its style and its script."""
    until(
        page,
        """async () => {
          const cache = await caches.open("phieu-1");
          const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
          const urls = [location.href, ...files.map(file => file.href || file.src)];
          const kept = await Promise.all(urls.map(url => cache.match(url)));
          return navigator.serviceWorker.controller && kept.every(Boolean);
        }""",
    )


@dataclass(frozen=True)
class Arrived:
    """Counts the responses that came through the forms since it was made."""

    database: Database
    before: int

    def __call__(self) -> int:
        """How many more there are now."""
        return count_responses(self.database) - self.before

    def answers(self, receipt: str) -> dict[str, Any]:
        """The stored answers that a receipt on a page stands for."""
        stored = select(Response.answers).where(Response.receipt == receipt.replace("-", ""))
        with self.database.reading() as session:
            return session.scalars(stored).one()


def count_responses(database: Database) -> int:
    """Responses of any channel but the simulated one."""
    counted = select(func.count()).select_from(Response).where(Response.channel != "simulated")
    with database.reading() as session:
        return session.scalars(counted).one()


def links_at(server: Server, demonstration: Demonstration) -> list[str]:
    """Addresses of forms 1 on another server with the same database."""
    return [server.url + path for path in _paths(demonstration)]


def links_of(demonstration: Demonstration) -> list[str]:
    """Addresses of forms 1 of several units."""
    return [demonstration.url + path for path in _paths(demonstration)]


def _paths(demonstration: Demonstration) -> list[str]:
    return [link.path for link in demonstration.links if link.form.position == 1]
