"""Citizens who fill forms at the same time, and remember what they were told."""

from __future__ import annotations

import http.client
import re
import threading
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(r'name="?page_token"? value="([^"]+)"')
RECEIPT = re.compile(r'class="?receipt"?>[^<]*<b>([^<]+)</b>')
#: A server that is down or dying shows itself as one of these.
BROKEN = (OSError, http.client.HTTPException)


@dataclass
class Form:
    """One form page that somebody filled and sent at least once."""

    path: str
    token: str
    answers: dict[str, str]
    #: Every receipt that was shown for it; all of them must be one and the same.
    receipts: list[str] = field(default_factory=list)

    @property
    def submission_id(self) -> str:
        """The id that stands in the token."""
        return self.token.partition(".")[0]


class Citizens:
    """Threads that fill forms over and over until they are told to stop."""

    def __init__(self, port: int, paths: list[str], *, threads: int = 6) -> None:
        self.port = port
        self.paths = paths
        self.forms: list[Form] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._fill, args=(number,), daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the forms under way and end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _fill(self, number: int) -> None:
        count = number
        while not self._stop.is_set():
            path = self.paths[count % len(self.paths)]
            count += 1
            try:
                form = open_form(self.port, path, str(count % 5 + 1))
                self.forms.append(form)
                send(self.port, form)
            except BROKEN:
                self._stop.wait(0.02)


def open_form(port: int, path: str, answer: str) -> Form:
    """GET a form page and fill it."""
    status, page = _request(port, "GET", path)
    found = TOKEN.search(page)
    assert status == 200, f"GET answered {status}"
    assert found, "the page has no token"
    return Form(path, found.group(1), {"polite": answer, "on_time": "4", "suggestion": "Tốt"})


def send(port: int, form: Form) -> str:
    """POST a form and note the receipt that is shown. A busy server (503) shows none."""
    status, page = _request(port, "POST", form.path, form.answers | {"page_token": form.token})
    if status == 503:
        return ""
    found = RECEIPT.search(page)
    assert status == 200, f"POST answered {status}"
    assert found, "the page shows no receipt"
    receipt = found.group(1).replace("-", "")
    form.receipts.append(receipt)
    return receipt


def _request(
    port: int, method: str, path: str, data: dict[str, str] | None = None
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        connection.request(method, path, urlencode(data) if data else None, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
