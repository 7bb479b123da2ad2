"""References between units."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft


def unit_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Parents that do not exist, or stand below their child (which also shuts out circles)."""
    known = {unit.code for unit in draft.units}
    above: set[str] = set()
    for unit in draft.units:
        parent = unit.source.data.get("parent")
        if parent and parent not in known:
            yield unit.fault(
                ("parent",),
                "unknown-unit",
                f"Không có đơn vị “{parent}”.",
                "Ghi mã của một đơn vị trong cùng tệp, hoặc để trống.",
            )
        elif parent and parent not in above:
            yield unit.fault(
                ("parent",),
                "parent-order",
                f"Đơn vị cấp trên “{parent}” phải đứng trước “{unit.code}”.",
                "Chuyển dòng của đơn vị cấp trên lên trên.",
            )
        above.add(unit.code)
