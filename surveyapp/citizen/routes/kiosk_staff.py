"""The way out of a kiosk: a PIN, and what its staff may see then."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from surveyapp.accounts.passwords import verify_password
from surveyapp.citizen.kiosk.queries import count_received
from surveyapp.citizen.kiosk.screens import Place, pin_screen, staff_screen
from surveyapp.citizen.kiosk.services import PIN_LIMIT
from surveyapp.citizen.page_fields import PAGE_TOKEN
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.citizen.routes.kiosk import place_of
from surveyapp.citizen.tokens import BadToken, PageToken, read_token, sign_token
from surveyapp.platform import access
from surveyapp.platform.clock import local_day
from surveyapp.platform.rate_limits import forget_uses, within_limit
from surveyapp.platform.sessions import database, now, settings
from surveyapp.responses.canonical import new_submission_id

WRONG = "Mã PIN chưa đúng. Xin thử lại."
NOTHING = "Xin nhập mã PIN."
TOO_MANY = "Đã nhập sai quá nhiều lần. Xin đợi 15 phút, hoặc nhờ người quản lý khảo sát đổi mã PIN."
STALE = "Trang này mở đã lâu. Xin nhập lại mã PIN."


@blueprint.get("/k/<kiosk>/can-bo")
@access.public
def kiosk_staff(kiosk: str) -> ResponseReturnValue:
    """Ask for the PIN. It opens for closed kiosks too: staff must always get out."""
    place = place_of(kiosk)
    return pin_screen(place, token=_fresh_token(place))


@blueprint.post("/k/<kiosk>/can-bo")
@access.public
def kiosk_leave(kiosk: str) -> ResponseReturnValue:
    """Check the PIN. Only wrong ones count, by kiosk: the whole hall shares one address (P10)."""
    place = place_of(kiosk)
    pin = request.form.get("pin", "").strip()
    if not _has_token(place):
        return pin_screen(place, token=_fresh_token(place), fault=STALE, status=400)
    if not pin:
        return pin_screen(place, token=_fresh_token(place), fault=NOTHING, status=400)
    key, moment = f"kiosk-pin:{place.station.kiosk_id}", now()
    if not within_limit(database(), key=key, limit=PIN_LIMIT, now=moment):
        return pin_screen(place, token=_fresh_token(place), fault=TOO_MANY, status=429)
    if not verify_password(pin, place.station.pin_hash):
        return pin_screen(place, token=_fresh_token(place), fault=WRONG, status=422)
    forget_uses(database(), key=key, limit=PIN_LIMIT, now=moment)
    return staff_screen(place, received=_received_today(place))


def _received_today(place: Place) -> int | None:
    """None in anonymous rounds, where no answer tells its counter (P5)."""
    station = place.station
    if station.anonymous:
        return None
    with database().reading() as session:
        return count_received(
            session,
            round_id=station.round_id,
            counter_id=station.counter_id,
            day=local_day(now(), settings().zone),
        )


def _fresh_token(place: Place) -> str:
    """Proves that the PIN was typed into a page of this kiosk."""
    token = PageToken(new_submission_id(), _link(place), 0, now())
    return sign_token(token, keys=settings().signing_keys)


def _has_token(place: Place) -> bool:
    try:
        token = read_token(request.form.get(PAGE_TOKEN, ""), keys=settings().signing_keys)
    except BadToken:
        return False
    return token.link == _link(place)


def _link(place: Place) -> str:
    return f"k-{place.link}-staff"
