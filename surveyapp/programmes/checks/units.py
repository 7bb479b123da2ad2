"""References between units."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft


def unit_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Parents that do not exist, and units that stand above themselves."""
    parents = {unit.code: unit.source.data["parent"] for unit in draft.units}
    for unit in draft.units:
        parent = unit.source.data["parent"]
        if parent and parent not in parents:
            yield unit.fault(
                ("parent",),
                "unknown-unit",
                f"Không có đơn vị “{parent}”.",
                "Ghi mã của một đơn vị trong cùng tệp, hoặc để trống.",
            )
        elif _stands_above_itself(unit.code, parents):
            yield unit.fault(
                ("parent",),
                "parent-circle",
                f"Đơn vị “{unit.code}” là cấp trên của chính mình.",
                "Sửa cột parent để không đi vòng.",
            )


def _stands_above_itself(code: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    above = parents.get(code, "")
    while above and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False
