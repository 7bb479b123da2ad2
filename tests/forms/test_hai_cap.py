"""The second programme: two levels of government, without a line of code for it."""

from __future__ import annotations

from decimal import Decimal

from surveyapp.programmes.reading import read_programme
from tests.programmes.folders import SAMPLES


def test_it_has_two_levels_one_hall_for_many_and_shares_only_some_criteria() -> None:
    source, faults = read_programme(SAMPLES / "hai_cap")
    assert source is not None, faults
    definition = source.definition
    assert {unit.level for unit in definition.units} == {"tinh", "xa"}
    assert [len(definition.group_units(group.code)) for group in definition.groups] == [20, 150]
    hall = [c for c in definition.counters if c.place == "trung-tam-tinh"]
    assert {code for counter in hall for code in definition.units_served(counter)} == {
        unit.code for unit in definition.group_units("so")
    }
    counter, portal = ({item.criterion for item in f.scored_items} for f in source.questionnaires)
    assert counter - portal == {"seats"}
    assert portal - counter == {"portal_easy"}


def test_its_maxima_add_up_to_a_hundred_in_each_group() -> None:
    source, faults = read_programme(SAMPLES / "hai_cap")
    assert source is not None, faults
    for group in source.definition.groups:
        stated = [part.max_points[group.code] for part in source.definition.parts]
        assert sum(stated) == group.max_points == Decimal(100)


def test_its_rules_differ_from_those_of_soc_trang() -> None:
    source, faults = read_programme(SAMPLES / "hai_cap")
    assert source is not None, faults
    assert (source.definition.method.ties, source.definition.method.decimals) == ("shared", 3)
