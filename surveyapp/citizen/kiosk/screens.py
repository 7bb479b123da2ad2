"""What the person at a kiosk gets to see: start, choices, form, receipt, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from surveyapp.citizen.form_view import view_form
from surveyapp.citizen.kiosk.station import OfferedForm, ServedUnit, Station
from surveyapp.citizen.languages import LANGUAGE_NAMES, words
from surveyapp.citizen.prepared import form_context, target_words
from surveyapp.citizen.rendering import KEPT_FIELDS, Refill, Visit
from surveyapp.platform.clock import end_of_day, local_day
from surveyapp.platform.formats import date_in, datetime_in, last_day
from surveyapp.platform.sessions import settings
from surveyapp.platform.vietnamese import without_controls
from surveyapp.responses.canonical import printed_receipt
from surveyapp.responses.services import Recorded

#: How much longer a page without script waits: it cannot see whether somebody is typing.
PATIENCE_WITHOUT_SCRIPT = 5
#: Of a kiosk nothing is kept: not by the browser, not for the way back (P12).
KEPT = "no-store"

#: Why a kiosk shows no form, and the status of that page.
CLOSED_STATUS = {"kiosk": 410, "draft": 403, "closed": 410, "published": 410}


@dataclass(frozen=True, slots=True)
class Place:
    """A kiosk that was opened, by the text of its link."""

    link: str
    station: Station

    @property
    def home(self) -> str:
        """The address of the start screen."""
        return f"/k/{self.link}"

    def choice_address(self, language: str, unit: int = 0) -> str:
        """Where a language leads, or a unit: to the next choice, or to the form if none is left."""
        units, forms = self.station.units, self.station.forms_in(language)
        if not unit and len(units) == 1:
            unit = units[0].id
        if unit and len(forms) == 1:
            return self.form_address(language, unit, forms[0].position)
        asked = {"lang": language} | ({"unit": unit} if unit and len(units) > 1 else {})
        return f"{self.home}?{urlencode(asked)}"

    def form_address(self, language: str, unit: int, form: int) -> str:
        """The address of a form."""
        return f"{self.home}/{unit}/{form}?lang={language}"


def start_screen(place: Place) -> Response:
    """The languages, each as a large button."""
    targets = [
        (code, LANGUAGE_NAMES[code], place.choice_address(code)) for code in place.station.languages
    ]
    return _screen("start", place, "vi", targets=targets)


def choice_screen(place: Place, *, language: str, unit: ServedUnit | None) -> Response:
    """The units, or for one of them the forms."""
    if unit is None and len(place.station.units) == 1:
        unit = place.station.units[0]
    forms: list[OfferedForm] = place.station.forms_in(language) if unit else []
    return _screen("choose", place, language, unit=unit, forms=forms)


def form_screen(
    place: Place, visit: Visit, *, token: str, refill: Refill | None = None, status: int = 200
) -> Response:
    """The form, empty or as it came back."""
    refill = refill or Refill({})
    form = view_form(
        visit.prepared.definition,
        language=visit.language,
        posted=refill.posted,
        faults=refill.faults,
    )
    fields = {
        "round": visit.way_in.round_name,
        "target": target_words(visit.way_in, visit.language),
        "token": token,
    }
    kept = {name: without_controls(request.form.get(name, ""))[:100] for name in KEPT_FIELDS}
    context = form_context(visit.prepared, form, fields, notice=refill.notice, kept=kept)
    context["unit_name"] = visit.way_in.unit_name
    return _screen("form", place, visit.language, status=status, **context)


def thanks_screen(place: Place, visit: Visit, *, recorded: Recorded) -> Response:
    """The receipt in large letters."""
    receipt = printed_receipt(recorded.receipt) if recorded.receipt else ""
    quick = visit.prepared.definition.purpose == "quick"
    page = _screen("thanks", place, visit.language, receipt=receipt, recorded=recorded, quick=quick)
    if receipt:
        page.headers["X-Receipt"] = receipt
    return page


def different_screen(
    place: Place, visit: Visit, *, posted: Mapping[str, Any], first: Recorded, token: str
) -> Response:
    """The same page with other answers (P1): the first receipt, and a way to send both."""
    return _screen(
        "different",
        place,
        visit.language,
        status=409,
        way_in=visit.way_in,
        receipt=printed_receipt(first.receipt) if first.receipt else "",
        posted={name: list(map(without_controls, texts)) for name, texts in posted.items()},
        token=token,
        simulated=visit.way_in.simulated,
    )


def pin_screen(place: Place, *, token: str, fault: str = "", status: int = 200) -> Response:
    """Asks staff for the PIN."""
    return _screen("enter", place, "vi", status=status, token=token, fault=fault)


def staff_screen(place: Place, *, received: int | None) -> Response:
    """What staff see after the right PIN. `received` is None where it cannot be told."""
    return _screen("staff", place, "vi", received=received)


def closed_screen(place: Place, *, reason: str) -> Response:
    """Why there is no form, in every language of the kiosk: nobody has chosen one here."""
    return _screen(
        "closed",
        place,
        "vi",
        status=CLOSED_STATUS[reason],
        reason=reason,
        named={code: _named(place.station, code) for code in ("vi", *place.station.languages)},
    )


def _screen(name: str, place: Place, tongue: str, /, *, status: int = 200, **more: Any) -> Response:
    page = render_template(
        f"citizen/kiosk/{name}.html",
        **{
            "screen": name,
            "place": place,
            "station": place.station,
            "language": tongue,
            "patience": place.station.idle_seconds * PATIENCE_WITHOUT_SCRIPT,
        }
        | more,
    )
    response = Response(page, status, mimetype="text/html")
    response.headers["Cache-Control"] = KEPT
    return response


def _named(station: Station, language: str) -> dict[str, str]:
    zone = settings().zone
    day = last_day(station.closes_at, zone)
    if end_of_day(day, zone) == station.closes_at:
        end = str(words(language).say("refused.end_of", day=date_in(day, language)))
    else:
        end = datetime_in(station.closes_at, zone, language)
    begin = date_in(local_day(station.opens_at, zone), language)
    return {"round": station.round_name, "begin": begin, "end": end}
