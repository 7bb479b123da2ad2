"""In which language a request is answered."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from surveyapp.citizen.languages import LANGUAGE_NAMES, chosen_language
from surveyapp.citizen.page_fields import LANGUAGE, SHOW_IN


def page_language(offered: Sequence[str] = tuple(LANGUAGE_NAMES)) -> str:
    """The language of the answer: by button, page sent, address, or browser.

    Nothing is parsed that the request does not have: the form page is asked for most of all.
    """
    asked = _sent(SHOW_IN) or _sent(LANGUAGE) if request.method == "POST" else None
    if request.query_string:
        asked = asked or request.args.get(LANGUAGE)
    listed = "km" in request.headers.get("Accept-Language", "").lower()
    accepted = request.accept_languages if listed else None
    return chosen_language(offered, asked=asked, accepted=accepted)


def _sent(name: str) -> str | None:
    """A field of the form that was sent, None where the form cannot be read."""
    try:
        return request.form.get(name)
    except RequestEntityTooLarge:
        return None


def address_in(language: str) -> str:
    """The address of this page in another language, with all else that it asks for."""
    asked = request.args.to_dict() | {LANGUAGE: language}
    return "?" + urlencode(asked)
