"""A whole number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveyapp.questionnaires.answers.base import AnswerError, Item


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
        text = "".join(posted).strip().replace(".", "").replace(" ", "")
        if not text:
            return None
        if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 12:
            raise AnswerError("not-a-number", "Hãy nhập một số, chỉ gồm chữ số.")
        if not self.minimum <= int(text) <= self.maximum:
            raise AnswerError(
                "out-of-range", f"Hãy nhập một số từ {self.minimum} đến {self.maximum}."
            )
        return int(text)

    def words(self, stored: Any, language: str = "vi") -> str:  # noqa: ARG002 -- one signature for all types
        """The digits."""
        return "" if stored is None else str(stored)
