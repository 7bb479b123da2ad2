"""The packed snapshot: increments, rebuild and counts by hand agree."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.cube import same_counts
from surveyapp.responses import segments, snapshot
from surveyapp.responses.cube import count_segments, get_cube
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import Response, Segment
from surveyapp.responses.queries import count_waiting, snapshot_head
from surveyapp.responses.recount import count_by_sql
from surveyapp.responses.snapshot import count_round, rebuild_round
from tests.field import NOON, ZONE, Field, answer, make_field


def fill(session: Session, field: Field, count: int, seed: int = 1) -> list[str]:
    random = Random(seed)
    ids = []
    for _ in range(count):
        posted = {"polite": [str(random.randint(1, 5))]}
        if random.random() < 0.7:
            posted["on_time"] = [random.choice(["1", "2", "3", "4", "5", "no_opinion"])]
        ids.append(answer(session, field, posted, unit=random.randint(0, 1)).submission_id)
    return ids


def counted_by_hand(session: Session, field: Field) -> dict[tuple[str, str, str], int]:
    """Counts straight from the stored answers, without any of the packing."""
    counts: dict[tuple[str, str, str], int] = {}
    codes = {unit.id: unit.code for unit in field.units}
    for row in session.scalars(select(Response)):
        for item in ("polite", "on_time"):
            key = (codes[row.unit_id], item, row.answers.get(item, "blank"))
            counts[key] = counts.get(key, 0) + 1
    return counts


def counted_by_cube(session: Session, field: Field) -> dict[tuple[str, str, str], int]:
    cube = get_cube(session, round_id=field.round.id)
    answers = ("blank", "1", "2", "3", "4", "5", "no_opinion")
    return {
        (unit, item, name): int(cube.counts[u, i, a])
        for u, unit in enumerate(cube.labels("unit"))
        for i, item in enumerate(cube.items)
        for a, name in enumerate(answers)
        if cube.counts[u, i, a]
    }


def test_the_cube_equals_a_count_of_the_stored_answers(session: Session) -> None:
    field = make_field(session)
    fill(session, field, 60)
    assert count_round(session, round_id=field.round.id)
    assert counted_by_cube(session, field) == counted_by_hand(session, field)
    assert count_waiting(session, round_id=field.round.id) == 0


def test_a_rebuild_equals_the_increments(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "SEGMENT_SIZE", 16)
    monkeypatch.setattr(snapshot, "BATCH", 7)
    field = make_field(session)
    for step in range(4):
        fill(session, field, 13, seed=step)
        count_round(session, round_id=field.round.id)
    grown = get_cube(session, round_id=field.round.id)
    rebuild_round(session, round_id=field.round.id)
    assert same_counts(grown, get_cube(session, round_id=field.round.id))
    assert counted_by_cube(session, field) == counted_by_hand(session, field)


def test_counting_again_changes_nothing(session: Session) -> None:
    field = make_field(session)
    fill(session, field, 5)
    count_round(session, round_id=field.round.id)
    before = snapshot_head(session, round_id=field.round.id)
    assert not count_round(session, round_id=field.round.id)
    assert snapshot_head(session, round_id=field.round.id) == before


def test_a_late_answer_is_packed_but_does_not_count(session: Session) -> None:
    field = make_field(session, days=0)
    answer(session, field, {"polite": ["5"]})
    answer(session, field, {"polite": ["1"]}, now=field.round.closes_at + timedelta(minutes=1))
    count_round(session, round_id=field.round.id)
    cube = get_cube(session, round_id=field.round.id)
    assert cube.n == 1
    assert sum(segment.size for segment in session.scalars(select(Segment))) == 2


def test_a_change_of_validity_is_taken_back_by_a_later_one(session: Session) -> None:
    field = make_field(session)
    recorded = answer(session, field, {"polite": ["5"]})
    count_round(session, round_id=field.round.id)
    for valid, expected in ((False, 0), (True, 1)):
        remark = Remark(
            field.units[0].id, recorded.submission_id, "validity", valid, "re_check", "", "snv"
        )
        append_entry(session.connection(), way_in=field.round, remark=remark, zone=ZONE, now=NOON)
        assert count_round(session, round_id=field.round.id)
        assert get_cube(session, round_id=field.round.id).n == expected


@pytest.mark.parametrize("packed_before", [True, False])
def test_the_last_of_several_entries_decides(session: Session, packed_before: bool) -> None:
    field = make_field(session)
    recorded = answer(session, field, {"polite": ["5"]})
    if packed_before:
        count_round(session, round_id=field.round.id)
    for valid in (False, True, False):
        remark = Remark(
            field.units[0].id, recorded.submission_id, "validity", valid, "re_check", "", "snv"
        )
        append_entry(session.connection(), way_in=field.round, remark=remark, zone=ZONE, now=NOON)
    count_round(session, round_id=field.round.id)
    assert get_cube(session, round_id=field.round.id).n == 0
    rebuild_round(session, round_id=field.round.id)
    assert get_cube(session, round_id=field.round.id).n == 0


def test_p5_a_segment_keeps_no_order_of_arrival(session: Session) -> None:
    field = make_field(session)
    fill(session, field, 30)
    count_round(session, round_id=field.round.id)
    for segment in session.scalars(select(Segment)):
        ids = [segment.submission_ids[i : i + 16] for i in range(0, 16 * segment.size, 16)]
        assert ids == sorted(ids)


def put_fields(session: Session, field: Field, names: list[str | None]) -> None:
    """Answers whose dossiers belong to fields, spread over both units."""
    for place, name in enumerate(names):
        posted = {"polite": [str(place % 5 + 1)], "on_time": [str(place % 3 + 2)]}
        answer(session, field, posted, unit=place % 2, field_code=name)


def all_agree(session: Session, field: Field) -> bool:
    """Stored cells, packed answers and SQL's GROUP BY over the raw answers say the same."""
    cubes = [
        count(session, round_id=field.round.id)
        for count in (get_cube, count_segments, count_by_sql)
    ]
    return same_counts(cubes[0], cubes[1]) and same_counts(cubes[0], cubes[2])


