"""The look-up of a receipt, and what happens to what people write."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.citizen.languages import words
from surveyapp.citizen.page_language import page_language
from surveyapp.citizen.prepared import prepared_privacy
from surveyapp.citizen.rendering import packed_page
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import NotFound
from surveyapp.platform.rate_limits import address_key, within_limit
from surveyapp.platform.sessions import database, db_session, now, settings
from surveyapp.platform.vietnamese import without_controls
from surveyapp.responses.canonical import RECEIPT_LENGTH, typed_receipt
from surveyapp.responses.queries import get_receipt


@blueprint.get("/tra-cuu")
@access.public
def receipt() -> ResponseReturnValue:
    """Whether a receipt code stands for a stored answer; the answers are never shown."""
    typed = without_controls(request.args.get("ma", ""))[:40]
    w = words(page_language()).receipt
    if not typed.strip():
        return _page(typed, fault=w.not_typed if "ma" in request.args else "")
    if not _may_look_up():
        return _page(typed, fault=w.too_often, status=429)
    try:
        found = get_receipt(db_session(), typed=typed)
    except NotFound:
        return _page(typed, fault=_not_found(typed), status=404)
    return _page(typed, found=found)


@blueprint.get("/rieng-tu")
@access.public
def privacy() -> ResponseReturnValue:
    """What is kept of an answer, and what is not."""
    return packed_page(prepared_privacy(page_language()))


def _not_found(typed: str) -> str:
    """Also how long a code is, where what was typed cannot be one."""
    w, given = words(page_language()), len(typed_receipt(typed))
    if given == RECEIPT_LENGTH:
        return w.receipt.not_found
    length = w.say("receipt.wrong_length", length=RECEIPT_LENGTH, given=given)
    return w.receipt.not_found + " " + length


def _may_look_up() -> bool:
    moment = now()
    key = "receipt:" + address_key(request.remote_addr, settings=settings(), now=moment)
    return within_limit(database(), key=key, limit=settings().receipt_limit, now=moment)


def _page(
    typed: str, *, found: object = None, fault: str = "", status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "citizen/receipt.html", language=page_language(), typed=typed, found=found, fault=fault
    )
    return page, status, {"Vary": "Accept-Language"}
