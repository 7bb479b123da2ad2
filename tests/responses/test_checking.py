"""What is stored of a sensitive question: only what its tick box allows (consent by law)."""

from __future__ import annotations

from typing import Any

from surveyapp.responses.checking import check_answers
from tests.field import questionnaire

ETHNICITY: dict[str, Any] = {
    "id": "ethnicity",
    "type": "single_choice",
    "text": "Dân tộc",
    "sensitive": True,
    "options": [{"value": "kinh", "label": "Kinh"}, {"value": "khmer", "label": "Khmer"}],
}
POLITE = {"id": "polite", "type": "satisfaction", "text": "Lịch sự", "criterion": "polite"}
FORM = questionnaire(sections=[{"code": "all", "title": "Phần", "items": [ETHNICITY, POLITE]}])


def test_a_sensitive_answer_with_consent_is_stored() -> None:
    checked = check_answers(FORM, {"ethnicity": ["khmer"], "ethnicity.consent": ["1"]})
    assert (checked.answers, checked.withheld, checked.faults) == ({"ethnicity": "khmer"}, [], [])


def test_without_consent_it_is_left_out_and_the_rest_is_kept() -> None:
    checked = check_answers(FORM, {"ethnicity": ["khmer"], "polite": ["4"]})
    assert checked.answers == {"polite": "4"}
    assert checked.withheld == ["ethnicity"]
    assert checked.faults == []


def test_without_consent_even_a_wrong_answer_is_no_fault() -> None:
    checked = check_answers(FORM, {"ethnicity": ["martian"]})
    assert (checked.answers, checked.faults) == ({}, [])


def test_with_consent_a_wrong_answer_is_a_fault() -> None:
    checked = check_answers(FORM, {"ethnicity": ["martian"], "ethnicity.consent": ["1"]})
    assert [fault.code for fault in checked.faults] == ["unknown-option"]


def test_consent_alone_stores_nothing() -> None:
    checked = check_answers(FORM, {"ethnicity": [""], "ethnicity.consent": ["1"]})
    assert (checked.answers, checked.withheld, checked.faults) == ({}, [], [])


def test_any_other_word_is_no_consent() -> None:
    for said in ("", "0", "on", "true"):
        checked = check_answers(FORM, {"ethnicity": ["kinh"], "ethnicity.consent": [said]})
        assert checked.answers == {}


def test_an_ordinary_question_has_no_consent() -> None:
    checked = check_answers(FORM, {"polite": ["4"], "polite.consent": ["1"]})
    assert [fault.item for fault in checked.faults] == ["polite.consent"]
