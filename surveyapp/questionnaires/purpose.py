"""Checks of what a form is for: it feeds the index, or it is a quick rating and feeds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.definitions import Source
from surveyapp.platform.entries import Entry, at
from surveyapp.platform.faults import Fault
from surveyapp.questionnaires.answers import Item


def is_quick(source: Source) -> bool:
    """Whether a form is written as a quick rating."""
    return bool(at(source.data, ("purpose",)) == "quick")


def purpose_faults(source: Source, items: list[Entry[Item]]) -> Iterator[Fault]:
    """A form for the index without a criterion, a quick rating with one or without its question."""
    scored = [item for item in items if at(source.data, (*item.path, "criterion"))]
    if is_quick(source):
        yield from _quick_faults(source, items, scored)
    elif items and not scored and at(source.data, ("purpose",)) in (None, "index"):
        yield Fault(
            source.name,
            source.place(("sections",)),
            "form-without-criterion",
            "Không câu hỏi nào của phiếu tính vào chỉ số.",
            "Ghi criterion cho các câu hỏi satisfaction; nếu đây là phiếu đánh giá nhanh thì ghi"
            " purpose: quick.",
        )


def _quick_faults(
    source: Source, items: list[Entry[Item]], scored: list[Entry[Item]]
) -> Iterator[Fault]:
    for item in scored:
        yield item.fault(
            ("criterion",),
            "quick-criterion",
            f"Phiếu đánh giá nhanh không tính vào chỉ số, nhưng câu “{item.code}” nêu tiêu chí.",
            "Bỏ khóa criterion, hoặc bỏ purpose: quick.",
        )
    rating = [item for item in items if item.value and item.value.scorable]
    known = all(item.value for item in items)
    if items and known and (len(rating) != 1 or not (rating[0].value and rating[0].value.required)):
        yield Fault(
            source.name,
            source.place(("sections",)),
            "quick-question",
            f"Phiếu đánh giá nhanh có {len(rating)} câu hỏi satisfaction, hoặc câu ấy không"
            " bắt buộc.",
            "Ghi đúng một câu hỏi satisfaction với required: true; các câu khác không bắt buộc.",
        )
