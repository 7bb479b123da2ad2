"""A load of complete answers: GET the form, POST it as a respondent does. Loopback only."""

from __future__ import annotations

import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="?hidden"? name="?([\w.]+)"? value="?([^" >]*)')


@dataclass
class Load:
    """What a run gave: seconds per GET, per POST, and the wall time of all."""

    seconds: float = 0.0
    gets: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def rate(self) -> float:
        """Complete answers in a second."""
        return len(self.posts) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of complete answers was done."""
        whole = sorted(get + post for get, post in zip(self.gets, self.posts, strict=False))
        return 1000 * whole[min(int(len(whole) * share), len(whole) - 1)]

    @property
    def median(self) -> float:
        """Milliseconds of the middle one."""
        whole = [get + post for get, post in zip(self.gets, self.posts, strict=False)]
        return 1000 * statistics.median(whole)


def fetch(
    port: int, method: str, path: str, body: str = "", cookie: str = ""
) -> tuple[int, str, str]:
    """One request on a connection of its own, as phones make them: status, text, cookie set."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    if cookie:
        headers["Cookie"] = cookie
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text, (response.getheader("Set-Cookie") or "").partition(";")[0]


def answer_once(load: Load, port: int, path: str, answers: dict[str, str]) -> None:
    """One complete answer."""
    started = time.perf_counter()
    status, page, cookie = fetch(port, "GET", path)
    shown = time.perf_counter()
    body = urlencode({**dict(HIDDEN.findall(page)), **answers})
    posted_status, _, _ = fetch(port, "POST", path, body, cookie)
    done = time.perf_counter()
    if status == posted_status == 200:
        load.gets.append(shown - started)
        load.posts.append(done - shown)
    else:
        load.failures += 1


def run(clients: int, seconds: float, once: Callable[[Load], None]) -> Load:
    """Let `clients` threads repeat `once` for some seconds."""
    load = Load()
    end = time.monotonic() + seconds
    started = time.monotonic()

    def client() -> None:
        while time.monotonic() < end:
            once(load)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.monotonic() - started
    return load
