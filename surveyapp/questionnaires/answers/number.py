"""A whole number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveyapp.platform.formats import number
from surveyapp.questionnaires.answers.base import AnswerError, Item

#: Digits, or groups of three with a point or a space between: 1500, 1.500, 1 500; never 4.5.
_NUMBER = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?:[. ][0-9]{3}){1,3})")

NOT_A_NUMBER = {
    "vi": "Xin nhập một số nguyên, chỉ gồm chữ số.",
    "km": "សូមវាយបញ្ចូលចំនួនគត់មួយ មានតែលេខ 0 ដល់ 9។",
    "en": "Please type a whole number, in digits only.",
}
OUT_OF_RANGE = {
    "vi": "Xin nhập một số từ {} đến {}.",
    "km": "សូមវាយបញ្ចូលចំនួនពី {} ដល់ {}។",
    "en": "Please type a number from {} to {}.",
}


class WholeNumber(Item):
    """A whole number between two bounds. Blank is not zero (P20)."""

    partial: ClassVar[str] = "number"

    type: Literal["number"]
    minimum: int = 0
    maximum: int = Field(default=1_000_000)

    def contradictions(self) -> Iterator[tuple[str, str, str, str]]:
        """Also bounds that no number can meet."""
        yield from super().contradictions()
        if self.minimum > self.maximum:
            yield (
                "minimum",
                "bad-range",
                f"Số nhỏ nhất {self.minimum} lớn hơn số lớn nhất {self.maximum}.",
                "Đổi minimum hoặc maximum.",
            )

    def parse(self, posted: Sequence[str]) -> Any:
        """The number, or None for a blank."""
        texts = [text.strip() for text in posted if text.strip()]
        if not texts:
            return None
        if len(texts) > 1 or not _NUMBER.fullmatch(texts[0]):
            raise AnswerError("not-a-number", NOT_A_NUMBER)
        value = int(texts[0].replace(".", "").replace(" ", ""))
        if not self.minimum <= value <= self.maximum:
            raise AnswerError("out-of-range", self._range_words())
        return value

    def _range_words(self) -> dict[str, str]:
        return {
            language: sentence.format(
                number(self.minimum, 0, language), number(self.maximum, 0, language)
            )
            for language, sentence in OUT_OF_RANGE.items()
        }

    def words(self, stored: Any, language: str = "vi") -> str:  # noqa: ARG002 -- one signature for all types
        """The digits."""
        return "" if stored is None else str(stored)
