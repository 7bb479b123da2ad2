"""Errors that a citizen meets: a plain page in the language of the page before, and true words."""

from __future__ import annotations

import pytest
from flask import Flask, Response, abort

from surveyapp.citizen.languages import words
from surveyapp.platform import access
from surveyapp.platform.errors import NotFound
from tests.citizen.conftest import GOOD, Counter
from tests.pages import PageClient, parse, text_of

LANGUAGES = ("vi", "km", "en")
STATUSES = (400, 403, 404, 405, 409, 413, 429, 500, 503)


def failing(app: Flask, status: int) -> None:
    """A page that always ends with a status, however it is asked for."""

    @access.public
    def view() -> str:
        abort(status)

    app.add_url_rule("/failing", "failing", view, methods=["GET", "POST"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_page_in_three_languages(
    app: Flask, client: PageClient, status: int, language: str
) -> None:
    failing(app, status)
    page = client.page(f"/failing?lang={language}", status=status)
    assert page.get("lang") == language
    assert text_of(page.find(".//h1")) == words(language).errors[f"{status}_title"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_page_that_was_sent_is_kept(
    app: Flask, client: PageClient, language: str
) -> None:
    failing(app, 500)
    page = client.post("/failing", data={"lang": language})
    assert words(language).errors["500"] in page.text


def test_a_page_that_was_only_read_speaks_of_nothing_sent(app: Flask, client: PageClient) -> None:
    failing(app, 503)
    read, sent = client.get("/failing").text, client.post("/failing").text
    assert "chưa được ghi lại" not in read
    assert "chưa được ghi lại" in sent


def test_a_status_without_words_of_its_own_has_the_general_ones(
    app: Flask, client: PageClient
) -> None:
    failing(app, 502)
    assert words("en").errors["500_reading"] in client.get("/failing?lang=en").text


def test_a_sentence_of_ours_is_shown_in_vietnamese_only(app: Flask, client: PageClient) -> None:
    @access.public
    def view() -> Response:
        raise NotFound("thing", "Không có thứ này.")

    app.add_url_rule("/failing", "failing", view)
    assert "Không có thứ này." in client.get("/failing").text
    foreign = client.get("/failing?lang=en")
    assert "Không có thứ này." not in foreign.text
    assert words("en").errors["404"] in foreign.text


def test_too_long_a_form_is_refused_in_the_language_of_its_address(counter: Counter) -> None:
    """Its own field `lang` cannot be read any more."""
    size = int(counter.app.config["MAX_CONTENT_LENGTH"])
    sent = GOOD | {"suggestion": "a" * size, **counter.open()}
    page = counter.client.post(f"{counter.path()}?lang=km", data=sent)
    assert page.status_code == 413
    assert parse(page.text).get("lang") == "km"
    assert counter.stored() == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/api/v1/dossier-links", "OPTIONS, POST"), ("/tra-cuu", "GET, HEAD, OPTIONS")],
)
def test_a_refused_method_is_told_which_ones_there_are(
    client: PageClient, path: str, allowed: str
) -> None:
    answer = client.put(path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
