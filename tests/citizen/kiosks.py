"""Kiosks for tests: a counter with a quick and a full form, and a tablet that stands there."""

from __future__ import annotations

from typing import Any

from surveyapp.citizen.kiosk.services import create_kiosk
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.rounds.links import sign_kiosk
from surveyapp.rounds.models import Round
from tests.citizen.conftest import Counter
from tests.field import programme, questionnaire

PIN = "204816"


def quick_form(**changes: Any) -> QuestionnaireDefinition:
    """One face, then optional details."""
    rating = {"id": "overall", "type": "satisfaction", "text": "Anh/chị có hài lòng không?"}
    reasons = {
        "id": "reasons",
        "type": "multiple_choice",
        "text": "Vì điều gì?",
        "options": [{"value": "time", "label": "Thời gian"}, {"value": "way", "label": "Thái độ"}],
    }
    sections = [
        {"code": "rating", "title": "Đánh giá", "items": [rating | {"required": True}]},
        {"code": "detail", "title": "Nói thêm", "items": [reasons]},
    ]
    base = {"code": "quick_form", "number": "03/N", "title": "Đánh giá nhanh", "purpose": "quick"}
    return questionnaire(**(base | {"sections": sections} | changes))


def with_quick_form() -> dict[str, Any]:
    """What `make_field` takes for a round with both forms."""
    definition = programme(questionnaires=["counter_form", "quick_form"])
    return {"definition": definition, "forms": [questionnaire(), quick_form()]}


def put_kiosk(counter: Counter, *, offers: str = "both", **changes: Any) -> str:
    """Stand a tablet at the counter; the text that opens it."""
    values = {"name": "Máy cạnh quầy 1", "idle_seconds": 60, "pin": PIN, "offers": offers}
    with counter.database.transaction() as session:
        kiosk = create_kiosk(
            session,
            round_=session.get_one(Round, counter.field.round.id),
            counter_id=counter.field.counter.id,
            now=counter.clock.moment,
            **(values | changes),
        )
        kiosk_id = kiosk.id
    return sign_kiosk(kiosk_id, keys=counter.app.extensions["surveyapp"].settings.link_key_ring)
