"""A whole number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveyapp.questionnaires.answers.base import AnswerError, Item

#: Digits, or groups of three with a point or a space between: 1500, 1.500, 1 500; never 4.5.
_NUMBER = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?:[. ][0-9]{3}){1,3})")


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
            raise AnswerError("not-a-number", "Xin nhập một số nguyên, chỉ gồm chữ số.")
        number = int(texts[0].replace(".", "").replace(" ", ""))
        if not self.minimum <= number <= self.maximum:
            raise AnswerError(
                "out-of-range", f"Xin nhập một số từ {self.minimum} đến {self.maximum}."
            )
        return number

    def words(self, stored: Any, language: str = "vi") -> str:  # noqa: ARG002 -- one signature for all types
        """The digits."""
        return "" if stored is None else str(stored)
