"""The desk page of a round."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from surveyapp.monitoring.flags import round_flags
from surveyapp.monitoring.services import round_progress
from surveyapp.platform import access
from surveyapp.platform.sessions import db_session, now
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.queries import list_forms
from surveyapp.rounds.state import state_of

blueprint = Blueprint("monitoring", __name__)


@blueprint.get("/rounds/<code>")
@access.signed_in
def round_page(code: str) -> ResponseReturnValue:
    """State, dates, forms, and how many responses came by unit and channel."""
    round_ = own_round(code)
    return render_template(
        "monitoring/round.html",
        round=round_,
        state=state_of(round_, now=now()),
        forms=list_forms(db_session(), programme_version_id=round_.programme_version_id),
        progress=round_progress(db_session(), round_=round_),
        flags=round_flags(db_session(), round_=round_),
    )
