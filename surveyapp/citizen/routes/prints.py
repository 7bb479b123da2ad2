"""QR codes and prints, for the desk of the authority that runs the round."""

from __future__ import annotations

import secrets

from flask import (
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from surveyapp.accounts.login import current_account, record_own
from surveyapp.citizen.prints import services
from surveyapp.citizen.prints.content import Print
from surveyapp.citizen.prints.formats import FORMATS
from surveyapp.citizen.prints.forms import PrintsForm
from surveyapp.citizen.prints.order import PrintOrder
from surveyapp.citizen.routes.blueprint import blueprint
from surveyapp.platform import access
from surveyapp.platform.errors import Invalid
from surveyapp.platform.sessions import db_session, now, settings
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import list_links
from surveyapp.rounds.state import state_of

#: Seconds after which the page of an order that is under way looks again by itself.
LOOK_AGAIN = 3


@blueprint.get("/cards/<link>.svg")
@access.signed_in
def qr(link: str) -> ResponseReturnValue:
    """The QR code of a link."""
    _, shown = _own_print(link)
    return Response(shown.qr, mimetype="image/svg+xml")


@blueprint.get("/cards/<link>")
@access.signed_in
def card(link: str) -> ResponseReturnValue:
    """The card of a link, to look at and to print on A5."""
    round_, shown = _own_print(link)
    return render_template("citizen/card.html", card=shown, round=round_, link=link)


@blueprint.get("/rounds/<code>/prints")
@access.signed_in
def prints(code: str) -> ResponseReturnValue:
    """Order prints, and the orders there were."""
    round_ = own_round(code)
    return _prints_page(round_, _form(round_))


@blueprint.post("/rounds/<code>/prints")
@access.role("survey_manager")
def order_prints(code: str) -> ResponseReturnValue:
    """Ask the worker for prints. This is a form of the desk, with the desk's token."""
    round_ = own_round(code)
    form = _form(round_)
    order = _order(round_, form) if form.accepted() else None
    if order is None:
        return _prints_page(round_, form), 400
    record_own("cards.order", code)
    return redirect(url_for("citizen.print_order", code=code, order=order.label))


@blueprint.get("/rounds/<code>/prints/<order>")
@access.signed_in
def print_order(code: str, order: str) -> ResponseReturnValue:
    """How far the worker is; the page looks again by itself until the ZIP is there (P16)."""
    round_ = own_round(code)
    found = services.get_order(db_session(), round_=round_, label=order)
    page = make_response(
        render_template(
            "citizen/print_order.html", round=round_, state=state_of(round_, now=now()), order=found
        )
    )
    if not (found.ready or found.failed):
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page


@blueprint.get("/rounds/<code>/prints/<order>.zip")
@access.signed_in
def download_prints(code: str, order: str) -> ResponseReturnValue:
    """The ZIP itself, or the page that tells where it is (P16)."""
    found = services.get_order(db_session(), round_=own_round(code), label=order)
    if not found.ready:
        return redirect(url_for("citizen.print_order", code=code, order=order))
    path = settings().instance_path.absolute() / "files" / found.file
    if not path.is_file():
        abort(404)
    return send_file(path, as_attachment=True, download_name=f"ban-in-{code}-{order}.zip")


@blueprint.get("/rounds/<code>/cards")
@blueprint.get("/rounds/<code>/cards.zip")
@access.signed_in
def cards(code: str) -> ResponseReturnValue:
    """Addresses of an earlier version, which people may have kept."""
    return redirect(url_for("citizen.prints", code=own_round(code).code))


def _form(round_: Round) -> PrintsForm:
    form = PrintsForm()
    links = list_links(db_session(), round_=round_, keys=settings().link_key_ring)
    if not any(link.field for link in links):
        del form.by
    form.offer(links)
    return form


def _order(round_: Round, form: PrintsForm) -> PrintOrder | None:
    try:
        return services.order_prints(
            db_session(),
            round_=round_,
            choice=form.choice,
            label=secrets.token_hex(4),
            keys=settings().link_key_ring,
            public_url=_public_url(),
            now=now(),
        )
    except Invalid as error:
        form.refuse(error.field, error.message)
        return None


def _prints_page(round_: Round, form: PrintsForm) -> str:
    return render_template(
        "citizen/prints.html",
        round=round_,
        state=state_of(round_, now=now()),
        form=form,
        hints={word: one.hint for word, one in FORMATS.items()},
        orders=services.list_orders(db_session(), round_=round_),
    )


def _own_print(link: str) -> tuple[Round, Print]:
    return services.get_print(
        db_session(),
        link=link,
        authority_id=current_account().authority_id,
        keys=settings().link_key_ring,
        public_url=_public_url(),
    )


def _public_url() -> str:
    """Only a development start may lack the setting; it then uses the address of the request."""
    return settings().public_url or request.host_url.rstrip("/")
