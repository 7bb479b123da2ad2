"""A questionnaire as the form page shows it: numbered, in one language, with faults and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from surveyapp.citizen.languages import Words, words
from surveyapp.citizen.packed import slot
from surveyapp.platform.definitions import Text
from surveyapp.platform.vietnamese import without_controls
from surveyapp.questionnaires.answers import AnyItem
from surveyapp.questionnaires.definition import QuestionnaireDefinition, Section
from surveyapp.responses.checking import CONSENTED, ItemFault

#: Posted texts by item id.
Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One question on the page."""

    item: AnyItem
    language: str
    number: int
    #: Words under the question; may be empty.
    note: str
    values: Sequence[str]
    fault: str
    #: The fault is that a required answer is not there.
    missing: bool
    #: The tick box of a sensitive item is ticked.
    consented: bool
    #: What was typed, without characters that cannot stand on a page; or the slot for it.
    text_value: str

    def say(self, text: Text) -> str:
        """Words of the form in the language of the page, in Vietnamese where they are missing."""
        return said(text, self.language)

    @property
    def w(self) -> Words:
        """The words of the page."""
        return words(self.language)

    @property
    def text(self) -> str:
        """The question."""
        return self.say(self.item.text)

    @property
    def anchor(self) -> str:
        """The id of the question on the page."""
        return f"c-{self.item.id}"

    @property
    def described_by(self) -> str:
        """Ids of what explains the question: first the fault, then the note."""
        ids = [f"{self.anchor}-loi"] if self.fault else []
        return " ".join([*ids, f"{self.anchor}-chu"] if self.note else ids)


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part of the page."""

    section: Section
    items: list[ItemView]


@dataclass(frozen=True, slots=True)
class FormView:
    """All parts of the page, and the faults that belong to no question of it."""

    language: str
    sections: list[SectionView]
    other_faults: list[str] = field(default_factory=list)

    def say(self, text: Text) -> str:
        """Words of the form in the language of the page, in Vietnamese where they are missing."""
        return said(text, self.language)

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


def said(text: Text, language: str) -> str:
    """Words in a language, in Vietnamese where that one is missing."""
    return text.get(language) or text.get("vi", "")


def view_form(
    definition: QuestionnaireDefinition,
    *,
    language: str = "vi",
    posted: Posted | None = None,
    faults: Iterable[ItemFault] = (),
    typed: dict[str, str | Markup] | None = None,
) -> FormView:
    """The form for a page, with what was typed and what is wrong with it.

    With `typed` the texts of the person go there, and slots take their place in the view.
    """
    found = {fault.item: fault for fault in faults}
    ordered = _in_page_order(definition)
    shown = [item for _, items in ordered for item in items]
    numbers = {item.id: number for number, item in enumerate(shown, start=1)}
    by_id = {item.id: item for item in definition.items}

    def view(item: AnyItem) -> ItemView:
        sent, fault = posted or {}, found.pop(item.id, None)
        text = without_controls("\n".join(sent.get(item.id, ())))
        if typed is not None and text:
            typed[name := f"typed_{numbers[item.id]}"] = text
            text = slot(name)
        return ItemView(
            item,
            language,
            numbers[item.id],
            _note(item, by_id, numbers, words(language)),
            sent.get(item.id, ()),
            fault=said(fault.words, language) if fault else "",
            missing=fault is not None and fault.code == "required",
            consented=CONSENTED in sent.get(item.consent, ()),
            text_value=text,
        )

    sections = [SectionView(section, [view(item) for item in items]) for section, items in ordered]
    others = sorted({said(fault.words, language) for fault in found.values()})
    return FormView(language, sections, others)


def _in_page_order(definition: QuestionnaireDefinition) -> list[tuple[Section, list[AnyItem]]]:
    """Sections with their items; sensitive items stand at the very end of the form."""
    sensitive = [item for item in definition.items if item.sensitive]
    ordered = [
        (section, [item for item in section.items if not item.sensitive])
        for section in definition.sections
    ]
    ordered[-1][1].extend(sensitive)
    return [(section, items) for section, items in ordered if items]


def _note(item: AnyItem, by_id: Mapping[str, AnyItem], numbers: Mapping[str, int], w: Words) -> str:
    """For whom the question is, how to answer it, and that a sensitive one may be left out."""
    hint = said(item.hint, w.language)
    sentences = [hint]
    if item.asked_if:
        asked = by_id[item.asked_if.item]
        labels = [asked.words(asked.parse([value]), w.language) for value in item.asked_if.values]
        options = w.form["or"].join(w.say("form.option", label=label) for label in labels)
        sentence = w.say("form.only_if", number=numbers[asked.id], options=options)
        sentences.insert(0, str(sentence.unescape()))
    if item.sensitive and not hint:
        sentences.append(w.form.sensitive)
    return " ".join(sentence for sentence in sentences if sentence)
