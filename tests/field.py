"""Small but real things for tests: a programme of two units and one counter, a round, responses."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveyapp.programmes.definition import ProgrammeDefinition, ProgrammeSource
from surveyapp.programmes.services import load_programme
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.row import Submission
from surveyapp.responses.services import Recorded, record_response
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Round
from surveyapp.rounds.services import RoundDates, create_round
from surveyapp.rounds.way_in import WayIn, find_way_in
from surveyapp.units.models import Counter, Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Noon in Việt Nam on a day of the field work.
NOON = datetime(2026, 3, 10, 5, tzinfo=UTC)
KEYS = {1: b"a key of thirty-two bytes or more"}
_numbers = itertools.count(1)


def questionnaire(**changes: Any) -> QuestionnaireDefinition:
    """A form with two scored items, a choice and a text."""
    items = [
        {
            "id": "polite",
            "type": "satisfaction",
            "text": "Thái độ lịch sự",
            "required": True,
            "criterion": "polite",
        },
        {
            "id": "on_time",
            "type": "satisfaction",
            "text": "Trả kết quả đúng hẹn",
            "criterion": "on_time",
            "no_opinion": True,
        },
        {
            "id": "late",
            "type": "single_choice",
            "text": "Hồ sơ có trễ hẹn không?",
            "options": [{"value": "no", "label": "Không"}, {"value": "yes", "label": "Có"}],
        },
        {"id": "suggestion", "type": "text", "text": "Góp ý"},
    ]
    base: dict[str, Any] = {
        "code": "counter_form",
        "version": "1",
        "number": "01/TT",
        "title": "Phiếu khảo sát",
        "reached": "counter",
        "introduction": "Xin anh/chị cho biết ý kiến.",
        "confidentiality": "Câu trả lời được giữ kín.",
        "sections": [{"code": "all", "title": "Đánh giá", "items": items}],
    }
    return QuestionnaireDefinition.model_validate(base | changes)


def programme(**changes: Any) -> ProgrammeDefinition:
    """Two units of one group, two criteria in two factors, points out of 15."""
    base: dict[str, Any] = {
        "code": "small",
        "version": "1",
        "name": "Bộ chỉ số nhỏ",
        "authority": {"code": "tinh", "name": "Ủy ban nhân dân tỉnh"},
        "groups": [{"code": "so", "name": "Sở, ngành"}],
        "index": {
            "contents": [
                {
                    "code": "service",
                    "name": "Dịch vụ",
                    "factors": [
                        _factor("official", "Công chức", "polite", "Lịch sự"),
                        _factor("result", "Kết quả", "on_time", "Đúng hẹn"),
                    ],
                }
            ]
        },
        "parts": [{"code": "sipas", "name": "SIPAS", "kind": "sipas", "max_points": {"so": 15}}],
        "units": [
            {"code": "snv", "name": "Sở Nội vụ", "group": "so"},
            {"code": "stc", "name": "Sở Tài chính", "group": "so"},
        ],
        "counters": [
            {
                "place": "mot-cua",
                "place_name": "Bộ phận Một cửa",
                "counter": "quay-1",
                "counter_name": "Quầy 1",
                "serves": ["group:so"],
            }
        ],
        "questionnaires": ["counter_form"],
    }
    return ProgrammeDefinition.model_validate(base | changes)


def _factor(code: str, name: str, criterion: str, criterion_name: str) -> dict[str, Any]:
    return {"code": code, "name": name, "criteria": [{"code": criterion, "name": criterion_name}]}


@dataclass(frozen=True)
class Field:
    """A round in the field with everything a test needs to answer its forms."""

    round: Round
    units: list[Unit]
    counter: Counter
    forms: tuple[QuestionnaireDefinition, ...] = field(default=())

    def way_in(self, session: Session, *, unit: int = 0, form: int = 1) -> WayIn:
        """The way in to one unit's form."""
        counter_id = self.counter.id if self.forms[form - 1].reached == "counter" else 0
        target = LinkTarget(self.round.id, self.units[unit].id, counter_id, form)
        found = find_way_in(session, target=target)
        assert found is not None
        return found


def make_field(
    session: Session,
    *,
    now: datetime = NOON,
    days: int = 30,
    definition: ProgrammeDefinition | None = None,
    forms: Sequence[QuestionnaireDefinition] = (),
    **settings: Any,
) -> Field:
    """Load a programme and open a round of it from today on."""
    used = tuple(forms) or (questionnaire(),)
    source = ProgrammeSource(definition or programme(), used)
    loaded = load_programme(session, source=source, now=now)
    today = now.astimezone(ZONE).date()
    round_ = create_round(
        session,
        programme=loaded.programme_version,
        code=f"dot-{next(_numbers)}",
        name="Đợt thử",
        dates=RoundDates(today, today + timedelta(days=days), today, today),
        zone=ZONE,
        now=now,
        **settings,
    )
    codes = [unit.code for unit in source.definition.units]
    by_code = {
        unit.code: unit
        for unit in session.query(Unit).where(Unit.authority_id == round_.authority_id)
    }
    counter = session.query(Counter).order_by(Counter.id).first()
    assert counter is not None
    return Field(round_, [by_code[code] for code in codes], counter, used)


def answer(
    session: Session,
    field: Field,
    posted: Mapping[str, Sequence[str]],
    *,
    unit: int = 0,
    form: int = 1,
    submission_id: str = "",
    opened_at: datetime = NOON,
    now: datetime = NOON,
    **facts: Any,
) -> Recorded:
    """Record one response through the door; `facts` are further ones of the submission."""
    return record_response(
        session.connection(),
        way_in=field.way_in(session, unit=unit, form=form),
        definition=field.forms[form - 1],
        submission=Submission(
            submission_id or new_submission_id(), posted, "qr", opened_at, **facts
        ),
        zone=ZONE,
        now=now,
    )
