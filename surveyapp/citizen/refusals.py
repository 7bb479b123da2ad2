"""Links that lead to no form: each reason has its own plain page and says what one can do now."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

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
        sent=request.method == "POST",
    )
    return page, STATUS[refused.reason]
