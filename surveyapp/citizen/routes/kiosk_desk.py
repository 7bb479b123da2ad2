"""Kiosks of a round at the desk: the list, making one, its PIN, its code, closing it."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.login import record_own
from surveyapp.citizen.kiosk import services
from surveyapp.citizen.kiosk.forms import NewKioskForm, PinForm
from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.citizen.kiosk.queries import get_kiosk_of_round, list_counters, list_kiosks
from surveyapp.citizen.kiosk.station import offered_forms
from surveyapp.citizen.prints.qr import qr_svg
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import Invalid, NotFound, WrongState
from surveyapp.platform.forms import ButtonForm
from surveyapp.platform.sessions import db_session, now, settings
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.links import BadLink, OldLink, read_kiosk, sign_kiosk
from surveyapp.rounds.models import Round
from surveyapp.rounds.state import state_of


@blueprint.get("/rounds/<code>/kiosks")
@access.role("survey_manager")
def kiosks(code: str) -> ResponseReturnValue:
    """The kiosks of a round, with what opens each on its tablet."""
    return _list_page(own_round(code), ButtonForm())


@blueprint.route("/rounds/<code>/kiosks/new", methods=["GET", "POST"])
@access.role("survey_manager")
def new_kiosk(code: str) -> ResponseReturnValue:
    """Make a kiosk for a counter."""
    round_ = own_round(code)
    form = NewKioskForm()
    form.offer(
        counters=list_counters(
            db_session(),
            authority_id=round_.authority_id,
            unit_codes=[unit.code for unit in definition_of(round_.programme).units],
        ),
        forms=offered_forms(db_session(), round_=round_),
    )
    if form.accepted():
        kiosk = _create(form, round_)
        if kiosk:
            flash(f"Đã tạo máy “{kiosk.name}”. Mở đường dẫn của máy trên máy tính bảng.")
            return redirect(url_for("citizen.kiosks", code=code))
    page = render_template(
        "citizen/kiosk/new.html", round=round_, state=state_of(round_, now=now()), form=form
    )
    return page, 400 if request.method == "POST" else 200


def _create(form: NewKioskForm, round_: Round) -> Kiosk | None:
    try:
        kiosk = services.create_kiosk(
            db_session(),
            round_=round_,
            counter_id=form.counter.data,
            name=form.name.data or "",
            offers=form.offers.data or "",
            idle_seconds=form.idle_seconds.data or 0,
            pin=form.pin.data or "",
            now=now(),
        )
    except (Invalid, WrongState) as error:
        form.refuse(error.field, error.message)
        return None
    record_own("kiosk.create", f"{round_.code}: {kiosk.name}")
    return kiosk


@blueprint.route("/rounds/<code>/kiosks/<kiosk>/pin", methods=["GET", "POST"])
@access.role("survey_manager")
def kiosk_pin(code: str, kiosk: str) -> ResponseReturnValue:
    """Give a kiosk another PIN."""
    round_ = own_round(code)
    found = _kiosk(round_, kiosk)
    form = PinForm()
    if form.accepted() and _change_pin(form, round_, found):
        flash(f"Đã đổi mã PIN của máy “{found.name}”.")
        return redirect(url_for("citizen.kiosks", code=code))
    page = render_template(
        "citizen/kiosk/pin.html",
        round=round_,
        state=state_of(round_, now=now()),
        kiosk=found,
        link=kiosk,
        form=form,
    )
    return page, 400 if request.method == "POST" else 200


def _change_pin(form: PinForm, round_: Round, kiosk: Kiosk) -> bool:
    try:
        services.change_pin(db_session(), kiosk=kiosk, pin=form.pin.data or "")
    except Invalid as error:
        form.refuse(error.field, error.message)
        return False
    record_own("kiosk.pin", f"{round_.code}: {kiosk.name}")
    return True


@blueprint.post("/rounds/<code>/kiosks/<kiosk>/close")
@access.role("survey_manager")
def close_kiosk(code: str, kiosk: str) -> ResponseReturnValue:
    """Take a kiosk out of service."""
    round_ = own_round(code)
    found = _kiosk(round_, kiosk)
    form = ButtonForm()
    if not form.accepted():
        return _list_page(round_, form), 400
    try:
        services.close_kiosk(db_session(), kiosk=found, now=now())
    except WrongState as error:
        form.refuse("", error.message)
        return _list_page(round_, form), 409
    record_own("kiosk.close", f"{round_.code}: {found.name}")
    flash(f"Đã đóng máy “{found.name}”. Phiếu đang điền dở trên máy vẫn gửi được.")
    return redirect(url_for("citizen.kiosks", code=code))


@blueprint.get("/rounds/<code>/kiosks/<kiosk>.svg")
@access.role("survey_manager")
def kiosk_qr(code: str, kiosk: str) -> ResponseReturnValue:
    """The code that the camera of the tablet reads to open its kiosk."""
    _kiosk(own_round(code), kiosk)
    return Response(qr_svg(_address(kiosk)), mimetype="image/svg+xml")


def _list_page(round_: Round, form: ButtonForm) -> str:
    found = list_kiosks(db_session(), round_id=round_.id)
    links = {kiosk.id: sign_kiosk(kiosk.id, keys=settings().link_key_ring) for kiosk in found}
    return render_template(
        "citizen/kiosk/list.html",
        round=round_,
        state=state_of(round_, now=now()),
        kiosks=found,
        links=links,
        addresses={kiosk_id: _address(link) for kiosk_id, link in links.items()},
        form=form,
    )


def _kiosk(round_: Round, text: str) -> Kiosk:
    """The kiosk of a text, within the round. Raises NotFound."""
    try:
        kiosk_id = read_kiosk(text, keys=settings().link_key_ring)
    except (BadLink, OldLink):
        raise NotFound("kiosk", "Đợt này không có máy tính bảng như vậy.") from None
    return get_kiosk_of_round(db_session(), round_id=round_.id, kiosk_id=kiosk_id)


def _address(link: str) -> str:
    """Only a development start may lack the setting; it then uses the address of the request."""
    return f"{settings().public_url or request.host_url.rstrip('/')}/k/{link}"
