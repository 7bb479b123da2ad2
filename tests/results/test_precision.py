"""M14-M17 in a round: weights from the population, and what is shown beside the index."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from surveyapp.programmes.queries import definition_of
from surveyapp.results.queries import get_result, view_of
from surveyapp.results.rows import UnitRow
from surveyapp.results.services import refresh_result
from surveyapp.rounds.populations import store_populations
from tests.field import NOON, Field, answer, make_field, programme


def say(session: Session, field: Field, good: int, bad: int, **changes: object) -> None:
    """Forms that are satisfied with both criteria, and forms with neither."""
    for level, count in (("5", good), ("2", bad)):
        for _ in range(count):
            posted = {"polite": [level], "on_time": [level]}
            answer(session, field, posted, **changes)  # type: ignore[arg-type]


def put_population(session: Session, field: Field, counts: dict[tuple[int, str, str], int]) -> None:
    """Dossiers by unit number, channel and field."""
    store_populations(
        session,
        round_id=field.round.id,
        populations={
            (field.units[unit].id, channel, name): count
            for (unit, channel, name), count in counts.items()
        },
    )


def unit_row(session: Session, field: Field, unit: int = 0) -> UnitRow:
    refresh_result(session, round_id=field.round.id, now=NOON)
    view = view_of(get_result(session, round_id=field.round.id))
    row = view.find_unit(field.units[unit].code)
    assert row is not None
    return row


def channel(field: Field) -> str:
    return definition_of(field.round.programme).channels[0].code


def test_without_a_population_figures_are_unweighted_and_say_so_m14(session: Session) -> None:
    field = make_field(session)
    say(session, field, 8, 2)
    row = unit_row(session, field)
    assert (row.index, row.weighting.state) == (80, "no_population")
    view = view_of(get_result(session, round_id=field.round.id))
    assert not view.weighted
    assert any("chưa có trọng số" in note for note in view.notes)


def test_fields_weigh_what_their_dossiers_weigh_m13_m14(session: Session) -> None:
    """land: 6 of 8 satisfied, 900 dossiers; birth: 5 of 5, 100 dossiers. 0.9 * 75 + 0.1 * 100."""
    field = make_field(session)
    say(session, field, 6, 2, field_code="land")
    say(session, field, 5, 0, field_code="birth")
    put_population(
        session, field, {(0, channel(field), "land"): 900, (0, channel(field), "birth"): 100}
    )
    row = unit_row(session, field)
    assert row.index == Fraction("77.5")
    assert [(c.fields, c.population, c.n) for c in row.weighting.classes] == [
        (("birth",), 100, 5),
        (("land",), 900, 8),
    ]
    assert row.precision is not None
    # Kish: 1000^2 / (8 * 112.5^2 + 5 * 20^2).
    assert row.precision.effective_n == Fraction("9.68523002421")
    view = view_of(get_result(session, round_id=field.round.id))
    assert view.weighted
    assert any("có trọng số theo" in note for note in view.notes)


def test_the_standard_error_has_the_finite_population_in_it_m15(session: Session) -> None:
    """Both criteria alike, so the index is one share: p = 0.8, n = 10 of N = 40.

    V = (1 - 10/40) * p (1 - p) / (n - 1) = 0.75 * 0.16 / 9.
    """
    field = make_field(session)
    say(session, field, 8, 2)
    put_population(session, field, {(0, channel(field), ""): 40})
    precision = unit_row(session, field).precision
    assert precision is not None
    assert precision.standard_error is not None
    assert float(precision.standard_error) == pytest.approx(100 * (0.75 * 0.16 / 9) ** 0.5, 1e-11)


def test_an_interval_holds_the_index_and_says_something_at_100_percent_m16(
    session: Session,
) -> None:
    field = make_field(session)
    say(session, field, 12, 0)
    say(session, field, 6, 6, unit=1)
    sure, doubtful = (unit_row(session, field, unit).precision for unit in (0, 1))
    assert sure is not None
    assert doubtful is not None
    assert (sure.standard_error, sure.high, sure.rule) == (0, 100, "wilson_ratio")
    assert sure.low is not None
    assert 60 < sure.low < 100
    assert doubtful.low is not None
    assert doubtful.high is not None
    assert doubtful.low < 50 < doubtful.high


@pytest.mark.parametrize(("forms", "rule"), [(1, "too_few"), (2, "census")])
def test_where_there_is_no_interval_the_reason_is_told_m16(
    session: Session, forms: int, rule: str
) -> None:
    field = make_field(session)
    say(session, field, forms, 0)
    put_population(session, field, {(0, channel(field), ""): 2})
    row = unit_row(session, field)
    assert row.precision is not None
    assert (row.precision.low, row.precision.high, row.precision.rule) == (None, None, rule)
    assert (row.places.low, row.places.band) == (None, None)


def test_units_far_apart_have_places_of_their_own_and_near_ones_share_m17(
    session: Session,
) -> None:
    field = make_field(session)
    say(session, field, 60, 0)
    say(session, field, 6, 54, unit=1)
    first, second = (unit_row(session, field, unit).places for unit in (0, 1))
    assert (first.low, first.high, first.band) == (1, 1, "above")
    assert (second.low, second.high, second.band) == (2, 2, "below")
    assert (first.holm_low, first.holm_high) == (1, 1)


def test_near_units_cannot_be_told_apart_m17(session: Session) -> None:
    field = make_field(session)
    say(session, field, 9, 1)
    say(session, field, 8, 2, unit=1)
    for unit in (0, 1):
        places = unit_row(session, field, unit).places
        assert (places.low, places.high, places.band) == (1, 2, "not_distinguishable")


def test_a_programme_may_want_no_weights_m14(session: Session) -> None:
    plain = programme()
    method = plain.method.model_copy(update={"weighting": "none"})
    field = make_field(session, definition=plain.model_copy(update={"method": method}))
    say(session, field, 8, 2)
    put_population(session, field, {(0, channel(field), ""): 40})
    assert unit_row(session, field).weighting.state == "no_population"


@pytest.mark.parametrize(("smallest", "classes"), [(5, 1), (3, 2)])
def test_the_smallest_class_is_a_setting_of_the_programme_m14(
    session: Session, smallest: int, classes: int
) -> None:
    plain = programme()
    method = plain.method.model_copy(update={"smallest_class": smallest})
    field = make_field(session, definition=plain.model_copy(update={"method": method}))
    say(session, field, 6, 2, field_code="land")
    say(session, field, 3, 0, field_code="birth")
    put_population(
        session, field, {(0, channel(field), "land"): 900, (0, channel(field), "birth"): 100}
    )
    assert len(unit_row(session, field).weighting.classes) == classes


def test_fewer_dossiers_than_forms_leave_a_unit_unweighted_m14(session: Session) -> None:
    field = make_field(session)
    say(session, field, 8, 2)
    say(session, field, 5, 5, unit=1)
    put_population(session, field, {(0, channel(field), ""): 9, (1, channel(field), ""): 30})
    assert unit_row(session, field).weighting.state == "population_too_small"
    assert unit_row(session, field, 1).weighting.weighted
    view = view_of(get_result(session, round_id=field.round.id))
    assert any(note.startswith("1 đơn vị chưa có trọng số") for note in view.notes)


def test_a_factor_is_worth_less_than_the_index_where_it_has_fewer_items_m16(
    session: Session,
) -> None:
    """Two criteria that say different things: a form is worth more for the mean of both."""
    field = make_field(session)
    for polite, on_time, count in (("5", "1", 10), ("1", "5", 10), ("5", "5", 10), ("1", "1", 9)):
        for _ in range(count):
            answer(session, field, {"polite": [polite], "on_time": [on_time]})
    say(session, field, 20, 0, unit=1)
    row = unit_row(session, field, unit=1)
    assert row.precision is not None
    factor = row.factors[0].precision
    assert factor is not None
    assert row.precision.low is not None
    assert factor.low is not None
    assert factor.low < row.precision.low < 100


def test_a_unit_that_stands_alone_has_no_places_to_compare_m17(session: Session) -> None:
    field = make_field(session)
    say(session, field, 9, 1)
    row = unit_row(session, field)
    assert row.rank == 1
    assert (row.places.low, row.places.high, row.places.band) == (None, None, None)


def test_at_100_percent_unequal_weights_still_widen_the_interval_m16(session: Session) -> None:
    field = make_field(session)
    for unit in (0, 1):
        say(session, field, 10, 0, unit=unit, field_code="land")
        say(session, field, 10, 0, unit=unit, field_code="birth")
    put_population(
        session,
        field,
        {
            (0, channel(field), "land"): 1900,
            (0, channel(field), "birth"): 100,
            (1, channel(field), "land"): 1000,
            (1, channel(field), "birth"): 1000,
        },
    )
    unequal, equal = (unit_row(session, field, unit).precision for unit in (0, 1))
    assert unequal is not None
    assert equal is not None
    assert unequal.low is not None
    assert equal.low is not None
    assert unequal.low < equal.low < 100
