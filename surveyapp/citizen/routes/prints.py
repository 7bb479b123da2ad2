"""QR codes and counter cards, for the desk of the authority that runs the round."""

from __future__ import annotations

from flask import (
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from surveyapp.accounts.login import current_account, record_own
from surveyapp.citizen.prints import services
from surveyapp.citizen.prints.card import Card
from surveyapp.citizen.prints.queries import find_last_job
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.forms import ButtonForm
from surveyapp.platform.jobs.models import DONE, Job
from surveyapp.platform.sessions import db_session, now, settings
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round
from surveyapp.rounds.state import state_of


@blueprint.get("/cards/<link>.svg")
@access.signed_in
def qr(link: str) -> ResponseReturnValue:
    """The QR code of a link."""
    _, card = _own_card(link)
    return Response(card.qr, mimetype="image/svg+xml")


@blueprint.get("/cards/<link>")
@access.signed_in
def card(link: str) -> ResponseReturnValue:
    """The card of a link, to look at and to print on A5."""
    round_, shown = _own_card(link)
    return render_template("citizen/card.html", card=shown, round=round_, link=link)


@blueprint.get("/rounds/<code>/cards")
@access.signed_in
def cards_zip(code: str) -> ResponseReturnValue:
    """The ZIP of all cards: not asked for, being made, or ready."""
    return _cards_page(_own_round(code), ButtonForm())


@blueprint.post("/rounds/<code>/cards")
@access.role("survey_manager")
def order_cards(code: str) -> ResponseReturnValue:
    """Ask the worker for the ZIP. This is a form of the desk, with the desk's token."""
    round_ = _own_round(code)
    form = ButtonForm()
    if not form.accepted():
        return _cards_page(round_, form), 400
    services.order_cards(db_session(), round_=round_, public_url=_public_url(), now=now())
    record_own("cards.order", code)
    return redirect(url_for("citizen.cards_zip", code=code))


@blueprint.get("/rounds/<code>/cards.zip")
@access.signed_in
def download_cards(code: str) -> ResponseReturnValue:
    """The ZIP itself, or the page that tells where it is (P16)."""
    job = _last_job(_own_round(code))
    if job is None or job.state != DONE:
        return redirect(url_for("citizen.cards_zip", code=code))
    path = settings().instance_path.absolute() / "files" / job.result_file
    if not path.is_file():
        abort(404)
    return send_file(path, as_attachment=True, download_name=f"the-qr-{code}.zip")


def _cards_page(round_: Round, form: ButtonForm) -> str:
    return render_template(
        "citizen/cards.html",
        round=round_,
        state=state_of(round_, now=now()),
        job=_last_job(round_),
        form=form,
    )


def _own_round(code: str) -> Round:
    return get_round(db_session(), authority_id=current_account().authority_id, code=code)


def _own_card(link: str) -> tuple[Round, Card]:
    return services.get_card(
        db_session(),
        link=link,
        authority_id=current_account().authority_id,
        keys=settings().link_key_ring,
        public_url=_public_url(),
    )


def _last_job(round_: Round) -> Job | None:
    return find_last_job(db_session(), kind=services.CARDS_JOB, round_id=round_.id)


def _public_url() -> str:
    """Only a development start may lack the setting; it then uses the address of the request."""
    return settings().public_url or request.host_url.rstrip("/")
