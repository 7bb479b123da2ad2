"""Checks that compare the parts of a programme; one line here for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from surveyapp.platform.faults import Fault
from surveyapp.programmes.checks.channels import channel_faults
from surveyapp.programmes.checks.classes import class_faults
from surveyapp.programmes.checks.codes import code_faults
from surveyapp.programmes.checks.criteria import criterion_faults, weight_faults
from surveyapp.programmes.checks.fields import field_faults
from surveyapp.programmes.checks.groups import group_faults
from surveyapp.programmes.checks.maxima import maximum_faults
from surveyapp.programmes.checks.places import place_faults
from surveyapp.programmes.checks.units import unit_faults
from surveyapp.programmes.draft import ProgrammeDraft

CHECKS: tuple[Callable[[ProgrammeDraft], Iterator[Fault]], ...] = (
    code_faults,
    group_faults,
    maximum_faults,
    class_faults,
    criterion_faults,
    weight_faults,
    unit_faults,
    place_faults,
    field_faults,
    channel_faults,
)


def programme_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """The faults that all checks find."""
    for check in CHECKS:
        yield from check(draft)
