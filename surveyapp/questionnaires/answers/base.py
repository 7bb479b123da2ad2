"""What every answer type speaks: definition, posted value, stored value, words, packed code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from pydantic import Field

from surveyapp.platform.definitions import Code, Definition, Text

#: How the name of the tick box of a sensitive item ends.
CONSENT = ".consent"


class AnswerError(Exception):
    """A posted value breaks the item's rule: a complete sentence in each language of the pages."""

    def __init__(self, code: str, words: Text) -> None:
        super().__init__(code)
        self.code = code
        self.words = words

    @property
    def message(self) -> str:
        """The sentence in Vietnamese."""
        return self.words["vi"]


class Option(Definition):
    """One answer of an item (phương án trả lời)."""

    value: Code
    label: Text
    #: Words that help choose, shown small under the label.
    hint: Text = Field(default_factory=dict)


class Condition(Definition):
    """An item is meant for those who gave one of these answers to an earlier item."""

    item: Code
    values: list[str] = Field(min_length=1)


class Item(Definition):
    """One question (câu hỏi). Subclasses are the answer types; `type` is the only dispatch key."""

    #: Name of the template partial in `templates/citizen/answers/`.
    partial: ClassVar[str]

    id: Code
    text: Text
    hint: Text = Field(default_factory=dict)
    required: bool = False
    #: Code of the satisfaction criterion that the answers feed.
    criterion: Code | None = None
    asked_if: Condition | None = None
    #: Sensitive data (ethnicity): shown last, and stored only with the person's own tick.
    sensitive: bool = False

    @property
    def consent(self) -> str:
        """Name of the tick box of a sensitive item; no item can have such an id."""
        return self.id + CONSENT

    @property
    def option_values(self) -> tuple[str, ...]:
        """The values an answer can take, in order; empty where they are not a list."""
        return ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The values a person may pick, which `asked_if` of a later item may name."""
        return self.option_values

    @property
    def scorable(self) -> bool:
        """Whether answers of this type can feed a criterion."""
        return False

    def contradictions(self) -> Iterator[tuple[str, str, str, str]]:
        """Keys of this item that contradict each other: key, fault code, message, cure."""
        if self.required and self.asked_if:
            yield (
                "required",
                "condition-required",
                "Câu hỏi chỉ dành cho một số người thì không thể bắt buộc.",
                "Bỏ required hoặc bỏ asked_if.",
            )
        if self.required and self.sensitive:
            yield (
                "required",
                "sensitive-required",
                "Câu hỏi về dữ liệu nhạy cảm thì không thể bắt buộc.",
                "Bỏ required.",
            )

    def parse(self, posted: Sequence[str]) -> Any:
        """The stored value of what was posted, None for a blank. Raises AnswerError."""
        raise NotImplementedError

    def words(self, stored: Any, language: str = "vi") -> str:
        """A stored value as a person reads it."""
        raise NotImplementedError

    def packed_code(self, stored: Any) -> int:
        """0 for a blank, k for the k-th of `option_values`."""
        return self.option_values.index(stored) + 1 if stored in self.option_values else 0
