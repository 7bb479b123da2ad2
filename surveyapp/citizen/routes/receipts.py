"""The look-up of a receipt, and what happens to what people write."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import NotFound
from surveyapp.platform.rate_limits import address_key, within_limit
from surveyapp.platform.sessions import database, db_session, now, settings
from surveyapp.platform.vietnamese import without_controls
from surveyapp.responses.queries import get_receipt

TOO_OFTEN = "Đã tra cứu quá nhiều lần. Xin đợi một phút rồi thử lại."
NOT_TYPED = "Anh/chị chưa nhập mã biên nhận."


@blueprint.get("/tra-cuu")
@access.public
def receipt() -> ResponseReturnValue:
    """Whether a receipt code stands for a stored answer; the answers are never shown."""
    typed = without_controls(request.args.get("ma", ""))[:40]
    if not typed.strip():
        return _page(typed, fault=NOT_TYPED if "ma" in request.args else "")
    if not _may_look_up():
        return _page(typed, fault=TOO_OFTEN, status=429)
    try:
        found = get_receipt(db_session(), typed=typed)
    except NotFound as error:
        return _page(typed, fault=error.message, status=404)
    return _page(typed, found=found)


@blueprint.get("/rieng-tu")
@access.public
def privacy() -> ResponseReturnValue:
    """What is kept of an answer, and what is not."""
    return render_template("citizen/privacy.html")


def _may_look_up() -> bool:
    moment = now()
    key = "receipt:" + address_key(request.remote_addr, settings=settings(), now=moment)
    return within_limit(database(), key=key, limit=settings().receipt_limit, now=moment)


def _page(
    typed: str, *, found: object = None, fault: str = "", status: int = 200
) -> ResponseReturnValue:
    page = render_template("citizen/receipt.html", typed=typed, found=found, fault=fault)
    return page, status
