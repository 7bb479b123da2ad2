"""What an author writes: a questionnaire of sections and items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from surveyapp.platform.definitions import Code, Definition, Name, Text, Title, Version
from surveyapp.questionnaires.answers import AnyItem

#: What the answers of a form are for: the index, or a quick rating that feeds no criterion of it.
Purpose = Literal["index", "quick"]


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
    number: Name
    title: Title
    purpose: Purpose = "index"
    #: Where people meet the form: at a counter (QR card), or after an online service (portal).
    reached: Literal["counter", "portal"]
    introduction: Text
    #: What is promised about confidentiality, shown before the first question.
    confidentiality: Text
    languages: list[Literal["vi", "km", "en"]] = Field(default=["vi"], min_length=1)
    sections: list[Section] = Field(min_length=1)

    @property
    def items(self) -> Iterator[AnyItem]:
        """All items in the order of the form."""
        return (item for section in self.sections for item in section.items)

    @property
    def scored_items(self) -> list[AnyItem]:
        """Items that feed a criterion, in order."""
        return [item for item in self.items if item.criterion]

    @property
    def counted_items(self) -> list[AnyItem]:
        """Items that are counted, in the order of packed columns: those that feed a criterion, or
        the one question of a quick rating."""
        if self.purpose == "index":
            return self.scored_items
        return [item for item in self.items if item.scorable]
