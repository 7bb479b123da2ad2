"""The desk page that takes points which come from outside the survey."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from surveyapp.accounts.login import record_own
from surveyapp.platform import access
from surveyapp.platform.errors import Invalid, WrongState
from surveyapp.platform.faults import Fault, Faulty
from surveyapp.platform.sessions import db_session, now
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.desk import own_round
from surveyapp.rounds.models import Round
from surveyapp.rounds.state import state_of
from surveyapp.scores.forms import ScoresForm
from surveyapp.scores.queries import get_scores
from surveyapp.scores.services import ScoreImport, import_scores
from surveyapp.scores.sheet import score_sheet

blueprint = Blueprint("scores", __name__)


@blueprint.route("/rounds/<code>/scores", methods=["GET", "POST"])
@access.role("survey_manager")
def upload(code: str) -> ResponseReturnValue:
    """Take a CSV file: all of it, or nothing with every fault named."""
    round_ = own_round(code)
    form = ScoresForm()
    faults: tuple[Fault, ...] = ()
    if form.accepted():
        try:
            done = _import(form, round_)
        except Faulty as error:
            faults = error.faults
        except (Invalid, WrongState) as error:
            form.refuse("", error.message)
        else:
            flash(_done_words(done))
            return redirect(url_for("results.score", code=code))
    return _page(round_, form, faults), 400 if request.method == "POST" else 200


def _import(form: ScoresForm, round_: Round) -> ScoreImport:
    with TemporaryDirectory() as folder:
        path = Path(folder) / (secure_filename(form.file.data.filename) or "tep.csv")
        form.file.data.save(path)
        done = import_scores(
            db_session(), round_id=round_.id, path=path, now=now(), partial=form.partial.data
        )
    detail = {"units": done.units, "figures": done.figures, "file": path.name}
    record_own("scores.import", round_.code, detail)
    return done


def _done_words(done: ScoreImport) -> str:
    words = f"Đã nhập {done.figures} số của {done.units} đơn vị. Bảng điểm đang được tính lại."
    return words + (f" Để trống {len(done.unknown)} ô (chưa xác định)." if done.unknown else "")


def _page(round_: Round, form: ScoresForm, faults: tuple[Fault, ...]) -> str:
    definition = definition_of(round_.programme)
    scores = get_scores(db_session(), round_id=round_.id)
    return render_template(
        "scores/upload.html",
        round=round_,
        state=state_of(round_, now=now()),
        form=form,
        faults=faults,
        parts=[part for part in definition.parts if part.kind == "imported"],
        units=len(definition.units),
        scored=len({unit for unit, _ in scores.points}),
        lowered=len(scores.maxima),
    )


@blueprint.get("/rounds/<code>/scores.csv")
@access.role("survey_manager")
def sheet(code: str) -> Response:
    """The table to fill in: every unit, with the points that are known."""
    round_ = own_round(code)
    scores = get_scores(db_session(), round_id=round_.id)
    text = score_sheet(definition_of(round_.programme), scores)
    response = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="diem-{round_.code}.csv"'
    return response
