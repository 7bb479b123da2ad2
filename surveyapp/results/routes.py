"""The tables of a round as they are published, and one unit's figures behind them."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from surveyapp.platform import access
from surveyapp.platform.errors import NotFound
from surveyapp.platform.sessions import db_session, now
from surveyapp.results.freshness import freshness_of
from surveyapp.results.queries import find_result_view
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.state import state_of

blueprint = Blueprint("results", __name__)


@blueprint.get("/rounds/<code>/results")
@access.signed_in
def table(code: str) -> ResponseReturnValue:
    """The satisfaction table: rank, unit, forms, index, points, per group."""
    return _page("results/table.html", code)


@blueprint.get("/rounds/<code>/score")
@access.signed_in
def score(code: str) -> ResponseReturnValue:
    """The reform score: every part, total, index and class, per group."""
    return _page("results/score.html", code)


@blueprint.get("/rounds/<code>/results/<unit>")
@access.signed_in
def unit(code: str, unit: str) -> ResponseReturnValue:
    """The factors and criteria of one unit."""
    return _page("results/unit.html", code, unit)


def _page(template: str, code: str, unit_code: str = "") -> str:
    round_ = own_round(code)
    view = find_result_view(db_session(), round_id=round_.id)
    row = view.find_unit(unit_code) if view else None
    if unit_code and view and row is None:
        raise NotFound("unit", "Đợt này không đánh giá đơn vị đó.")
    return render_template(
        template,
        round=round_,
        state=state_of(round_, now=now()),
        freshness=freshness_of(db_session(), round_=round_),
        result=view,
        unit=row,
    )
