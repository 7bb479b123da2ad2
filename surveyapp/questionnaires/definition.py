"""What an author writes: a questionnaire of sections and items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from surveyapp.platform.definitions import LANGUAGES, Code, Definition, Text, Version
from surveyapp.questionnaires.answers import AnyItem


class Section(Definition):
    """A part of the form under one heading (often one factor)."""

    code: Code
    title: Text
    introduction: Text = Field(default_factory=dict)
    items: list[AnyItem] = Field(min_length=1)


class QuestionnaireDefinition(Definition):
    """One version of a questionnaire (mẫu phiếu)."""

    code: Code
    version: Version
    #: The number on the printed form, such as `01/2021-TT`.
    number: str
    title: Text
    #: Where people meet the form: at a counter (QR card), or after an online service (portal).
    reached: Literal["counter", "portal"]
    introduction: Text
    #: What is promised about confidentiality, shown before the first question.
    confidentiality: Text
    languages: list[Literal["vi", "km", "en"]] = Field(default_factory=lambda: ["vi"])  # type: ignore[arg-type]
    sections: list[Section] = Field(min_length=1)

    @property
    def items(self) -> Iterator[AnyItem]:
        """All items in the order of the form."""
        return (item for section in self.sections for item in section.items)

    @property
    def scored_items(self) -> list[AnyItem]:
        """Items that feed a criterion, in order; this is the order of packed columns."""
        return [item for item in self.items if item.criterion]

    def own_faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
        """Faults that concern several keys: (path, code, message, cure)."""
        seen: Counter[str] = Counter()
        for s, section in enumerate(self.sections):
            for i, item in enumerate(section.items):
                path: tuple[str | int, ...] = ("sections", s, "items", i)
                yield from _item_faults(path, item, seen)
                seen[item.id] += 1
        if self.languages[0] != "vi":
            yield (
                ("languages",),
                "no-vietnamese",
                "Tiếng Việt phải là ngôn ngữ đầu tiên.",
                f"Viết vi trước; được dùng {', '.join(LANGUAGES)}.",
            )


def _item_faults(
    path: tuple[str | int, ...], item: AnyItem, seen: Counter[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    if item.id in seen:
        yield (
            (*path, "id"),
            "duplicate-id",
            f"Mã câu hỏi “{item.id}” được dùng hai lần.",
            "Đặt mã khác; mã đã công bố thì không đổi.",
        )
    repeated = [value for value, n in Counter(item.option_values).items() if n > 1]
    if repeated:
        yield (
            (*path, "options"),
            "duplicate-option",
            f"Phương án “{repeated[0]}” được viết hai lần.",
            "Đặt giá trị khác cho một trong hai.",
        )
    if item.criterion and not item.scorable:
        yield (
            (*path, "criterion"),
            "not-scorable",
            f"Câu hỏi loại “{item.type}” không tính được mức hài lòng.",
            "Dùng loại satisfaction hoặc bỏ khóa criterion.",
        )
    if item.asked_if and item.asked_if.item not in seen:
        yield (
            (*path, "asked_if", "item"),
            "unknown-item",
            f"Không có câu hỏi “{item.asked_if.item}” ở phía trước.",
            "Ghi mã của một câu hỏi đứng trước câu này.",
        )
