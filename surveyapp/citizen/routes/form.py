"""The form: one page, one POST, and a receipt that is shown only after the commit."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from surveyapp.citizen.devices import device_class
from surveyapp.citizen.form_view import Posted
from surveyapp.citizen.languages import words
from surveyapp.citizen.page_fields import (
    COPY,
    PAGE_FIELDS,
    PAGE_TOKEN,
    SHOW_IN,
)
from surveyapp.citizen.page_language import page_language
from surveyapp.citizen.prepared import get_form_definition, prepared_form
from surveyapp.citizen.refusals import Refused, refusal_page
from surveyapp.citizen.rendering import Refill, Visit, different, empty_form, form_again, thanks
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.citizen.routes.noticing import noticed, told_seconds
from surveyapp.citizen.services import NothingAnswered, SentPage, belongs_to, hand_in, new_token
from surveyapp.citizen.tokens import BadToken, PageToken, read_token, sign_token
from surveyapp.platform import access
from surveyapp.platform.sessions import database, now, settings
from surveyapp.responses.checking import AnswersInvalid
from surveyapp.responses.services import DifferentContent, RoundChanged
from surveyapp.rounds.links import BadLink, OldLink, read_link
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.rounds.ways_in import UNAVAILABLE, WaysIn

blueprint.register_error_handler(Refused, refusal_page)


@blueprint.get("/q/<link>")
@access.public
def form(link: str) -> ResponseReturnValue:
    """The form of a link. Opening it spends nothing and stores nothing (P3)."""
    visit = _follow(link)
    return empty_form(visit, token=_fresh_token(visit))


@blueprint.post("/q/<link>")
@access.public
def send(link: str) -> ResponseReturnValue:
    """Store the form and show its receipt."""
    try:
        return _send(_follow(link))
    except RoundChanged:
        # The dates changed since the way in was read; what the database says now decides.
        return _send(_follow(link, afresh=True))


def _send(visit: Visit) -> Response:
    posted = {name: texts for name, texts in request.form.lists() if name not in PAGE_FIELDS}
    token = _sent_token(visit)
    if SHOW_IN in request.form:
        text = request.form[PAGE_TOKEN] if token else _fresh_token(visit)
        return form_again(visit, token=text, refill=Refill(posted), status=200)
    if token is None:
        refill = Refill(posted, notice=words(visit.language).form.stale)
        return form_again(visit, token=_fresh_token(visit), refill=refill, status=400)
    return _hand_in(visit, token, posted)


def _follow(link: str, *, afresh: bool = False) -> Visit:
    """Read a link and what it names. Raises Refused where there is no such form."""
    try:
        target = read_link(link, keys=settings().link_key_ring)
    except BadLink:
        # The text is not logged: a link mistyped by one letter still tells of its round (P11).
        current_app.logger.warning("a link with a wrong signature was refused")
        raise Refused("edited") from None
    except OldLink:
        raise Refused("old_key") from None
    ways_in = _ways_in()
    way_in = (ways_in.read if afresh else ways_in.find)(target, now=now())
    if way_in is None:
        raise Refused("unknown")
    definition = get_form_definition(database(), way_in=way_in)
    language = page_language(definition.languages)
    prepared = prepared_form(definition, way_in=way_in, language=language)
    return Visit(link, way_in, prepared, target.dossier)


def _ways_in() -> WaysIn:
    """What this process remembers of its links."""
    known = current_app.extensions.get("surveyapp.ways_in")
    if known is None:
        known = current_app.extensions["surveyapp.ways_in"] = WaysIn(database())
    return cast(WaysIn, known)


def _fresh_token(visit: Visit, *, opened_at: datetime | None = None) -> str:
    """A new token of a page opened now or before; Refused when the round takes no new forms."""
    state = state_of(visit.way_in, now=now())
    if state is not RoundState.OPEN:
        raise Refused(state.value, visit.way_in)
    token = new_token(link=visit.link, way_in=visit.way_in, now=opened_at or now())
    return sign_token(token, keys=settings().signing_keys)


def _sent_token(visit: Visit) -> PageToken | None:
    """The token that came with the form, None where it is not one of this page."""
    try:
        token = read_token(request.form.get(PAGE_TOKEN, ""), keys=settings().signing_keys)
    except BadToken:
        return None
    return token if belongs_to(token, link=visit.link, way_in=visit.way_in) else None


def _hand_in(visit: Visit, token: PageToken, posted: Posted) -> Response:
    w = words(visit.language).form
    page = SentPage(
        token,
        posted,
        device_class(request.user_agent.string),
        copy=request.form.get(COPY, ""),
        language=visit.language,
        seconds=told_seconds(),
        signals=noticed(visit.way_in, token, posted),
        dossier=visit.dossier,
    )
    try:
        recorded = hand_in(
            database(),
            way_in=visit.way_in,
            definition=visit.prepared.definition,
            page=page,
            zone=settings().zone,
            now=now(),
        )
    except AnswersInvalid as error:
        return _again(visit, Refill(posted, error.faults), 422)
    except NothingAnswered:
        return _again(visit, Refill(posted, notice=w.nothing), 422)
    except UNAVAILABLE as error:
        current_app.logger.error("an answer could not be stored: %s", type(error).__name__)
        return _again(visit, Refill(posted, notice=w.busy), 503)
    except DifferentContent as error:
        is_open = state_of(visit.way_in, now=now()) is RoundState.OPEN
        fresh = _fresh_token(visit, opened_at=token.opened_at) if is_open else None
        return different(visit, posted=posted, first=error.first, token=fresh)
    return thanks(visit, recorded=recorded)


def _again(visit: Visit, refill: Refill, status: int) -> Response:
    """The page with its own token, so that a retry is the same submission."""
    token = request.form[PAGE_TOKEN]
    return form_again(visit, token=token, refill=refill, status=status)