def test_cells_segments_and_sql_agree_through_every_change(session: Session) -> None:
    field = make_field(session)
    ids = fill(session, field, 40)
    put_fields(session, field, ["dat_dai", None, "dat_dai", "ho_tich", "ho_tich", "ho_tich"])
    count_round(session, round_id=field.round.id)
    assert all_agree(session, field)
    units = {row.submission_id: row.unit_id for row in session.scalars(select(Response))}
    for valid, some in ((False, ids[:9]), (True, ids[:4]), (False, ids[2:6])):
        for id_ in some:
            remark = Remark(units[id_], id_, "validity", valid, "re_check", "", "snv")
            append_entry(
                session.connection(), way_in=field.round, remark=remark, zone=ZONE, now=NOON
            )
        fill(session, field, 3, seed=len(some))
        count_round(session, round_id=field.round.id)
        assert all_agree(session, field)
    stored = get_cube(session, round_id=field.round.id)
    assert stored.n == 46 + 9 - 7
    rebuild_round(session, round_id=field.round.id)
    assert same_counts(stored, get_cube(session, round_id=field.round.id))


def test_a_cell_of_the_cube_names_unit_form_channel_and_field(session: Session) -> None:
    field = make_field(session)
    put_fields(session, field, ["dat_dai", "ho_tich", None])
    count_round(session, round_id=field.round.id)
    cube = get_cube(session, round_id=field.round.id)
    assert cube.dimensions == ("unit", "form", "channel", "field")
    assert [cell[3] for cell in cube.cells] == ["", "dat_dai", "ho_tich"]
    assert {cell[1:3] for cell in cube.cells} == {("counter_form", "counter_form")}


def test_a_cube_without_answers_knows_its_items(session: Session) -> None:
    cube = get_cube(session, round_id=make_field(session).round.id)
    assert (cube.n, cube.items) == (0, ("polite", "on_time"))
