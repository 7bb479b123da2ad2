"""What stands in one row of the tables beside programme.yaml: units, counters, fields."""

from __future__ import annotations

from pydantic import Field

from surveyapp.platform.definitions import Code, Definition, Name


class UnitDefinition(Definition):
    """One row of the units file."""

    code: Code
    name: Name
    #: A code of `groups`; the check of groups speaks where it is none.
    group: str
    level: str = Field(default="", max_length=64)
    parent: str = ""


class CounterDefinition(Definition):
    """One row of the places file: a counter of a place and the units it serves."""

    place: Code
    place_name: Name
    counter: Code
    counter_name: Name
    operator: str = ""
    #: Unit codes, or `group:<code>` for all units of a group.
    serves: list[str] = Field(min_length=1)


class FieldDefinition(Definition):
    """One row of the fields file: a field of administration (lĩnh vực) and who handles it."""

    code: Code
    name: Name
    #: Unit codes, or `group:<code>` for all units of a group.
    units: list[str] = Field(min_length=1)
