"""A small round to score: two groups, five units, two forms, two imported parts, five classes.

Form `tt` (counter) asks polite and clear; form `dvc` (portal) asks clear and on_time.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveyapp.programmes.definition import ProgrammeDefinition, ProgrammeSource
from surveyapp.programmes.services import load_programme
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.row import Submission
from surveyapp.responses.services import Recorded, record_response
from surveyapp.results.queries import find_result_view
from surveyapp.results.rows import ResultView, UnitRow
from surveyapp.results.services import refresh_result
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Population, Round
from surveyapp.rounds.services import RoundDates, create_round
from surveyapp.rounds.way_in import find_way_in
from surveyapp.scores.services import import_scores
from surveyapp.units.queries import unit_codes

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
FORMS = {"tt": 1, "dvc": 2, "nhanh": 3}
#: Points of every unit, as a file of other departments has them.
GOOD = """unit,name,max_points,self,officials
snv,Sở Nội vụ,93.50,47.68,18.92
stc,Sở Tài chính,89,40.47,18.56
syt,Sở Y tế,94.5,30.07,18.30
cthue,Cục Thuế,109,46.81,23.36
kbnn,Kho bạc,107,46.42,25.17
"""
_numbers = itertools.count(1)


def form(code: str, items: Mapping[str, str]) -> QuestionnaireDefinition:
    """A questionnaire whose items (by id) feed criteria."""
    return QuestionnaireDefinition.model_validate(
        {
            "code": code,
            "version": "1",
            "number": code.upper(),
            "title": "Phiếu khảo sát",
            "reached": "counter" if code == "tt" else "portal",
            "introduction": "Xin cho biết ý kiến.",
            "confidentiality": "Câu trả lời được giữ kín.",
            "sections": [
                {
                    "code": "all",
                    "title": "Đánh giá",
                    "items": [
                        {
                            "id": item,
                            "type": "satisfaction",
                            "text": item,
                            "criterion": criterion,
                            "no_opinion": True,
                        }
                        for item, criterion in items.items()
                    ],
                }
            ],
        }
    )


def quick_form(code: str = "nhanh") -> QuestionnaireDefinition:
    """A quick rating: one question that feeds no criterion, and own words."""
    rating = {"id": "rating", "type": "satisfaction", "text": "Hài lòng?", "required": True}
    words = {"id": "words", "type": "text", "text": "Nói thêm"}
    full = form(code, {"x": "x"}).canonical()
    section = {"code": "all", "title": "Đánh giá nhanh", "items": [rating, words]}
    return QuestionnaireDefinition.model_validate(
        full | {"purpose": "quick", "reached": "counter", "sections": [section]}
    )


def factor(code: str, name: str, **criteria: str) -> dict[str, Any]:
    """A factor with its criteria as code=name."""
    listed = [{"code": key, "name": value} for key, value in criteria.items()]
    return {"code": code, "name": name, "criteria": listed}


def definition(**changes: Any) -> ProgrammeDefinition:
    """The programme; `method=` and other keys replace what is here."""
    base: dict[str, Any] = {
        "code": f"nho-{next(_numbers)}",
        "version": "1",
        "name": "Bộ chỉ số nhỏ",
        "authority": {"code": "tinh", "name": "Ủy ban nhân dân tỉnh"},
        "groups": [
            {"code": "so", "name": "Sở, ngành", "max_points": 100},
            {"code": "tw", "name": "Cơ quan Trung ương"},
        ],
        "index": {
            "contents": [
                {
                    "code": "service",
                    "name": "Dịch vụ",
                    "factors": [
                        factor("official", "Công chức", polite="Lịch sự", clear="Dễ hiểu"),
                        factor("result", "Kết quả", on_time="Đúng hẹn"),
                    ],
                }
            ]
        },
        "parts": [
            {
                "code": "self",
                "name": "Tự đánh giá",
                "kind": "imported",
                "max_points": {"so": 60, "tw": "65.5"},
            },
            {"code": "officials", "name": "Khảo sát cán bộ", "kind": "imported"},
            {
                "code": "sipas",
                "name": "SIPAS",
                "kind": "sipas",
                "max_points": {"so": 15, "tw": 16},
            },
        ],
        "classes": [
            {"code": "nhom_1", "name": "Nhóm 1", "above": 90},
            {"code": "nhom_2", "name": "Nhóm 2", "at_least": 80, "at_most": 90},
            {"code": "nhom_3", "name": "Nhóm 3", "below": 80},
        ],
        "units": [
            {"code": "snv", "name": "Sở Nội vụ", "group": "so"},
            {"code": "stc", "name": "Sở Tài chính", "group": "so"},
            {"code": "syt", "name": "Sở Y tế", "group": "so"},
            {"code": "cthue", "name": "Cục Thuế", "group": "tw"},
            {"code": "kbnn", "name": "Kho bạc Nhà nước", "group": "tw"},
        ],
        "counters": [
            {
                "place": "mot-cua",
                "place_name": "Bộ phận Một cửa",
                "counter": "quay-1",
                "counter_name": "Quầy 1",
                "serves": ["group:so", "group:tw"],
            }
        ],
        "questionnaires": ["tt", "dvc"],
    }
    return ProgrammeDefinition.model_validate(base | changes)


@dataclass(frozen=True)
class Scene:
    """A round of the programme."""

    session: Session
    round: Round
    forms: tuple[QuestionnaireDefinition, ...]
    ids: dict[str, int]

    def answer(self, unit: str, form: str, now: datetime = NOW, **answers: str) -> Recorded:
        """One response through the door."""
        position = FORMS[form]
        target = LinkTarget(self.round.id, self.ids[unit], 0, position)
        way_in = find_way_in(self.session, target=target)
        assert way_in is not None
        posted = {item: [value] for item, value in answers.items()}
        return record_response(
            self.session.connection(),
            way_in=way_in,
            definition=self.forms[position - 1],
            submission=Submission(new_submission_id(), posted, "qr", now),
            zone=ZONE,
            now=now,
        )

    def population(self, unit: str, channel: str, dossiers: int, field: str = "") -> None:
        """Finished dossiers of a unit in one channel; each form is a channel here."""
        row = Population(
            round_id=self.round.id,
            unit_id=self.ids[unit],
            channel=channel,
            field_code=field,
            dossiers=dossiers,
        )
        self.session.add(row)
        self.session.flush()


def make_scene(
    session: Session, *, simulated: bool = False, quick: bool = False, **changes: Any
) -> Scene:
    """Load the programme and open a round of it; `changes` replace keys of the programme.

    With `quick` there is a third form `nhanh`, a quick rating.
    """
    forms: tuple[QuestionnaireDefinition, ...] = (
        form("tt", {"polite": "polite", "clear": "clear"}),
        form("dvc", {"clear": "clear", "on_time": "on_time"}),
    )
    if quick:
        forms = (*forms, quick_form())
        changes = {"questionnaires": ["tt", "dvc", "nhanh"], "quick_forms": ["nhanh"], **changes}
    source = ProgrammeSource(definition(**changes), forms)
    loaded = load_programme(session, source=source, now=NOW - timedelta(days=1))
    today = NOW.astimezone(ZONE).date()
    round_ = create_round(
        session,
        programme=loaded.programme_version,
        code=f"dot-{next(_numbers)}",
        name="Đợt thử",
        dates=RoundDates(today, today + timedelta(days=30), today, today),
        zone=ZONE,
        now=NOW,
        simulated=simulated,
    )
    codes = unit_codes(session, authority_id=round_.authority_id)
    return Scene(session, round_, forms, {code: key for key, code in codes.items()})


def result_of(scene: Scene) -> ResultView:
    """The result of the round, computed anew where it must be."""
    refresh_result(scene.session, round_id=scene.round.id, now=NOW)
    view = find_result_view(scene.session, round_id=scene.round.id)
    assert view is not None
    return view


def unit_of(scene: Scene, code: str) -> UnitRow:
    """The row of one unit."""
    row = result_of(scene).find_unit(code)
    assert row is not None
    return row


def load_scores(scene: Scene, folder: Path, content: str = GOOD) -> None:
    """Import points from a file of this content."""
    path = folder / "diem.csv"
    path.write_text(content, encoding="utf-8")
    import_scores(scene.session, round_id=scene.round.id, path=path, now=NOW, partial=True)
