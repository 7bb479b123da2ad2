"""A cell that names units: their codes, or `group:<code>` for all units of a group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from surveyapp.platform.entries import Entry
from surveyapp.platform.faults import Fault
from surveyapp.programmes.draft import ProgrammeDraft


def named_unit_faults(draft: ProgrammeDraft, row: Entry[Any], column: str) -> Iterator[Fault]:
    """Units and groups that a cell names and that are not there."""
    units = {unit.code for unit in draft.units}
    groups = {group.code for group in draft.groups}
    for named in row.source.data[column]:
        group = named.removeprefix("group:")
        if group != named and group not in groups:
            yield row.fault(
                (column,),
                "unknown-group",
                f"Không có nhóm “{group}”.",
                "Ghi group: kèm mã của một nhóm trong programme.yaml.",
            )
        elif group == named and named not in units:
            yield row.fault(
                (column,),
                "unknown-unit",
                f"Không có đơn vị “{named}”.",
                "Ghi mã đơn vị, hoặc group:<mã nhóm>, cách nhau bằng dấu cách.",
            )
