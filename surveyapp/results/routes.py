"""The tables of a round as they are published, and one unit's figures behind them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from surveyapp.citizen.page_language import page_language
from surveyapp.platform import access
from surveyapp.platform.errors import NotFound
from surveyapp.platform.sessions import db_session, now, settings
from surveyapp.programmes.definition import Method
from surveyapp.questionnaires.answers.satisfaction import LABELS
from surveyapp.results.chart import scale_of
from surveyapp.results.freshness import freshness_of
from surveyapp.results.public import RatedUnit, get_published_result
from surveyapp.results.queries import find_result_view
from surveyapp.results.rows import ResultView
from surveyapp.results.sheets import index_sheet, score_sheet
from surveyapp.results.wording import FILTERS
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.state import state_of

#: What is published is the same for everybody and does not change.
PUBLIC_FOR_A_MINUTE = "public, max-age=60"

blueprint = Blueprint("results", __name__)
for _name, _filter in {**FILTERS, "scale": scale_of}.items():
    blueprint.add_app_template_filter(_filter, _name)


@blueprint.get("/rounds/<code>/results")
@access.signed_in
def table(code: str) -> ResponseReturnValue:
    """The satisfaction table per group: rank, unit, index and how sure it is, points."""
    return _page("results/table.html", code)


@blueprint.get("/rounds/<code>/score")
@access.signed_in
def score(code: str) -> ResponseReturnValue:
    """The reform score: every part, total, index and class, per group."""
    return _page("results/score.html", code)


@blueprint.get("/rounds/<code>/results/<unit>")
@access.signed_in
def unit(code: str, unit: str) -> ResponseReturnValue:
    """The factors and criteria of one unit, and how it is weighted."""
    return _page("results/unit.html", code, unit)


@blueprint.get("/rounds/<code>/results.csv")
@access.signed_in
def index_sheet_file(code: str) -> Response:
    """The satisfaction table for a spreadsheet."""
    return _sheet(code, index_sheet, "chi-so-hai-long")


@blueprint.get("/rounds/<code>/score.csv")
@access.signed_in
def score_sheet_file(code: str) -> Response:
    """The table of the reform score for a spreadsheet."""
    return _sheet(code, score_sheet, "chi-so-cchc")


@blueprint.get("/ket-qua/<authority>/<unit>")
@access.public
def public_unit(authority: str, unit: str) -> ResponseReturnValue:
    """The last published result of a unit, for everybody; nothing that is not published."""
    found = get_published_result(
        db_session(), authority_code=authority, unit_code=unit, zone=settings().zone, now=now()
    )
    language = page_language()
    page = render_template(
        "results/public.html", language=language, found=found, levels=_levels(found, language)
    )
    return page, 200, {"Vary": "Accept-Language", "Cache-Control": PUBLIC_FOR_A_MINUTE}


def _levels(found: RatedUnit, language: str) -> list[str]:
    """The words of the answers that count as satisfied."""
    if found.published is None:
        return []
    satisfied = found.published.result.method.get("satisfied", Method().satisfied)
    return [LABELS[level][language] for level in satisfied]


def _sheet(code: str, write: Callable[[ResultView], str], name: str) -> Response:
    view = find_result_view(db_session(), round_id=own_round(code).id)
    if view is None:
        raise NotFound("result", "Kết quả của đợt đang được tính. Xin thử lại sau ít phút.")
    response = Response(write(view).encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{code}.csv"'
    return response


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
