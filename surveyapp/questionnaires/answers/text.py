"""A person's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from surveyapp.platform.formats import number
from surveyapp.platform.vietnamese import nfc, without_controls
from surveyapp.questionnaires.answers.base import AnswerError, Item

TOO_LONG = {
    "vi": "Ý kiến dài {} ký tự, tối đa {}. Xin rút ngắn lại.",
    "km": "មតិមាន {} តួអក្សរ ច្រើនបំផុត {}។ សូមសរសេរឱ្យខ្លី។",
    "en": "Your comment has {} characters, at most {} fit. Please shorten it.",
}


class FreeText(Item):
    """Text in NFC, without control characters (P18); too long a text is refused, never cut."""

    partial: ClassVar[str] = "text"

    type: Literal["text"]
    max_length: int = Field(default=2000, ge=1, le=10_000)
    multiline: bool = True

    def parse(self, posted: Sequence[str]) -> Any:
        """The cleaned text, or None when nothing is left."""
        # Composed again: a mark may have been parted from its letter by what was taken out.
        text = nfc(without_controls(nfc("\n".join(posted)))).strip()
        if len(text) > self.max_length:
            raise AnswerError("too-long", _too_long(len(text), self.max_length))
        return text or None

    def words(self, stored: Any, language: str = "vi") -> str:  # noqa: ARG002 -- one signature for all types
        """The text itself."""
        return str(stored or "")


def _too_long(given: int, longest: int) -> dict[str, str]:
    return {
        language: sentence.format(number(given, 0, language), number(longest, 0, language))
        for language, sentence in TOO_LONG.items()
    }
