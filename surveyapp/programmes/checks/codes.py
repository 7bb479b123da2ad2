"""Every code is used once among its kind: results, links and exports name things by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from surveyapp.platform.entries import Entry, at, duplicates
from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft

#: Columns of the file of points that are not parts.
RESERVED_PARTS = frozenset({"unit", "name", "max_points"})


def code_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Codes written twice in programme.yaml, in a table beside it, or in two questionnaires."""
    kinds: tuple[tuple[str, Sequence[Entry[Any]]], ...] = (
        ("đối tượng khảo sát", draft.respondent_groups),
        ("kênh", draft.channels),
        ("nhóm đơn vị", draft.groups),
        ("nội dung", draft.contents),
        ("yếu tố", draft.factors),
        ("tiêu chí", draft.criteria),
        ("phần điểm", draft.parts),
        ("mức xếp loại", draft.classes),
        ("đơn vị", draft.units),
        ("lĩnh vực", draft.fields),
    )
    for kind, listed in kinds:
        for one in duplicates(listed):
            yield one.fault(
                ("code",),
                "duplicate-id",
                f"Mã {kind} “{one.code}” được dùng hai lần.",
                "Đặt mã khác cho một trong hai.",
            )
    for part in draft.parts:
        if part.code in RESERVED_PARTS:
            yield part.fault(
                ("code",),
                "reserved-id",
                f"Mã phần điểm “{part.code}” trùng tên một cột của tệp nhập điểm.",
                "Đặt mã khác.",
            )
    yield from _counter_faults(draft)
    yield from _form_faults(draft)


def _counter_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for counter in draft.counters:
        data = counter.source.data
        key = (data["place"], data["counter"])
        if key in seen:
            yield counter.fault(
                ("counter",),
                "duplicate-id",
                f"Quầy “{key[1]}” của địa điểm “{key[0]}” được viết hai lần.",
                "Gộp hai dòng làm một, hoặc đặt mã quầy khác.",
            )
        seen.add(key)


def _form_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    seen: set[str] = set()
    for form in draft.forms:
        if form.code and form.code in seen:
            yield Fault(
                form.document.name,
                form.document.place(("code",)),
                "duplicate-id",
                f"Mã mẫu phiếu “{form.code}” được dùng hai lần.",
                "Đặt mã khác cho một trong hai mẫu phiếu.",
            )
        seen.add(form.code)
    names = at(draft.document.data, ("questionnaires",))
    listed = names if isinstance(names, list) else []
    for index, name in enumerate(listed):
        if name in listed[:index]:
            yield draft.fault(
                ("questionnaires", index),
                "duplicate-id",
                f"Tệp “{name}” được ghi hai lần.",
                "Chỉ giữ lại một.",
            )
