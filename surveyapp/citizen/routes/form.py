"""The form: one page, one POST, and a receipt that is shown only after the commit."""

from __future__ import annotations

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from surveyapp.citizen.devices import device_class
from surveyapp.citizen.form_view import Posted
from surveyapp.citizen.prepared import prepared_form
from surveyapp.citizen.refusals import Refused, refusal_page
from surveyapp.citizen.rendering import Refill, Visit, different, empty_form, form_again, thanks
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.citizen.services import NothingAnswered, SentPage, belongs_to, hand_in, new_token
from surveyapp.citizen.tokens import BadToken, PageToken, read_token, sign_token
from surveyapp.platform import access
from surveyapp.platform.sessions import database, db_session, now, settings
from surveyapp.responses.checking import AnswersInvalid
from surveyapp.responses.services import DifferentContent
from surveyapp.rounds.links import BadLink, OldLink, read_link
from surveyapp.rounds.queries import find_way_in
from surveyapp.rounds.state import RoundState, state_of

STALE = (
    "Trang này mở đã lâu hoặc mở từ một mã khác nên chưa gửi được."
    " Xin xem lại rồi bấm “Gửi phiếu” một lần nữa."
)
BUSY = "Hệ thống đang bận, phiếu chưa được ghi. Xin đợi một lát rồi bấm “Gửi phiếu” lần nữa."

#: The hidden field of the form page.
HIDDEN_FIELD = "page_token"

#: The database cannot be reached or cannot write now.
UNAVAILABLE = (OperationalError, InterfaceError, NoConnection)

blueprint.register_error_handler(Refused, refusal_page)


@blueprint.get("/q/<link>")
@access.public
def form(link: str) -> ResponseReturnValue:
    """The form of a link. Opening it spends nothing and stores nothing (P3)."""
    visit = _follow(db_session(), link)
    return empty_form(visit, token=_fresh_token(visit))


@blueprint.post("/q/<link>")
@access.public
def send(link: str) -> ResponseReturnValue:
    """Store the form and show its receipt."""
    with database().reading() as session:
        visit = _follow(session, link)
    posted = {name: texts for name, texts in request.form.lists() if name != HIDDEN_FIELD}
    token = _sent_token(visit)
    if token is None:
        refill = Refill(posted, notice=STALE)
        return form_again(visit, token=_fresh_token(visit), refill=refill, status=400)
    return _hand_in(visit, token, posted)


def _follow(session: Session, link: str) -> Visit:
    """Read a link and load what it names. Raises Refused where there is no such form."""
    try:
        target = read_link(link, keys=settings().link_key_ring)
    except BadLink:
        # The text is not logged: a link mistyped by one letter still tells of its round (P11).
        current_app.logger.warning("a link with a wrong signature was refused")
        raise Refused("edited") from None
    except OldLink:
        raise Refused("old_key") from None
    way_in = find_way_in(session, target=target)
    if way_in is None:
        raise Refused("unknown")
    return Visit(link, way_in, prepared_form(session, way_in=way_in))


def _fresh_token(visit: Visit) -> str:
    """The token of a page opened now. Raises Refused when the round takes no new forms."""
    state = state_of(visit.way_in, now=now())
    if state is not RoundState.OPEN:
        raise Refused(state.value, visit.way_in)
    token = new_token(link=visit.link, way_in=visit.way_in, now=now())
    return sign_token(token, keys=settings().signing_keys)


def _sent_token(visit: Visit) -> PageToken | None:
    """The token that came with the form, None where it is not one of this page."""
    try:
        token = read_token(request.form.get(HIDDEN_FIELD, ""), keys=settings().signing_keys)
    except BadToken:
        return None
    return token if belongs_to(token, link=visit.link, way_in=visit.way_in) else None


def _hand_in(visit: Visit, token: PageToken, posted: Posted) -> Response:
    page = SentPage(token, posted, device_class(request.user_agent.string))
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
    except NothingAnswered as error:
        return _again(visit, Refill(posted, notice=error.message), 422)
    except UNAVAILABLE as error:
        current_app.logger.error("an answer could not be stored: %s", type(error).__name__)
        return _again(visit, Refill(posted, notice=BUSY), 503)
    except DifferentContent as error:
        is_open = state_of(visit.way_in, now=now()) is RoundState.OPEN
        fresh = _fresh_token(visit) if is_open else None
        return different(visit, posted=posted, first=error.first, token=fresh)
    return thanks(visit, recorded=recorded)


def _again(visit: Visit, refill: Refill, status: int) -> Response:
    """The page with its own token, so that a retry is the same submission."""
    token = request.form[HIDDEN_FIELD]
    return form_again(visit, token=token, refill=refill, status=status)
