"""What a citizen gets to see: the form, the form again, the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, render_template, request
from markupsafe import Markup

from surveyapp.citizen.form_view import Posted, view_form
from surveyapp.citizen.packed import PackedPage
from surveyapp.citizen.prepared import (
    PreparedForm,
    Thanks,
    form_context,
    prepared_thanks,
    target_words,
)
from surveyapp.platform.headers import accepts_gzip
from surveyapp.platform.vietnamese import without_controls
from surveyapp.responses.canonical import printed_receipt
from surveyapp.responses.checking import ItemFault
from surveyapp.responses.services import Recorded
from surveyapp.rounds.queries import WayIn

#: Not `no-store`: on a bad network the way back must bring the filled form, not a new request.
OWN_COPY = "private, max-age=0"


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that was followed: where it leads, and its form."""

    link: str
    way_in: WayIn
    prepared: PreparedForm


@dataclass(frozen=True, slots=True)
class Refill:
    """A page that comes back: what was typed, what is wrong, a sentence above it."""

    posted: Posted
    faults: Iterable[ItemFault] = ()
    notice: str = ""


def empty_form(visit: Visit, *, token: str) -> Response:
    """The form, put together from its prepared pieces."""
    words = _form_words(visit, token)
    return _packed(visit.prepared.page, words)


def form_again(visit: Visit, *, token: str, refill: Refill, status: int) -> Response:
    """The form with everything kept and what to look at."""
    form = view_form(visit.prepared.definition, posted=refill.posted, faults=refill.faults)
    context = form_context(visit.prepared, form, _form_words(visit, token), refill.notice)
    return _page(render_template("citizen/form.html", **context), status)


def thanks(visit: Visit, *, recorded: Recorded) -> Response:
    """The receipt. Rendered in answer to the POST: a redirect is one more chance to fail."""
    way_in = visit.way_in
    kind = Thanks(way_in.simulated, recorded.late, recorded.receipt is not None)
    code = printed_receipt(recorded.receipt) if recorded.receipt else ""
    words = {
        "unit": way_in.unit_name,
        "round": way_in.round_name,
        "receipt": code,
        "form": request.path,
    }
    return _packed(prepared_thanks(kind), words)


def different(visit: Visit, *, posted: Posted, first: Recorded, token: str | None) -> Response:
    """The same page was sent with other answers (P1): the first receipt, and a way to send both.

    `token` is that of a new form, None when the round takes no new ones.
    """
    page = render_template(
        "citizen/different.html",
        way_in=visit.way_in,
        simulated=visit.way_in.simulated,
        receipt=printed_receipt(first.receipt) if first.receipt else "",
        posted={name: list(map(without_controls, texts)) for name, texts in posted.items()},
        token=token,
    )
    return _page(page, 409)


def _form_words(visit: Visit, token: str) -> dict[str, str | Markup]:
    way_in = visit.way_in
    return {"round": way_in.round_name, "target": target_words(way_in), "token": token}


def _packed(page: PackedPage, words: dict[str, str | Markup]) -> Response:
    gzip = accepts_gzip()
    response = _page(page.gzipped(words) if gzip else page.plain(words), 200)
    if gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _page(body: str | bytes, status: int) -> Response:
    response = Response(body, status, mimetype="text/html")
    response.headers["Cache-Control"] = OWN_COPY
    return response
