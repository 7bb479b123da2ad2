"""Maximum points: one part is fed by the survey, and the maxima of a group add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from surveyapp.platform.entries import Entry, at
from surveyapp.platform.faults import Fault
from surveyapp.programmes.definition import Group
from surveyapp.programmes.draft import ProgrammeDraft


def maximum_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """A missing or second part of kind sipas, its missing maxima, sums that do not fit."""
    sipas = [p for p in draft.parts if at(draft.document.data, (*p.path, "kind")) == "sipas"]
    if draft.parts and not sipas:
        yield draft.fault(
            ("parts",),
            "no-sipas-part",
            "Không có phần điểm nào lấy từ Chỉ số hài lòng.",
            "Thêm một phần có kind: sipas.",
        )
    for second in sipas[1:]:
        yield second.fault(
            ("kind",),
            "two-sipas-parts",
            "Có hơn một phần điểm lấy từ Chỉ số hài lòng.",
            "Chỉ giữ một phần có kind: sipas.",
        )
    for part in sipas[:1]:
        maxima = at(draft.document.data, (*part.path, "max_points"))
        for group in draft.groups:
            if group.code and group.code not in (maxima if isinstance(maxima, dict) else {}):
                yield part.fault(
                    ("max_points",),
                    "sipas-maximum-missing",
                    f"Chưa ghi điểm tối đa của nhóm “{group.code}”.",
                    "Điểm khảo sát = Chỉ số × điểm tối đa, nên nhóm nào cũng phải có.",
                )
    for group in draft.groups:
        yield from _sum_faults(draft, group)


def _sum_faults(draft: ProgrammeDraft, group: Entry[Group]) -> Iterator[Fault]:
    """Compare only where the group and all of its parts state a maximum."""
    if group.value is None or group.value.max_points is None or not draft.parts:
        return
    stated: list[Decimal] = []
    for part in draft.parts:
        if part.value is None or group.code not in part.value.max_points:
            return
        stated.append(part.value.max_points[group.code])
    total = sum(stated, Decimal(0))
    if total != group.value.max_points:
        terms = " + ".join(_vietnamese(points) for points in stated)
        yield group.fault(
            ("max_points",),
            "maxima-mismatch",
            f"Điểm tối đa của nhóm “{group.code}” là {_vietnamese(group.value.max_points)}, "
            f"nhưng các phần cộng lại được {_vietnamese(total)} ({terms}).",
            "Sửa điểm của nhóm hoặc của các phần cho bằng nhau.",
        )


def _vietnamese(points: Decimal) -> str:
    return f"{points:f}".replace(".", ",")
