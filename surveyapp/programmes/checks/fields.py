"""Fields (lĩnh vực): the units that handle them are there."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.faults import Fault
from surveyapp.programmes.checks.naming import named_unit_faults
from surveyapp.programmes.draft import ProgrammeDraft


def field_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Units and groups of fields.csv that do not exist."""
    for field in draft.fields if draft.units_known else ():
        yield from named_unit_faults(draft, field, "units")
