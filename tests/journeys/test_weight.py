"""What the form costs over the wire, the worker included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import PHONE, Demonstration
from tests.journeys.citizen import worker_is_ready

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def count_bytes(page: Page) -> dict[str, int]:
    """Bytes over the wire by address, headers included, of all requests of the page from now on."""
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def begin(event: dict[str, dict[str, str]]) -> None:
        urls[str(event["requestId"])] = event["request"]["url"]

    def end(event: dict[str, float]) -> None:
        url = urls[str(event["requestId"])]
        sizes[url] = sizes.get(url, 0) + int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", begin)
    session.on("Network.loadingFinished", end)
    return sizes


@pytest.mark.parametrize("form", [1, 2])
def test_a_first_visit_costs_15_kilobytes_with_the_worker_and_a_second_only_the_page(
    open_page: Open, demonstration: Demonstration, form: int
) -> None:
    """The page is kept for the time without a network out of the browser's cache, for nothing."""
    page = open_page(PHONE)
    link = demonstration.link(form)
    sizes = count_bytes(page)
    page.goto(link, wait_until="networkidle")
    worker_is_ready(page)
    needed = [size for url, size in sizes.items() if not url.endswith(".svg")]
    assert len(needed) == 3
    assert sum(needed) <= 15 * 1024, "page, style and script with their headers"
    answers = [page.request.get(url) for url in (*sizes, demonstration.url + "/sw.js")]
    bodies = sum(int(answer.headers["content-length"]) for answer in answers)
    assert bodies <= 15 * 1024, "everything, with icon and worker"
    sizes.clear()
    page.goto(link, wait_until="networkidle")
    assert {url: size for url, size in sizes.items() if size and url != link} == {}
