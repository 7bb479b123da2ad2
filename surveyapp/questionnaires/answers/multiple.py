"""Any number of answers out of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveyapp.questionnaires.answers.base import AnswerError, Item, Option

WORDS = {
    "vi": "Xin chọn trong các phương án đã cho.",
    "km": "សូមជ្រើសរើសក្នុងចំណោមចម្លើយដែលមាន។",
    "en": "Please choose among the given answers.",
}


class MultipleChoice(Item):
    """Several options; stored as a list in the order of the questionnaire."""

    partial: ClassVar[str] = "multiple_choice"

    type: Literal["multiple_choice"]
    options: list[Option] = Field(min_length=2)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of the options; an answer holds any number of them."""
        return tuple(option.value for option in self.options)

    def parse(self, posted: Sequence[str]) -> Any:
        """The chosen values in the questionnaire's order, or None."""
        chosen = {value for value in posted if value}
        known = self.choices
        if chosen - set(known):
            raise AnswerError("unknown-option", WORDS)
        return [value for value in known if value in chosen] or None

    def words(self, stored: Any, language: str = "vi") -> str:
        """The labels, separated by semicolons."""
        chosen = [option for option in self.options if option.value in (stored or ())]
        return "; ".join(option.label.get(language) or option.label["vi"] for option in chosen)
