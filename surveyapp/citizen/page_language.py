"""In which language a request is answered."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import request

from surveyapp.citizen.languages import LANGUAGE_NAMES, chosen_language
from surveyapp.citizen.page_fields import LANGUAGE, SHOW_IN


def page_language(offered: Sequence[str] = tuple(LANGUAGE_NAMES)) -> str:
    """The language of the answer: of the button pressed, the page sent, the address, the browser.

    Reads the body of the request, so one that is too large is refused here.
    """
    asked = request.form.get(SHOW_IN) or request.form.get(LANGUAGE) or request.args.get(LANGUAGE)
    return chosen_language(offered, asked=asked, accepted=request.accept_languages)


def address_in(language: str) -> str:
    """The address of this page in another language, with all else that it asks for."""
    asked = request.args.to_dict() | {LANGUAGE: language}
    return "?" + urlencode(asked)
