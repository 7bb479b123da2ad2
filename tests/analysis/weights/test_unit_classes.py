"""M14: weighting classes by channel and field, and what is joined where too few answered."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cube import FIVE_POINT, cube_from_rows
from analysis.weights.unit_classes import unit_classes
from analysis.weights.unit_weighting import WeightingClass, WeightingState, weigh_unit


def weigh(dossiers, responses):
    return weigh_unit(dossiers, responses)


def test_a_response_stands_for_the_dossiers_of_its_channel_m14():
    unit = weigh({"c": {"": 90}, "o": {"": 20}}, {"c": {"": 30}, "o": {"": 5}})
    assert unit.state is WeightingState.WEIGHTED
    assert unit.population == 110
    assert [each.weight for each in unit.classes] == [3, 4]
    assert [each.stratum for each in unit.classes] == ["c", "o"]
    assert (unit.joined, unit.channels_without_responses) == ((), ())


def test_fields_divide_a_channel_where_all_responses_know_theirs_m14():
    unit = weigh({"c": {"land": 70, "birth": 30}}, {"c": {"land": 7, "birth": 10}})
    assert unit.classes == (
        WeightingClass(("c",), ("birth",), 30, 10),
        WeightingClass(("c",), ("land",), 70, 7),
    )


@pytest.mark.parametrize("responses", [{"land": 7, "": 10}, {"land": 7, "tax": 10}])
def test_a_response_of_unknown_field_leaves_the_channel_whole_m14(responses):
    unit = weigh({"c": {"land": 70, "birth": 30}}, {"c": responses})
    assert unit.classes == (WeightingClass(("c",), (), 100, 17),)


def test_a_field_with_fewer_than_five_responses_is_joined_in_its_channel_m14():
    dossiers = {"c": {"a": 10, "b": 20, "d": 30}, "o": {"a": 8, "b": 8}}
    unit = weigh(dossiers, {"c": {"a": 4, "b": 6, "d": 9}, "o": {"a": 5, "b": 6}})
    assert [(each.stratum, each.fields) for each in unit.classes] == [
        ("c", ("a", "b")),
        ("c", ("d",)),
        ("o", ("a",)),
        ("o", ("b",)),
    ]
    assert unit.joined == (("a", "b"),)
    assert unit.classes[0].weight == Fraction(30, 10)


def test_a_channel_nobody_answered_by_is_joined_and_named_m14():
    unit = weigh({"c": {"": 90}, "o": {"": 20}}, {"c": {"": 11}})
    assert unit.classes == (WeightingClass(("c", "o"), (), 110, 11),)
    assert unit.channels_without_responses == ("o",)
    assert unit.joined == (("o", "c"),)


def test_a_channel_with_one_response_is_joined_so_that_its_variance_can_be_told_m14():
    unit = weigh({"c": {"": 90}, "o": {"": 20}}, {"c": {"": 10}, "o": {"": 1}})
    assert unit.classes == (WeightingClass(("c", "o"), (), 110, 11),)
    assert unit.channels_without_responses == ()


@pytest.mark.parametrize("dossiers", [{"c": {"": 90}, "o": {"": 0}}, {"c": {"": 90}}])
def test_responses_of_a_channel_without_dossiers_are_joined_too_m14(dossiers):
    unit = weigh(dossiers, {"c": {"": 10}, "o": {"": 20}})
    assert unit.classes == (WeightingClass(("c", "o"), (), 90, 30),)


def test_a_field_without_dossiers_is_joined_whatever_answered_m14():
    unit = weigh({"c": {"a": 0, "b": 40}}, {"c": {"a": 12, "b": 10}})
    assert unit.classes == (WeightingClass(("c",), ("a", "b"), 40, 22),)


@pytest.mark.parametrize(
    ("dossiers", "responses", "state"),
    [
        ({}, {"c": {"": 3}}, WeightingState.NO_POPULATION),
        ({"c": {"": 3}}, {}, WeightingState.NO_RESPONSES),
        ({"c": {"": 2}}, {"c": {"": 3}}, WeightingState.POPULATION_TOO_SMALL),
        ({"c": {"": 0}}, {"c": {"": 3}}, WeightingState.POPULATION_TOO_SMALL),
        (
            {"c": {"": 99}, "o": {"": 4}},
            {"c": {"": 3}, "o": {"": 5}},
            WeightingState.POPULATION_TOO_SMALL,
        ),
    ],
)
def test_a_unit_whose_dossiers_cannot_weigh_says_why_m14(dossiers, responses, state):
    unit = weigh(dossiers, responses)
    assert (unit.state, unit.classes) == (state, ())


COUNTS = st.dictionaries(
    st.sampled_from("co"), st.dictionaries(st.sampled_from("abd"), st.integers(0, 60), min_size=1)
)
ASKED = st.dictionaries(
    st.sampled_from("co"), st.dictionaries(st.sampled_from("abd"), st.integers(1, 12), min_size=1)
)


@given(COUNTS, ASKED)
def test_weights_add_up_to_the_dossiers_m14(dossiers, responses):
    unit = weigh(dossiers, responses)
    if unit.state is not WeightingState.WEIGHTED:
        return
    total = Fraction(0)
    for channel, fields in responses.items():
        for field, n in fields.items():
            homes = [each for each in unit.classes if each.holds(channel, field)]
            assert len(homes) == 1
            total += n * homes[0].weight
    assert total == unit.population == sum(sum(f.values()) for f in dossiers.values())
    assert sum(each.n for each in unit.classes) == sum(sum(f.values()) for f in responses.values())


def test_every_cell_gets_its_weight_stratum_and_class_m14():
    rows = [
        (("u1", "01", "c", "land"), {"q": 5}, 6),
        (("u1", "01", "c", "tax"), {"q": 5}, 10),
        (("u1", "02", "o", ""), {"q": 1}, 4),
        (("u2", "01", "c", ""), {"q": 5}, 3),
    ]
    dimensions = ("unit", "form", "channel", "field")
    cube = cube_from_rows(rows, dimensions=dimensions, items=("q",), scales=(FIVE_POINT,))
    dossiers = {"u1": {"c": {"land": 12, "tax": 30}, "o": {"": 10}}}
    found = unit_classes(cube, dossiers, units=("u1", "u2", "u3"))
    assert [found.weights[cell] for cell in cube.cells] == [2, 3, Fraction(5, 2), 1]
    assert [found.strata[cell] for cell in cube.cells] == ["c", "c", "o", ""]
    assert [found.classes[cell] for cell in cube.cells] == ["land", "tax", "", ""]
    assert found.populations == {("u1", "c"): 42, ("u1", "o"): 10}
    assert {unit: each.state.value for unit, each in found.units.items()} == {
        "u1": "weighted",
        "u2": "no_population",
        "u3": "no_responses",
    }
