"""The blueprint that every page of this room hangs on."""

from __future__ import annotations

from flask import Blueprint

from surveyapp.responses.canonical import printed_receipt

#: Its forms carry a signed page token of their own (P1), so the desk's form token is not asked for.
blueprint = Blueprint("citizen", __name__)
blueprint.add_app_template_filter(printed_receipt, "receipt")
