"""A questionnaire as the form page shows it: numbered, with conditions, faults and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveyapp.platform.vietnamese import without_controls
from surveyapp.questionnaires.answers import AnyItem
from surveyapp.questionnaires.definition import QuestionnaireDefinition, Section
from surveyapp.responses.checking import ItemFault

#: Posted texts by item id.
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One question on the page."""

    item: AnyItem
    number: int
    #: Whom the question is for, how to answer it, and that it may be left out; may be empty.
    note: str
    values: Sequence[str]
    fault: str
    #: The fault is that a required answer is not there.
    missing: bool

    @property
    def anchor(self) -> str:
        """The id of the question on the page."""
        return f"c-{self.item.id}"

    @property
    def described_by(self) -> str:
        """Ids of what explains the question: first the fault, then the note."""
        ids = [f"{self.anchor}-loi"] if self.fault else []
        return " ".join([*ids, f"{self.anchor}-chu"] if self.note else ids)

    @property
    def text_value(self) -> str:
        """What was typed, without characters that cannot stand on a page."""
        return without_controls("\n".join(self.values))


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part of the page."""

    section: Section
    items: list[ItemView]


@dataclass(frozen=True, slots=True)
class FormView:
    """All parts of the page, and the faults that belong to no question of it."""

    sections: list[SectionView]
    other_faults: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[ItemView]:
        """Questions that still want an answer, in the order of the page."""
        return [view for view in self._faulty if view.missing]

    @property
    def wrong(self) -> list[ItemView]:
        """Questions whose answer cannot be taken as it is."""
        return [view for view in self._faulty if not view.missing]

    @property
    def _faulty(self) -> list[ItemView]:
        return [view for section in self.sections for view in section.items if view.fault]

    @property
    def fault_count(self) -> int:
        """How many things are to be looked at again."""
        return len(self._faulty) + len(self.other_faults)


def view_form(
    definition: QuestionnaireDefinition,
    *,
    posted: Posted | None = None,
    faults: Iterable[ItemFault] = (),
) -> FormView:
    """The form for a page, with what was typed and what is wrong with it."""
    found = {fault.item: fault for fault in faults}
    ordered = _in_page_order(definition)
    numbers = {
        item.id: number
        for number, item in enumerate((item for _, items in ordered for item in items), start=1)
    }
    by_id = {item.id: item for item in definition.items}
    sections = [
        SectionView(
            section,
            [
                _view(
                    item,
                    numbers[item.id],
                    _note(item, by_id, numbers),
                    (posted or {}).get(item.id, ()),
                    found.pop(item.id, None),
                )
                for item in items
            ],
        )
        for section, items in ordered
    ]
    return FormView(sections, sorted({fault.message for fault in found.values()}))


def _view(
    item: AnyItem, number: int, note: str, values: Sequence[str], fault: ItemFault | None
) -> ItemView:
    if fault is None:
        return ItemView(item, number, note, values, fault="", missing=False)
    return ItemView(item, number, note, values, fault.message, missing=fault.code == "required")


def _in_page_order(definition: QuestionnaireDefinition) -> list[tuple[Section, list[AnyItem]]]:
    """Sections with their items; sensitive items stand at the very end of the form."""
    sensitive = [item for item in definition.items if item.sensitive]
    ordered = [
        (section, [item for item in section.items if not item.sensitive])
        for section in definition.sections
    ]
    ordered[-1][1].extend(sensitive)
    return [(section, items) for section, items in ordered if items]


def _note(item: AnyItem, by_id: Mapping[str, AnyItem], numbers: Mapping[str, int]) -> str:
    hint = item.hint.get("vi", "")
    sentences = [hint]
    if item.asked_if:
        asked = by_id[item.asked_if.item]
        words = [f"“{asked.words(asked.parse([value]))}”" for value in item.asked_if.values]
        sentences.insert(
            0, f"Chỉ trả lời nếu ở câu {numbers[asked.id]} anh/chị chọn {' hoặc '.join(words)}."
        )
    if item.sensitive and not hint:
        sentences.append("Câu này hỏi về chuyện riêng, anh/chị có thể bỏ qua.")
    return " ".join(sentence for sentence in sentences if sentence)
