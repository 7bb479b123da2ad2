"""What a citizen gets to see: the form, the form again, the receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from surveyapp.citizen.form_view import Posted, view_form
from surveyapp.citizen.packed import PackedPage, slot
from surveyapp.citizen.page_fields import COPY, PROOF, SECONDS
from surveyapp.citizen.prepared import (
    PreparedForm,
    Thanks,
    form_context,
    pack,
    prepared_thanks,
    target_words,
)
from surveyapp.platform.headers import accepts_gzip
from surveyapp.platform.vietnamese import without_controls
from surveyapp.responses.canonical import printed_receipt
from surveyapp.responses.checking import ItemFault
from surveyapp.responses.services import Recorded
from surveyapp.rounds.way_in import WayIn

#: Not `no-store`: on a bad network the way back must bring the filled form, not a new request.
OWN_COPY = "private, max-age=0"

#: Fields of the page itself that a page which comes back still carries.
KEPT_FIELDS = (COPY, SECONDS, PROOF)
_LONGEST_KEPT = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that was followed: where it leads, and its form in the language of the person."""

    link: str
    way_in: WayIn
    prepared: PreparedForm
    #: The keyed hash of the dossier that the link belongs to; empty for open links.
    dossier: bytes = b""

    @property
    def language(self) -> str:
        """The language of all pages of this visit."""
        return self.prepared.language


@dataclass(frozen=True, slots=True)
class Refill:
    """A page that comes back: what was typed, what is wrong, a sentence above it."""

    posted: Posted
    faults: Iterable[ItemFault] = ()
    notice: str = ""


def empty_form(visit: Visit, *, token: str) -> Response:
    """The form, put together from its prepared pieces."""
    return _packed(visit.prepared.page, _form_words(visit, token))


def form_again(visit: Visit, *, token: str, refill: Refill, status: int) -> Response:
    """The form with everything kept and what to look at.

    It is compressed, which on a bad network saves most of the wait: everything that comes from the
    person stands in slots, and so is never compressed beside the token.
    """
    fields = {**_form_words(visit, token), **_kept_fields()}
    form = view_form(
        visit.prepared.definition,
        language=visit.language,
        posted=refill.posted,
        faults=refill.faults,
        typed=fields,
    )
    slots = {name: slot(name) for name in fields}
    kept = {name: slots[name] for name in KEPT_FIELDS if fields[name]}
    context = form_context(visit.prepared, form, slots, notice=refill.notice, kept=kept)
    return _packed(pack("citizen/form.html", **context), fields, status)


def _kept_fields() -> dict[str, str | Markup]:
    return {
        name: without_controls(request.form.get(name, ""))[:_LONGEST_KEPT] for name in KEPT_FIELDS
    }


def thanks(visit: Visit, *, recorded: Recorded) -> Response:
    """The receipt. Rendered in answer to the POST: a redirect is one more chance to fail."""
    way_in = visit.way_in
    kind = Thanks(
        language=visit.language,
        simulated=way_in.simulated,
        late=recorded.late,
        duplicate=recorded.duplicate,
        of_dossier=bool(visit.dossier),
        receipted=recorded.receipt is not None,
        withheld=bool(recorded.withheld),
        quick=visit.prepared.definition.purpose == "quick",
        published=way_in.has_published,
    )
    words: dict[str, str | Markup] = {
        "unit": way_in.unit_name,
        "round": way_in.round_name,
        "receipt": printed_receipt(recorded.receipt) if recorded.receipt else "",
        "form": f"{request.path}?lang={visit.language}",
        "results": results_address(way_in) if way_in.has_published else "",
    }
    return _receipted(_packed(prepared_thanks(kind), words), recorded)


def different(visit: Visit, *, posted: Posted, first: Recorded, token: str | None) -> Response:
    """The same page was sent with other answers (P1): the first receipt, and a way to send both.

    `token` is that of a new form, None when the round takes no new ones.
    """
    page = render_template(
        "citizen/different.html",
        language=visit.language,
        way_in=visit.way_in,
        simulated=visit.way_in.simulated,
        receipt=printed_receipt(first.receipt) if first.receipt else "",
        posted={name: list(map(without_controls, texts)) for name, texts in posted.items()},
        token=token,
    )
    return _receipted(own_page(page, 409), first)


def results_address(way_in: WayIn) -> str:
    """The public page with the last published result of what is rated."""
    return url_for("results.public_unit", authority=way_in.authority_code, unit=way_in.unit_code)


def packed_page(page: PackedPage) -> Response:
    """A page without slots that does not depend on the person."""
    return _packed(page, {})


def own_page(body: str | bytes, status: int) -> Response:
    """A page of one person, which the browser may keep for the way back."""
    response = Response(body, status, mimetype="text/html")
    response.headers["Cache-Control"] = OWN_COPY
    return response


def _form_words(visit: Visit, token: str) -> dict[str, str | Markup]:
    way_in = visit.way_in
    return {
        "round": way_in.round_name,
        "target": target_words(way_in, visit.language),
        "token": token,
    }


def _receipted(page: Response, recorded: Recorded) -> Response:
    """Also tell the receipt to a script that kept the answers until now (P9)."""
    if recorded.receipt:
        page.headers["X-Receipt"] = printed_receipt(recorded.receipt)
    return page


def _packed(page: PackedPage, words: Mapping[str, str | Markup], status: int = 200) -> Response:
    gzip = accepts_gzip()
    response = own_page(page.gzipped(words) if gzip else page.plain(words), status)
    if gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    return response
