"""Rounds: made from a programme, their state computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.errors import Conflict, Invalid, NotFound, WrongState
from surveyapp.rounds.links import LinkTarget, read_link
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_reference
from surveyapp.rounds.services import (
    RoundDates,
    close_round,
    create_round,
    extend_round,
    list_links,
)
from surveyapp.rounds.state import RoundState, state_expression, state_of
from surveyapp.rounds.way_in import find_way_in
from tests.field import KEYS, NOON, ZONE, make_field, questionnaire

SECOND = timedelta(seconds=1)


def test_the_state_is_the_same_in_python_and_in_sql(session: Session) -> None:
    round_ = make_field(session, days=2).round
    published = round_.closes_at + timedelta(days=5)
    round_.published_at = published
    session.flush()
    expected = {
        round_.opens_at - SECOND: RoundState.DRAFT,
        round_.opens_at: RoundState.OPEN,
        round_.closes_at - SECOND: RoundState.OPEN,
        round_.closes_at: RoundState.CLOSED,
        published - SECOND: RoundState.CLOSED,
        published: RoundState.PUBLISHED,
    }
    for moment, state in expected.items():
        assert state_of(round_, now=moment) == state
        query = select(state_expression(now=moment)).where(Round.id == round_.id)
        assert session.scalar(query) == state


def test_p17_field_days_are_whole_local_days(session: Session) -> None:
    round_ = make_field(session, days=0).round
    assert round_.opens_at.astimezone(ZONE).hour == 0
    assert round_.closes_at - round_.opens_at == timedelta(days=1)


def test_a_round_publishes_its_programme(session: Session) -> None:
    assert make_field(session).round.programme.published_at == NOON


def test_closing_ends_the_field_work_and_extending_opens_it_again(session: Session) -> None:
    round_ = make_field(session).round
    close_round(session, round_=round_, now=NOON)
    assert state_of(round_, now=NOON) is RoundState.CLOSED
    with pytest.raises(WrongState):
        close_round(session, round_=round_, now=NOON)
    extend_round(session, round_=round_, closes_on=date(2026, 3, 20), zone=ZONE, now=NOON)
    assert state_of(round_, now=NOON) is RoundState.OPEN


def test_a_round_is_not_extended_beyond_the_calendar(session: Session) -> None:
    round_ = make_field(session).round
    with pytest.raises(Invalid) as caught:
        extend_round(session, round_=round_, closes_on=date.max, zone=ZONE, now=NOON)
    assert caught.value.field == "closes_on"


GOOD_DATES = RoundDates(date(2026, 1, 5), date(2026, 1, 9), date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Đợt 1"}, "code"),
        ({"name": "  "}, "name"),
        ({"dates": replace(GOOD_DATES, closes_on=date(2026, 1, 4))}, "closes_on"),
        ({"dates": replace(GOOD_DATES, window_to=date(2024, 1, 1))}, "window_to"),
        ({"dates": replace(GOOD_DATES, opens_on=date.min)}, "opens_on"),
        ({"dates": replace(GOOD_DATES, closes_on=date.max)}, "closes_on"),
        ({"dates": replace(GOOD_DATES, window_from=date(202, 1, 1))}, "window_from"),
    ],
)
def test_a_bad_round_names_the_field(
    session: Session, changes: dict[str, object], field: str
) -> None:
    programme = make_field(session).round.programme
    good = {"code": "dot-x", "name": "Đợt X", "dates": GOOD_DATES}
    with pytest.raises(Invalid) as caught:
        create_round(session, programme=programme, zone=ZONE, now=NOON, **(good | changes))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_a_code_in_use_is_a_conflict(session: Session) -> None:
    round_ = make_field(session).round
    with pytest.raises(Conflict):
        create_round(
            session,
            programme=round_.programme,
            code=round_.code,
            name="Đợt khác",
            dates=GOOD_DATES,
            zone=ZONE,
            now=NOON,
        )


def test_links_name_every_unit_counter_and_form(session: Session) -> None:
    portal = questionnaire(code="portal_form", reached="portal")
    field = make_field(session, forms=(questionnaire(), portal))
    links = list_links(session, round_=field.round, keys=KEYS)
    rows = [(link.unit.code, link.counter_code, link.form.questionnaire.code) for link in links]
    assert rows == [
        ("snv", "mot-cua/quay-1", "counter_form"),
        ("snv", "", "portal_form"),
        ("stc", "mot-cua/quay-1", "counter_form"),
        ("stc", "", "portal_form"),
    ]


def test_a_link_leads_to_its_round_unit_counter_and_form(session: Session) -> None:
    field = make_field(session)
    link = list_links(session, round_=field.round, keys=KEYS)[1]
    way_in = find_way_in(session, target=read_link(link.text, keys=KEYS))
    assert way_in is not None
    assert (way_in.unit_name, way_in.counter_name) == ("Sở Tài chính", "Quầy 1")
    assert (way_in.round_code, way_in.late_answers) == (field.round.code, "exclude")


def test_a_link_to_what_is_not_there_leads_nowhere(session: Session) -> None:
    field = make_field(session)
    unit_id = field.units[0].id
    for target in (
        LinkTarget(field.round.id + 999, unit_id, 0, 1),
        LinkTarget(field.round.id, unit_id + 999, 0, 1),
        LinkTarget(field.round.id, unit_id, field.counter.id + 999, 1),
        LinkTarget(field.round.id, unit_id, 0, 9),
    ):
        assert find_way_in(session, target=target) is None


def test_a_round_is_named_by_its_code(session: Session) -> None:
    round_ = make_field(session).round
    assert get_round_by_reference(session, reference=round_.code) is round_
    assert get_round_by_reference(session, reference=f"tinh/{round_.code}") is round_
    with pytest.raises(NotFound):
        get_round_by_reference(session, reference="khong-co")
