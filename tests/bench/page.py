"""How soon a citizen sees and can use the form on a slow phone, and what that costs on the wire."""

from __future__ import annotations

import statistics
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench.servers import gunicorn
from tests.bench.web import databases, demonstration
from tests.bench.wire import CountingProxy
from tests.journeys.browser import CHROMIUM, FLAGS, PHONE

VISITS = 9
LATENCY_MS, DOWN, UP, CPU_SLOWER = 150, 1_600_000 / 8, 750_000 / 8, 4
#: Notes when the largest paint was, when the script stood ready, and what kept the phone busy.
WATCH = """
window.seen = {paint: 0, ready: 0, busy: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) seen.paint = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) seen.busy = entry.startTime + entry.duration;
}).observe({type: 'longtask', buffered: true});
new MutationObserver((_, observer) => {
  if (!document.querySelector('.progress')) return;
  seen.ready = performance.now();
  observer.disconnect();
}).observe(document, {childList: true, subtree: true});
"""


@dataclass(frozen=True)
class Visit:
    """Milliseconds to the largest paint and to being of use; bytes and connections on the wire."""

    paint: float
    interactive: float
    received: int
    requests: int


def measure_page() -> None:
    """Print medians of `VISITS` first visits, and what a second visit fetches."""
    with (
        databases("sqlite") as (ours, _, folder),
        sync_playwright() as playwright,
    ):
        path, environment = demonstration(ours, folder)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with (
            gunicorn("wsgi:app", environment) as (port, _),
            closing(CountingProxy(port)) as proxy,
            closing(browser),
        ):
            visits = [first_visit(browser, proxy, path) for _ in range(VISITS)]
            repeated, document = second_visit(browser, proxy, path)
    _print(visits, repeated, document)


def first_visit(browser: Browser, proxy: CountingProxy, path: str) -> Visit:
    """One visit with nothing remembered, on a slow network and a slow processor."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = _slow_page(context)
    before = proxy.received, proxy.connections
    page.goto(proxy.url + path)
    page.wait_for_selector(".progress")
    page.wait_for_timeout(1500)
    seen: dict[str, Any] = page.evaluate("window.seen")
    context.close()
    return Visit(
        seen["paint"],
        max(seen["ready"], seen["busy"]),
        proxy.received - before[0],
        proxy.connections - before[1],
    )


def second_visit(browser: Browser, proxy: CountingProxy, path: str) -> tuple[int, int]:
    """Bytes of a later visit in the same browser, and of the document asked for by itself."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    received = 0
    for _ in range(2):
        page = context.new_page()
        before = proxy.received
        page.goto(proxy.url + path, wait_until="networkidle")
        page.wait_for_timeout(1500)
        received = proxy.received - before
        page.close()
    context.close()
    before = proxy.received
    with urlopen(Request(proxy.url + path, headers={"Accept-Encoding": "gzip"})) as answer:
        answer.read()
    return received, proxy.received - before


def _slow_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": DOWN,
            "uploadThroughput": UP,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    return page


def _print(visits: list[Visit], repeated: int, document: int) -> None:
    paint = statistics.median(visit.paint for visit in visits)
    interactive = statistics.median(visit.interactive for visit in visits)
    worst = max(visit.interactive for visit in visits)
    received = statistics.median(visit.received for visit in visits)
    print(
        f"\nform 01, first visit, {LATENCY_MS} ms, 1.6/0.75 Mbit/s, CPU {CPU_SLOWER} x slower,"
        f" median of {len(visits)}\n"
        f"  largest paint {paint:.0f} ms, interactive {interactive:.0f} ms (worst {worst:.0f})\n"
        f"  {received:.0f} bytes in {visits[0].requests} requests, headers and worker included\n"
        f"  second visit: {repeated} bytes, of which the document {document}"
    )
