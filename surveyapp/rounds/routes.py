"""Pages of rounds: the list, making one, its links and cards, and its last day."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.login import current_account, record_own
from surveyapp.platform import access
from surveyapp.platform.clock import local_day
from surveyapp.platform.errors import Conflict, Invalid, NotFound, WrongState
from surveyapp.platform.formats import date_vi, last_day
from surveyapp.platform.forms import ButtonForm, DeskForm
from surveyapp.platform.sessions import db_session, now, settings
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.programmes.queries import definition_of, find_programme, list_programmes
from surveyapp.rounds import queries, services
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.forms import ExtendForm, NewRoundForm
from surveyapp.rounds.models import Round
from surveyapp.rounds.proposal import propose_round
from surveyapp.rounds.state import state_of

blueprint = Blueprint("rounds", __name__)


@blueprint.get("/rounds")
@access.signed_in
def index() -> ResponseReturnValue:
    """All rounds of the authority, the latest first."""
    authority_id = current_account().authority_id
    moment = now()
    rounds = [
        (round_, state_of(round_, now=moment))
        for round_ in queries.list_rounds(db_session(), authority_id=authority_id)
    ]
    return render_template("rounds/index.html", rounds=rounds)


@blueprint.get("/new-round")
@access.role("survey_manager")
def choose_programme() -> ResponseReturnValue:
    """Which programme the new round follows; with only one there is nothing to choose."""
    authority_id = current_account().authority_id
    programmes = list_programmes(db_session(), authority_id=authority_id)
    if len(programmes) == 1:
        return redirect(_new_round_address(programmes[0]))
    return render_template(
        "rounds/choose_programme.html",
        programmes=[(version, definition_of(version)) for version in programmes],
    )


@blueprint.route("/new-round/<code>/<version>", methods=["GET", "POST"])
@access.role("survey_manager")
def new_round(code: str, version: str) -> ResponseReturnValue:
    """Make a round of the programme; everything is filled in and can be changed."""
    programme = _own_programme(code, version)
    form = NewRoundForm(data=_proposed(programme) if request.method == "GET" else None)
    if form.accepted():
        round_ = _create(form, programme)
        if round_:
            flash("Đã tạo đợt khảo sát. Thẻ QR của các quầy đã sẵn sàng để in.")
            return redirect(url_for("monitoring.round_page", code=round_.code))
    page = render_template(
        "rounds/new.html",
        form=form,
        programme=programme,
        definition=definition_of(programme),
        forms=queries.list_forms(db_session(), programme_version_id=programme.id),
        action=_new_round_address(programme),
    )
    return page, 400 if request.method == "POST" else 200


def _own_programme(code: str, version: str) -> ProgrammeVersion:
    authority_id = current_account().authority_id
    found = find_programme(db_session(), authority_id=authority_id, code=code, version=version)
    if found is None:
        raise NotFound("programme", "Không có bộ chỉ số này.")
    return found


def _new_round_address(programme: ProgrammeVersion) -> str:
    return url_for("rounds.new_round", code=programme.code, version=programme.version)


def _proposed(programme: ProgrammeVersion) -> dict[str, object]:
    today = local_day(now(), settings().zone)
    proposal = propose_round(db_session(), programme=programme, today=today)
    dates = proposal.dates
    return {
        "code": proposal.code,
        "name": proposal.name,
        "opens_on": dates.opens_on,
        "closes_on": dates.closes_on,
        "window_from": dates.window_from,
        "window_to": dates.window_to,
    }


def _create(form: NewRoundForm, programme: ProgrammeVersion) -> Round | None:
    try:
        round_ = services.create_round(
            db_session(),
            programme=programme,
            code=form.code.data or "",
            name=form.name.data or "",
            dates=form.dates,
            zone=settings().zone,
            now=now(),
        )
    except (Invalid, Conflict) as error:
        form.refuse(error.field, error.message)
        return None
    record_own("round.create", round_.code)
    return round_


@blueprint.get("/rounds/<code>/links")
@access.signed_in
def links(code: str) -> ResponseReturnValue:
    """Every way in of a round, with its card."""
    round_ = own_round(code)
    found = services.list_links(db_session(), round_=round_, keys=settings().link_key_ring)
    return render_template(
        "rounds/links.html",
        round=round_,
        state=state_of(round_, now=now()),
        links=found,
        public_url=settings().public_url,
    )


@blueprint.route("/rounds/<code>/dates", methods=["GET", "POST"])
@access.role("survey_manager")
def dates(code: str) -> ResponseReturnValue:
    """Move the last field day, or end the field work now."""
    round_ = own_round(code)
    ends = last_day(round_.closes_at, settings().zone)
    form = ExtendForm(data={"closes_on": ends} if request.method == "GET" else None)
    if form.accepted() and _extend(form, round_):
        flash("Đã đổi ngày kết thúc.")
        return redirect(url_for("monitoring.round_page", code=code))
    return _dates_page(round_, form, 400 if request.method == "POST" else 200)


def _extend(form: ExtendForm, round_: Round) -> bool:
    closes_on = cast(date, form.closes_on.data)
    try:
        services.extend_round(
            db_session(), round_=round_, closes_on=closes_on, zone=settings().zone, now=now()
        )
    except (Invalid, WrongState) as error:
        form.refuse(error.field, error.message)
        return False
    record_own("round.extend", round_.code, {"đến ngày": date_vi(closes_on)})
    return True


@blueprint.post("/rounds/<code>/close")
@access.role("survey_manager")
def close(code: str) -> ResponseReturnValue:
    """End the field work now."""
    round_ = own_round(code)
    form = ButtonForm()
    if not form.accepted():
        return _dates_page(round_, form, 400)
    services.close_round(db_session(), round_=round_, now=now())
    record_own("round.close", round_.code)
    flash("Đã đóng đợt. Phiếu đang mở dở vẫn gửi được và được ghi là phiếu đến muộn.")
    return redirect(url_for("monitoring.round_page", code=code))


def _dates_page(round_: Round, form: DeskForm, status: int) -> ResponseReturnValue:
    extend = form if isinstance(form, ExtendForm) else ExtendForm(formdata=None)
    state = state_of(round_, now=now())
    page = render_template(
        "rounds/dates.html", round=round_, state=state, form=extend, refused=form
    )
    return page, status
