"""Links that lead to no form: each reason has its own plain page and says what one can do now."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from surveyapp.platform.clock import end_of_day, local_day
from surveyapp.platform.formats import date_vi, datetime_vi, last_day
from surveyapp.platform.sessions import settings
from surveyapp.rounds.queries import WayIn

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
    page = render_template(
        f"citizen/refused/{refused.reason}.html",
        way_in=refused.way_in,
        simulated=bool(refused.way_in and refused.way_in.simulated),
        begin=_beginning(refused.way_in) if refused.way_in else "",
        end=_end(refused.way_in) if refused.way_in else "",
        sent=request.method == "POST",
    )
    return page, STATUS[refused.reason]


def _beginning(way_in: WayIn) -> str:
    return date_vi(local_day(way_in.opens_at, settings().zone))


def _end(way_in: WayIn) -> str:
    """`hết ngày 15/07/2026`, or the minute where the desk ended the round within a day."""
    zone = settings().zone
    day = last_day(way_in.closes_at, zone)
    if end_of_day(day, zone) == way_in.closes_at:
        return f"hết ngày {date_vi(day)}"
    return datetime_vi(way_in.closes_at, zone)
