"""Short codes: eight digits typed by those whose phone cannot scan."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from surveyapp.citizen.languages import words
from surveyapp.citizen.page_language import page_language
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.rate_limits import address_key, is_used_up, within_limit
from surveyapp.platform.sessions import database, db_session, now, settings
from surveyapp.platform.vietnamese import without_controls
from surveyapp.rounds.codes import LENGTH, find_short_code, is_right, typed_digits
from surveyapp.rounds.links import sign_link

# The front page, which belongs to a lower room, offers the box too.
blueprint.add_app_template_global(page_language, "page_language")


class ShortCodeConverter(BaseConverter):
    """Eight digits as they are printed or as one number, so that no other address is taken."""

    regex = r"\d{4}[-. ]?\d{4}"


@blueprint.record_once
def _know_converter(state: object) -> None:
    state.app.url_map.converters["short_code"] = ShortCodeConverter  # type: ignore[attr-defined]


@blueprint.get("/ma")
@access.public
def code() -> ResponseReturnValue:
    """The box for a code; with `so`, the form that the code leads to."""
    typed = without_controls(request.args.get("so", ""))[:40]
    if "so" not in request.args:
        return _page(typed)
    return _follow(typed)


@blueprint.get("/<short_code:digits>")
@access.public
def short(digits: str) -> ResponseReturnValue:
    """The form that a code leads to, for those who type it behind the address."""
    return _follow(digits)


def _follow(typed: str) -> ResponseReturnValue:
    """Off to the form, or the box again with what is wrong. A slip is told without looking."""
    w, digits = words(page_language()), typed_digits(typed)
    if not digits:
        return _page(typed, fault=w.code.not_typed, status=404)
    if len(digits) != LENGTH:
        length = w.say("code.wrong_length", length=LENGTH, given=len(digits))
        return _page(typed, fault=length, status=404)
    if not is_right(digits):
        return _page(typed, fault=w.code.slip, status=404)
    if not _may_look():
        return _page(typed, fault=w.code.too_often, status=429)
    target = find_short_code(db_session(), code=digits)
    if target is None:
        _count_miss()
        return _page(typed, fault=w.code.unknown, status=404)
    link = sign_link(target, keys=settings().link_key_ring)
    return redirect(url_for("citizen.form", link=link, lang=request.args.get("lang")))


def _may_look() -> bool:
    """Whether this address has not yet typed too many codes that do not exist."""
    limit, moment = settings().code_limit, now()
    return not is_used_up(db_session(), key=_address_key(), limit=limit, now=moment)


def _count_miss() -> None:
    """Only misses count: a hall of people who type what is printed never meets the limit (P10)."""
    within_limit(database(), key=_address_key(), limit=settings().code_limit, now=now())
    # The code is not logged: with one digit changed it would still tell of its round (P11).
    current_app.logger.warning("an unknown short code was refused")


def _address_key() -> str:
    return "code:" + address_key(request.remote_addr, settings=settings(), now=now())


def _page(typed: str, *, fault: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template("citizen/code.html", language=page_language(), typed=typed, fault=fault)
    return page, status, {"Vary": "Accept-Language"}
