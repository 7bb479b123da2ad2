"""Places and counters: whom they serve, who runs them, and that nobody is left out."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.platform.entries import Entry
from surveyapp.platform.faults import Fault
from surveyapp.programmes.checks.naming import named_unit_faults
from surveyapp.programmes.draft import ProgrammeDraft
from surveyapp.programmes.rows import CounterDefinition


def place_faults(draft: ProgrammeDraft) -> Iterator[Fault]:
    """Unknown operators and served units, places with two names, units without a counter."""
    names: dict[str, str] = {}
    for counter in draft.counters:
        place, name = counter.source.data["place"], counter.source.data["place_name"]
        if names.setdefault(place, name) != name:
            yield counter.fault(
                ("place_name",),
                "place-names-differ",
                f"Địa điểm “{place}” có hai tên: “{names[place]}” và “{name}”.",
                "Ghi cùng một tên, hoặc đặt mã địa điểm khác.",
            )
        if draft.units_known:
            yield from _reference_faults(draft, counter)
    yield from _left_out(draft)


def _reference_faults(draft: ProgrammeDraft, counter: Entry[CounterDefinition]) -> Iterator[Fault]:
    units = {unit.code for unit in draft.units}
    operator = counter.source.data["operator"]
    if operator and operator not in units:
        yield counter.fault(
            ("operator",),
            "unknown-unit",
            f"Không có đơn vị “{operator}”.",
            "Ghi mã đơn vị quản lý quầy, hoặc để trống.",
        )
    yield from named_unit_faults(draft, counter, "serves")


def _left_out(draft: ProgrammeDraft) -> Iterator[Fault]:
    if not any(form.reached == "counter" for form in draft.forms):
        return
    served = {named for counter in draft.counters for named in counter.source.data["serves"]}
    groups = {group.code for group in draft.groups}
    for unit in draft.units:
        group = unit.source.data["group"]
        if not unit.code or group not in groups:
            continue
        if not served & {unit.code, f"group:{group}"}:
            yield unit.fault(
                ("code",),
                "unit-without-counter",
                f"Không quầy nào phục vụ đơn vị “{unit.code}”, nên không ai nhận được phiếu.",
                "Ghi đơn vị ở cột serves của tệp địa điểm.",
            )
