"""Links that lead to no form: each reason has its own plain page and says what one can do now."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from surveyapp.citizen.languages import words
from surveyapp.citizen.page_language import page_language
from surveyapp.citizen.prepared import named
from surveyapp.citizen.rendering import results_address
from surveyapp.platform.clock import end_of_day, local_day
from surveyapp.platform.formats import date_in, datetime_in, last_day
from surveyapp.platform.sessions import settings
from surveyapp.rounds.way_in import WayIn

#: Reason -> status. The template of a reason is `citizen/refused/<reason>.html`.
STATUS = {
    "edited": 404,
    "old_key": 410,
    "unknown": 404,
    "draft": 403,
    "closed": 410,
    "published": 410,
}


class Refused(Exception):
    """A link leads to no form now. `way_in` is there when the link itself is good."""

    def __init__(self, reason: str, way_in: WayIn | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.way_in = way_in


def refusal_page(refused: Refused) -> ResponseReturnValue:
    """The page of a reason. A form that was sent to it is said not to be received."""
    language = page_language()
    way_in = refused.way_in
    page = render_template(
        f"citizen/refused/{refused.reason}.html",
        language=language,
        reason=refused.reason,
        simulated=bool(way_in and way_in.simulated),
        names=_names(way_in, language) if way_in else {},
        results=results_address(way_in) if way_in and way_in.has_published else "",
        sent=request.method == "POST",
    )
    return page, STATUS[refused.reason], {"Vary": "Accept-Language"}


def _names(way_in: WayIn, language: str) -> dict[str, str | Markup]:
    """What the sentences of a refusal name: the round, what is rated, the dates."""
    bold = Markup("<b>{}</b>").format
    opens = date_in(local_day(way_in.opens_at, settings().zone), language)
    return {
        "round": named(way_in.round_name, language),
        "unit": named(way_in.unit_name, language),
        "begin": bold(opens),
        "end": bold(_end(way_in, language)),
    }


def _end(way_in: WayIn, language: str) -> str:
    """`hết ngày 15/07/2026`, or the minute where the desk ended the round within a day."""
    zone = settings().zone
    day = last_day(way_in.closes_at, zone)
    if end_of_day(day, zone) == way_in.closes_at:
        return words(language).say("refused.end_of", day=date_in(day, language))
    return datetime_in(way_in.closes_at, zone, language)
