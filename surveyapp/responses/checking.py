"""Checking what was posted against the version of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveyapp.platform.errors import Invalid
from surveyapp.questionnaires.answers import AnswerError
from surveyapp.questionnaires.definition import QuestionnaireDefinition


@dataclass(frozen=True, slots=True)
class ItemFault:
    """What is wrong with one item, in a sentence for the person who answers."""

    item: str
    code: str
    message: str


@dataclass(slots=True)
class Checked:
    """The stored form of the answers, and every fault found."""

    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[ItemFault] = field(default_factory=list)


class AnswersInvalid(Invalid):
    """The answers break the form's rules; nothing was stored. `faults` has one entry per item."""

    def __init__(self, faults: Sequence[ItemFault]) -> None:
        super().__init__("answers", f"Có {len(faults)} câu cần xem lại.")
        self.faults = tuple(faults)


def check_answers(
    definition: QuestionnaireDefinition, posted: Mapping[str, Sequence[str]]
) -> Checked:
    """Parse every item in the form's order; blanks are absent from the stored answers."""
    checked = Checked()
    for item in definition.items:
        try:
            value = item.parse(posted.get(item.id, ()))
        except AnswerError as error:
            checked.faults.append(ItemFault(item.id, error.code, error.message))
            continue
        if value is not None:
            checked.answers[item.id] = value
        elif item.required:
            checked.faults.append(ItemFault(item.id, "required", "Anh/chị chưa trả lời câu này."))
    known = {item.id for item in definition.items}
    for name in sorted(set(posted) - known):
        checked.faults.append(
            ItemFault(name, "unknown-item", "Phiếu này không có câu hỏi mang mã gửi kèm.")
        )
    return checked
