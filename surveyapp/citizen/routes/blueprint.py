"""The blueprint that every page of this room hangs on."""

from __future__ import annotations

from flask import Blueprint

from surveyapp.citizen.languages import other_languages, words
from surveyapp.citizen.page_language import address_in, page_language
from surveyapp.citizen.prepared import foreign, named
from surveyapp.responses.canonical import printed_receipt

#: Its forms carry a signed page token of their own (P1), so the desk's form token is not asked for.
blueprint = Blueprint("citizen", __name__)
blueprint.add_app_template_filter(printed_receipt, "receipt")
blueprint.add_app_template_global(words, "words")
blueprint.add_app_template_global(address_in, "address_in")
blueprint.add_app_template_global(page_language, "page_language")
blueprint.add_app_template_global(foreign, "foreign")
blueprint.add_app_template_global(named, "named")
blueprint.add_app_template_global(other_languages, "other_languages")
