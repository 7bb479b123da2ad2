"""Checking what was posted against the version of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveyapp.platform.definitions import Text
from surveyapp.platform.errors import Invalid
from surveyapp.questionnaires.answers import AnswerError, Item
from surveyapp.questionnaires.definition import QuestionnaireDefinition

#: What the tick box of a sensitive item sends.
CONSENTED = "1"

REQUIRED = {
    "vi": "Anh/chị chưa trả lời câu này.",
    "km": "អ្នកមិនទាន់បានឆ្លើយសំណួរនេះទេ។",
    "en": "You have not answered this question yet.",
}
UNKNOWN_ITEM = {
    "vi": "Phiếu này không có câu hỏi mang mã gửi kèm.",
    "km": "ក្រដាសនេះគ្មានសំណួរដែលត្រូវនឹងលេខកូដដែលផ្ញើមកទេ។",
    "en": "This form has no question with the code that was sent.",
}


@dataclass(frozen=True, slots=True)
class ItemFault:
    """What is wrong with one item, in a sentence for the person who answers, by language."""

    item: str
    code: str
    words: Text

    @property
    def message(self) -> str:
        """The sentence in Vietnamese."""
        return self.words["vi"]


@dataclass(slots=True)
class Checked:
    """The stored form of the answers, every fault, and what was left out for want of consent."""

    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[ItemFault] = field(default_factory=list)
    #: Sensitive items that were answered without the tick that allows to store the answer.
    withheld: list[str] = field(default_factory=list)


class AnswersInvalid(Invalid):
    """The answers break the form's rules; nothing was stored. `faults` has one entry per item."""

    def __init__(self, faults: Sequence[ItemFault]) -> None:
        super().__init__("answers", f"Có {len(faults)} câu cần xem lại.")
        self.faults = tuple(faults)


def check_answers(
    definition: QuestionnaireDefinition, posted: Mapping[str, Sequence[str]]
) -> Checked:
    """Parse every item in the form's order; blanks are absent from the stored answers.

    An answer to a sensitive item counts only with its consent (`<item>.consent` = `1`); without it
    nothing of the answer is read, so it can be no fault either.
    """
    checked = Checked()
    known = set()
    for item in definition.items:
        known.add(item.id)
        texts = posted.get(item.id, ())
        if item.sensitive:
            known.add(item.consent)
            if CONSENTED not in posted.get(item.consent, ()):
                if any(text.strip() for text in texts):
                    checked.withheld.append(item.id)
                continue
        _check_item(item, texts, checked)
    checked.faults += [
        ItemFault(name, "unknown-item", UNKNOWN_ITEM) for name in sorted(set(posted) - known)
    ]
    return checked


def _check_item(item: Item, texts: Sequence[str], checked: Checked) -> None:
    try:
        value = item.parse(texts)
    except AnswerError as error:
        checked.faults.append(ItemFault(item.id, error.code, error.words))
        return
    if value is not None:
        checked.answers[item.id] = value
    elif item.required:
        checked.faults.append(ItemFault(item.id, "required", REQUIRED))
