"""One answer out of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveyapp.questionnaires.answers.base import AnswerError, Item, Option

WORDS = {
    "vi": "Xin chọn một trong các phương án đã cho.",
    "km": "សូមជ្រើសរើសចម្លើយមួយក្នុងចំណោមចម្លើយដែលមាន។",
    "en": "Please choose one of the given answers.",
}


class SingleChoice(Item):
    """One option; with `required: false` it may be left blank."""

    partial: ClassVar[str] = "single_choice"

    type: Literal["single_choice"]
    options: list[Option] = Field(min_length=2)

    @property
    def option_values(self) -> tuple[str, ...]:
        """The values of the options, in order."""
        return tuple(option.value for option in self.options)

    def parse(self, posted: Sequence[str]) -> Any:
        """The value of the chosen option, or None."""
        values = [value for value in posted if value]
        if not values:
            return None
        if len(values) > 1 or values[0] not in self.option_values:
            raise AnswerError("unknown-option", WORDS)
        return values[0]

    def words(self, stored: Any, language: str = "vi") -> str:
        """The label of the option."""
        for option in self.options:
            if option.value == stored:
                return option.label.get(language) or option.label["vi"]
        return ""
