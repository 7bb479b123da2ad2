"""The five-point satisfaction scale, the only type that feeds a criterion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from surveyapp.platform.definitions import Text
from surveyapp.questionnaires.answers.base import AnswerError, Item

NO_OPINION = "no_opinion"
LEVELS = ("1", "2", "3", "4", "5")

# km: chờ người bản ngữ rà soát
LABELS: dict[str, Text] = {
    "1": {"vi": "Rất không hài lòng", "km": "មិនពេញចិត្តខ្លាំង", "en": "Very dissatisfied"},
    "2": {"vi": "Không hài lòng", "km": "មិនពេញចិត្ត", "en": "Dissatisfied"},
    "3": {"vi": "Bình thường", "km": "ធម្មតា", "en": "Neutral"},
    "4": {"vi": "Hài lòng", "km": "ពេញចិត្ត", "en": "Satisfied"},
    "5": {"vi": "Rất hài lòng", "km": "ពេញចិត្តខ្លាំង", "en": "Very satisfied"},
    NO_OPINION: {"vi": "Không có ý kiến", "km": "គ្មានយោបល់", "en": "No opinion"},
}

WORDS = {
    "vi": "Xin chọn một mức trong các mức đã cho.",
    "km": "សូមជ្រើសរើសកម្រិតមួយក្នុងចំណោមកម្រិតដែលមាន។",
    "en": "Please choose one of the given levels.",
}


class Satisfaction(Item):
    """One to five, and "không có ý kiến" where the item allows it."""

    partial: ClassVar[str] = "satisfaction"

    type: Literal["satisfaction"]
    #: Offer "không có ý kiến"; such an answer is not blank, but leaves the denominator.
    no_opinion: bool = False
    #: Other words for "không có ý kiến", such as "Tôi chưa góp ý lần nào".
    no_opinion_label: Text | None = None

    @property
    def option_values(self) -> tuple[str, ...]:
        """`1`..`5`, then `no_opinion`; its packed code is 6 whether or not it is offered."""
        return (*LEVELS, NO_OPINION)

    @property
    def scorable(self) -> bool:
        """Satisfaction answers feed criteria."""
        return True

    @property
    def offered(self) -> tuple[str, ...]:
        """The values this item shows."""
        return self.option_values if self.no_opinion else LEVELS

    @property
    def choices(self) -> tuple[str, ...]:
        """The values this item shows."""
        return self.offered

    def contradictions(self) -> Iterator[tuple[str, str, str, str]]:
        """Also words for an answer that is not offered."""
        yield from super().contradictions()
        if self.no_opinion_label and not self.no_opinion:
            yield (
                "no_opinion_label",
                "label-unused",
                "Có lời cho mức không có ý kiến, nhưng câu này không cho chọn mức đó.",
                "Thêm no_opinion: true, hoặc bỏ no_opinion_label.",
            )

    def label(self, value: str, language: str = "vi") -> str:
        """The words of one level."""
        texts = LABELS[value]
        if value == NO_OPINION and self.no_opinion_label:
            texts = self.no_opinion_label
        return texts.get(language) or texts["vi"]

    def parse(self, posted: Sequence[str]) -> Any:
        """One level as text, or None."""
        values = [value for value in posted if value]
        if not values:
            return None
        if len(values) > 1 or values[0] not in self.offered:
            raise AnswerError("unknown-option", WORDS)
        return values[0]

    def words(self, stored: Any, language: str = "vi") -> str:
        """The words of the level."""
        return self.label(stored, language) if stored in LABELS else ""
