"""The kiosk: a tablet at a counter. Plain pages, which a script turns into one document."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, redirect, request
from flask.typing import ResponseReturnValue

from surveyapp.citizen.devices import device_class
from surveyapp.citizen.form_view import Posted
from surveyapp.citizen.kiosk.queries import KIOSK_CHANNEL
from surveyapp.citizen.kiosk.screens import (
    Place,
    choice_screen,
    closed_screen,
    different_screen,
    form_screen,
    start_screen,
    thanks_screen,
)
from surveyapp.citizen.kiosk.stations import Stations
from surveyapp.citizen.languages import words
from surveyapp.citizen.page_fields import COPY, LANGUAGE, PAGE_FIELDS, PAGE_TOKEN, SHOW_IN
from surveyapp.citizen.page_language import page_language
from surveyapp.citizen.prepared import get_form_definition, prepared_form
from surveyapp.citizen.refusals import Refused
from surveyapp.citizen.rendering import Refill, Visit
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.citizen.routes.noticing import noticed, told_seconds
from surveyapp.citizen.services import NothingAnswered, SentPage, belongs_to, hand_in, new_token
from surveyapp.citizen.tokens import BadToken, PageToken, read_token, sign_token
from surveyapp.platform import access
from surveyapp.platform.sessions import database, now, settings
from surveyapp.responses.checking import AnswersInvalid
from surveyapp.responses.services import DifferentContent, RoundChanged
from surveyapp.rounds.links import BadLink, LinkTarget, OldLink, read_kiosk
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.rounds.ways_in import UNAVAILABLE, WaysIn


class Closed(Exception):
    """A kiosk takes no new forms: it is closed itself, or its round is not open."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


blueprint.register_error_handler(
    Closed, lambda closed: closed_screen(closed.place, reason=closed.reason)
)


@blueprint.get("/k/<kiosk>")
@access.public
def kiosk_start(kiosk: str) -> ResponseReturnValue:
    """The start screen; with a language in the address the choices that follow it."""
    place = _open(kiosk)
    language = request.args.get(LANGUAGE, "")
    if language not in place.station.languages:
        return start_screen(place)
    asked = request.args.get("unit", "")
    unit = next((unit for unit in place.station.units if str(unit.id) == asked), None)
    onward = place.choice_address(language, unit.id if unit else 0)
    if onward.startswith(f"{place.home}/"):
        return redirect(onward)
    return choice_screen(place, language=language, unit=unit)


@blueprint.get("/k/<kiosk>/<int:unit_id>/<int:form>")
@access.public
def kiosk_form(kiosk: str, unit_id: int, form: int) -> ResponseReturnValue:
    """A form of the kiosk. Opening it stores nothing (P3)."""
    place = _open(kiosk)
    visit = _visit(place, unit_id, form)
    return form_screen(place, visit, token=_fresh_token(visit))


@blueprint.post("/k/<kiosk>/<int:unit_id>/<int:form>")
@access.public
def kiosk_send(kiosk: str, unit_id: int, form: int) -> ResponseReturnValue:
    """Store the form and show its receipt. A closed kiosk still takes what was begun on it."""
    place = place_of(kiosk)
    try:
        return _send(place, _visit(place, unit_id, form))
    except RoundChanged:
        return _send(place, _visit(place, unit_id, form, afresh=True))


def place_of(kiosk: str) -> Place:
    """The kiosk of a link. Raises Refused where there is none."""
    try:
        kiosk_id = read_kiosk(kiosk, keys=settings().link_key_ring)
    except BadLink:
        current_app.logger.warning("a kiosk link with a wrong signature was refused")
        raise Refused("edited") from None
    except OldLink:
        raise Refused("old_key") from None
    station = _stations().find(kiosk_id, now=now())
    if station is None:
        raise Refused("unknown")
    return Place(kiosk, station)


def _open(kiosk: str) -> Place:
    """A kiosk that takes forms now. Raises Closed where it does not."""
    place = place_of(kiosk)
    if place.station.closed_at is not None:
        raise Closed(place, "kiosk")
    state = state_of(place.station, now=now())
    if state is not RoundState.OPEN:
        raise Closed(place, state.value)
    return place


