"""Groups and their units: nobody outside every group, no empty group."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.entries import at
from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft


def group_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Units of unknown groups, parts naming unknown groups, groups without units."""
    known = {group.code for group in draft.groups}
    cure = f"Dùng một trong các nhóm: {', '.join(sorted(known)) or 'chưa có nhóm nào'}."
    for unit in draft.units:
        group = unit.source.data.get("group")
        if not group:
            yield unit.fault(
                ("group",), "unit-without-group", f"Đơn vị “{unit.code}” chưa thuộc nhóm nào.", cure
            )
        elif group not in known:
            yield unit.fault(("group",), "unknown-group", f"Không có nhóm “{group}”.", cure)
    for part in draft.parts:
        maxima = at(draft.document.data, (*part.path, "max_points"))
        for group in maxima if isinstance(maxima, dict) else ():
            if group not in known:
                yield part.fault(
                    ("max_points", group), "unknown-group", f"Không có nhóm “{group}”.", cure
                )
    used = {unit.source.data.get("group") for unit in draft.units}
    for one in draft.groups if draft.units_known else ():
        if one.code and one.code not in used:
            yield one.fault(
                ("code",),
                "group-without-units",
                f"Nhóm “{one.code}” không có đơn vị nào.",
                "Ghi nhóm này ở cột group của tệp đơn vị, hoặc bỏ nhóm.",
            )
