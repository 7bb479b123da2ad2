"""Checks of a questionnaire that concern several keys; each fault of each item is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from surveyapp.platform.definitions import LANGUAGES, Source
from surveyapp.platform.entries import Entry, at, duplicates, entries
from surveyapp.platform.faults import Fault
from surveyapp.questionnaires.answers import AnyItem, Item
from surveyapp.questionnaires.purpose import purpose_faults

#: Keys whose value is words for people, in one or more languages.
TEXT_KEYS = frozenset(
    {"title", "introduction", "confidentiality", "text", "hint", "label", "no_opinion_label"}
)


#: Names of fields that the form page has for itself (`surveyapp.citizen.page_fields`).
RESERVED_IDS = frozenset(
    {"page_token", "copy", "seconds", "proof", "lang", "show_in", "leave_empty"}
)


def item_entries(source: Source) -> list[Entry[Item]]:
    """All items in the order of the form, also those that are at fault."""
    sections = at(source.data, ("sections",))
    count = len(sections) if isinstance(sections, list) else 0
    return [
        item
        for section in range(count)
        for item in entries(source, ("sections", section, "items"), AnyItem, key="id")
    ]


def questionnaire_faults(source: Source) -> Iterator[Fault]:
    """Duplicate codes, broken references between items, its purpose, missing languages."""
    items = item_entries(source)
    yield from _duplicate_codes(source, items)
    for position, item in enumerate(items):
        yield from _option_faults(item)
        yield from _own_faults(item)
        yield from _criterion_faults(item, items[:position])
        yield from _condition_faults(item, items[:position])
    yield from purpose_faults(source, items)
    yield from _language_faults(source)


def _duplicate_codes(source: Source, items: list[Entry[Item]]) -> Iterator[Fault]:
    for item in duplicates(items):
        yield item.fault(
            ("id",),
            "duplicate-id",
            f"Mã câu hỏi “{item.code}” được dùng hai lần.",
            "Đặt mã khác; mã đã công bố thì không đổi.",
        )
    for item in items:
        if item.code in RESERVED_IDS:
            yield item.fault(
                ("id",),
                "reserved-id",
                f"Mã câu hỏi “{item.code}” là tên mà trang phiếu dùng riêng.",
                "Đặt mã khác.",
            )
    for section in duplicates(entries(source, ("sections",), dict[str, Any])):
        yield section.fault(
            ("code",),
            "duplicate-id",
            f"Mã phần “{section.code}” được dùng hai lần.",
            "Đặt mã khác cho một trong hai.",
        )


def _option_faults(item: Entry[Item]) -> Iterator[Fault]:
    for option in duplicates(entries(item.source, (*item.path, "options"), Any, key="value")):
        yield option.fault(
            ("value",),
            "duplicate-option",
            f"Phương án “{option.code}” được viết hai lần.",
            "Đặt giá trị khác cho một trong hai.",
        )


def _own_faults(item: Entry[Item]) -> Iterator[Fault]:
    """Keys of one item that contradict each other, as the answer type knows them."""
    for key, code, message, cure in item.value.contradictions() if item.value else ():
        yield item.fault((key,), code, message, cure)


def _criterion_faults(item: Entry[Item], earlier: list[Entry[Item]]) -> Iterator[Fault]:
    criterion = at(item.source.data, (*item.path, "criterion"))
    if not criterion:
        return
    if item.value and not item.value.scorable:
        kind = at(item.source.data, (*item.path, "type"))
        yield item.fault(
            ("criterion",),
            "not-scorable",
            f"Câu hỏi loại “{kind}” không tính được mức hài lòng.",
            "Dùng loại satisfaction hoặc bỏ khóa criterion.",
        )
    if any(at(e.source.data, (*e.path, "criterion")) == criterion for e in earlier):
        yield item.fault(
            ("criterion",),
            "criterion-twice",
            f"Tiêu chí “{criterion}” đã có một câu hỏi khác trong phiếu này.",
            "Mỗi phiếu chỉ hỏi một câu cho mỗi tiêu chí, nếu không một người được tính hai lần.",
        )


def _condition_faults(item: Entry[Item], earlier: list[Entry[Item]]) -> Iterator[Fault]:
    named = at(item.source.data, (*item.path, "asked_if", "item"))
    if not isinstance(named, str):
        return
    asked = next((e for e in earlier if e.code == named), None)
    if asked is None:
        yield item.fault(
            ("asked_if", "item"),
            "unknown-item",
            f"Không có câu hỏi “{named}” ở phía trước.",
            "Ghi mã của một câu hỏi đứng trước câu này.",
        )
        return
    values = at(item.source.data, (*item.path, "asked_if", "values"))
    for value in values if asked.value and isinstance(values, list) else ():
        if asked.value and value not in asked.value.choices:
            yield item.fault(
                ("asked_if", "values"),
                "unknown-option",
                f"Câu hỏi “{named}” không có phương án “{value}”.",
                f"Dùng: {', '.join(asked.value.choices) or 'một câu hỏi có phương án để chọn'}.",
            )


def _language_faults(source: Source) -> Iterator[Fault]:
    promised = at(source.data, ("languages",))
    if not isinstance(promised, list) or not promised:
        return
    if promised[0] != "vi":
        yield Fault(
            source.name,
            source.place(("languages",)),
            "vietnamese-first",
            "Tiếng Việt phải là ngôn ngữ đầu tiên.",
            f"Viết vi trước; được dùng {', '.join(LANGUAGES)}.",
        )
    if len(set(map(str, promised))) < len(promised):
        yield Fault(
            source.name,
            source.place(("languages",)),
            "duplicate-language",
            "Một ngôn ngữ được ghi hai lần.",
            "Ghi mỗi ngôn ngữ một lần.",
        )
    further = [language for language in promised[1:] if isinstance(language, str)]
    for path, words in _texts(source.data, ()):
        for language in further:
            given = words.get(language) if isinstance(words, dict) else None
            if not (isinstance(given, str) and given.strip()):
                yield Fault(
                    source.name,
                    source.place(path),
                    "missing-language",
                    f"Thiếu lời bằng ngôn ngữ “{language}”.",
                    f"Viết thêm khóa {language}, hoặc bỏ {language} khỏi languages.",
                )


def _texts(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every text of the document with its path."""
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in TEXT_KEYS and isinstance(value, str | dict) and value:
                yield (*path, key), value
            else:
                yield from _texts(value, (*path, key))
