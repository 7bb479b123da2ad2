"""A test client that checks every page it fetches (style 15).

A page with a fault fails the test that fetched it, whatever the test was about; all faults of the
page are told at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

TOKENS = frozenset({"csrf_token", "page_token"})
UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
#: Words that only a forgotten translation or a bug puts on a page.
FOREIGN = re.compile(
    r"\b(None|Traceback|Undefined|NaN|nan|null|True|False|[Ii]nvalid|[Rr]equired|[Ee]rrors?"
    r"|Exception|Forbidden|Not Found|Bad Request|Internal Server)\b|\{\{|\}\}|\{%"
)


class FaultyPage(AssertionError):
    """A page breaks rules that every page keeps."""


class PageClient(FlaskClient):
    """Fetches pages as a browser without scripts does, and checks them."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; raise `FaultyPage` where the answer is a faulty page."""
        response = super().open(*args, **kwargs)
        faults = [*header_faults(response), *self._leftovers()]
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            faults += page_faults(response.get_data(as_text=True))
        if faults:
            path = response.request.path
            raise FaultyPage(f"{response.status_code} {path}:\n- " + "\n- ".join(faults))
        return response

    def page(self, path: str, *, status: int = 200, **kwargs: Any) -> Element:
        """GET a page and parse it."""
        response = self.get(path, **kwargs)
        assert response.status_code == status, f"{path} answered {response.status_code}"
        return parse(response.get_data(as_text=True))

    def _leftovers(self) -> Iterator[str]:
        """Connections still open, or changes of a page that only reads."""
        base = self.application.extensions["surveyapp"]
        if still_open := base.database.engine.pool.checkedout():
            yield f"{still_open} database connection left open"
        yield from self.application.extensions.get("unsaved", [])


def parse(html: str) -> Element:
    """The tree of a page; a `ParseError` where it is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    return tree


def text_of(element: Element | None) -> str:
    """The words inside an element, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def hidden_fields(form: Element) -> dict[str, str]:
    """Names and values of the hidden fields of a form."""
    fields = form.iter("input")
    return {f.get("name", ""): f.get("value", "") for f in fields if f.get("type") == "hidden"}


def header_faults(response: TestResponse) -> Iterator[str]:
    """What is wrong with the headers of any answer."""
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield f"no strict content security policy: {policy!r}"
    for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")):
        if response.headers.get(name) != value:
            yield f"header {name} is not {value}"
    if not response.headers.get("Cache-Control"):
        yield "header Cache-Control is missing"
    for cookie in response.headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite" not in cookie:
            yield f"cookie {cookie.partition('=')[0]} is not HttpOnly and SameSite"


def page_faults(html: str) -> list[str]:
    """Everything that is wrong with a page."""
    try:
        root = parse(html)
    except ParseError as error:
        return [f"not valid HTML: {error}"]
    checks = (_head_faults, _id_faults, _field_faults, _group_faults, _form_faults)
    checks += (_summary_faults, _inline_faults, _table_faults, _word_faults)
    return [fault for check in checks for fault in check(root)]


def _head_faults(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "html has no lang"
    headings = list(root.iter("h1"))
    title = text_of(root.find("head/title"))
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
    elif not text_of(headings[0]) or not title.startswith(text_of(headings[0])):
        yield f"title {title!r} does not begin with h1 {text_of(headings[0])!r}"


def _id_faults(root: Element) -> Iterator[str]:
    ids = Counter(e.get("id") for e in root.iter() if e.get("id") is not None)
    yield from (f"id {name!r} stands {n} times" for name, n in ids.items() if n > 1)
    for element in root.iter():
        targets = [element.get("for", "")]
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            targets += element.get(name, "").split()
        href = element.get("href", "")
        targets += [href[1:]] if href.startswith("#") else []
        yield from (f"nothing has the id {t!r}" for t in targets if t and t not in ids)


def _field_faults(root: Element) -> Iterator[str]:
    named = {label.get("for") for label in root.iter("label") if text_of(label)}
    wrapped = {e for label in root.iter("label") if text_of(label) for e in label.iter()}
    for field in _fields(root):
        labelled = field.get("aria-label") or field.get("aria-labelledby")
        if not (labelled or field in wrapped or (field.get("id") and field.get("id") in named)):
            yield f"field {field.get('name')!r} has no label"


def _fields(root: Element) -> Iterator[Element]:
    for field in root.iter():
        visible = field.tag == "input" and field.get("type", "text") not in UNLABELLED
        if visible or field.tag in ("select", "textarea"):
            yield field


def _group_faults(root: Element) -> Iterator[str]:
    grouped: set[Element] = set()
    for fieldset in root.iter("fieldset"):
        first = next(iter(fieldset), None)
        if first is None or first.tag != "legend" or not text_of(first):
            yield "a fieldset does not begin with its legend"
        grouped.update(fieldset.iter("input"))
    radios = [e for e in root.iter("input") if e.get("type") == "radio" and e not in grouped]
    yield from (f"radios {name!r} have no fieldset" for name in {e.get("name") for e in radios})


def _form_faults(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        tokens = {name for name, value in hidden_fields(form).items() if value}
        if form.get("method", "get").lower() == "post" and not tokens & TOKENS:
            yield f"form {form.get('action', '')!r} has no token"
        buttons = [e for e in form.iter("button") if e.get("type", "submit") == "submit"]
        buttons += [e for e in form.iter("input") if e.get("type") == "submit"]
        if not buttons:
            yield f"form {form.get('action', '')!r} has no button"


def _summary_faults(root: Element) -> Iterator[str]:
    faulty = [e for e in root.iter() if e.get("aria-invalid") == "true"]
    summaries = [e for e in root.iter() if "error-summary" in e.get("class", "").split()]
    if faulty and not summaries:
        yield "fields are marked invalid, but there is no error summary"
    for summary in summaries:
        if summary.get("role") != "alert":
            yield "the error summary is no alert"
        if faulty and not any(a.get("href", "").startswith("#") for a in summary.iter("a")):
            yield "the error summary links to no field"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or "style" in element.attrib:
            yield f"inline style in {element.tag}"
        if element.tag == "script" and not element.get("src"):
            yield "inline script"
        if any(name.startswith("on") for name in element.attrib):
            yield f"inline handler in {element.tag}"
        if element.get("href", "").startswith("javascript:"):
            yield "javascript: link"
        if element.tag == "img" and "alt" not in element.attrib:
            yield f"image {element.get('src')!r} has no alt"


def _table_faults(root: Element) -> Iterator[str]:
    for table in root.iter("table"):
        if not text_of(table.find("caption")):
            yield "a table has no caption"
        if not any(True for _ in table.iter("th")):
            yield "a table has no header cells"


def _word_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag in ("script", "code", "textarea"):
            continue
        for words in (element.text, *(child.tail for child in element)):
            if found := FOREIGN.search(words or ""):
                yield f"the word {found.group()!r} stands on the page: {text_of(element)[:80]!r}"