def _visit(place: Place, unit_id: int, form: int, *, afresh: bool = False) -> Visit:
    """One of the forms that the kiosk offers. Raises Refused for any other."""
    station = place.station
    units = {unit.id for unit in station.units}
    forms = {offered.position for offered in station.forms}
    if unit_id not in units or form not in forms:
        raise Refused("unknown")
    target = LinkTarget(station.round_id, unit_id, station.counter_id, form)
    ways_in = _ways_in()
    way_in = (ways_in.read if afresh else ways_in.find)(target, now=now())
    if way_in is None:
        raise Refused("unknown")
    definition = get_form_definition(database(), way_in=way_in)
    language = page_language(definition.languages)
    prepared = prepared_form(definition, way_in=way_in, language=language)
    return Visit(f"k-{place.link}-{unit_id}-{form}", way_in, prepared)


def _fresh_token(visit: Visit) -> str:
    token = new_token(link=visit.link, way_in=visit.way_in, now=now())
    return sign_token(token, keys=settings().signing_keys)


def _sent_token(place: Place, visit: Visit) -> PageToken | None:
    """The token that came with the form, None where it is not one of this kiosk and form."""
    try:
        token = read_token(request.form.get(PAGE_TOKEN, ""), keys=settings().signing_keys)
    except BadToken:
        return None
    ours = belongs_to(token, link=visit.link, way_in=visit.way_in)
    return token if ours and place.station.takes_page_of(token.opened_at) else None


def _send(place: Place, visit: Visit) -> Response:
    posted = {name: texts for name, texts in request.form.lists() if name not in PAGE_FIELDS}
    token = _sent_token(place, visit)
    if token is None:
        _open(place.link)  # a form that nobody can hand in is not shown, in any language
    if SHOW_IN in request.form:
        text = request.form[PAGE_TOKEN] if token else _fresh_token(visit)
        return form_screen(place, visit, token=text, refill=Refill(posted))
    if token is None:
        refill = Refill(posted, notice=words(visit.language).form.stale)
        return form_screen(place, visit, token=_fresh_token(visit), refill=refill, status=400)
    return _hand_in(place, visit, token, posted)


def _hand_in(place: Place, visit: Visit, token: PageToken, posted: Posted) -> Response:
    w = words(visit.language).form
    try:
        recorded = hand_in(
            database(),
            way_in=visit.way_in,
            definition=visit.prepared.definition,
            page=_sent_page(visit, token, posted),
            zone=settings().zone,
            now=now(),
        )
    except AnswersInvalid as error:
        return _again(place, visit, Refill(posted, error.faults), 422)
    except NothingAnswered:
        return _again(place, visit, Refill(posted, notice=w.nothing), 422)
    except UNAVAILABLE as error:
        current_app.logger.error("an answer could not be stored: %s", type(error).__name__)
        return _again(place, visit, Refill(posted, notice=w.busy), 503)
    except DifferentContent as error:
        state = state_of(visit.way_in, now=now())
        fresh = _fresh_token(visit) if state is RoundState.OPEN else ""
        return different_screen(place, visit, posted=posted, first=error.first, token=fresh)
    return thanks_screen(place, visit, recorded=recorded)


def _sent_page(visit: Visit, token: PageToken, posted: Posted) -> SentPage:
    return SentPage(
        token,
        posted,
        device_class(request.user_agent.string),
        copy=request.form.get(COPY, ""),
        language=visit.language,
        seconds=told_seconds(),
        signals=noticed(visit.way_in, token, posted),
        channel=KIOSK_CHANNEL,
    )


def _again(place: Place, visit: Visit, refill: Refill, status: int) -> Response:
    """The form with its own token, so that a retry is the same submission (P1)."""
    return form_screen(place, visit, token=request.form[PAGE_TOKEN], refill=refill, status=status)


def _stations() -> Stations:
    known = current_app.extensions.get("surveyapp.stations")
    if known is None:
        known = current_app.extensions["surveyapp.stations"] = Stations(database())
    return cast(Stations, known)


def _ways_in() -> WaysIn:
    known = current_app.extensions.get("surveyapp.ways_in")
    if known is None:
        known = current_app.extensions["surveyapp.ways_in"] = WaysIn(database())
    return cast(WaysIn, known)
