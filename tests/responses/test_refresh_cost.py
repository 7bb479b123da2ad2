"""A refresh costs what came, not what is there: old answers are not read again."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from surveyapp.responses import segments
from surveyapp.responses.cube import get_cube
from surveyapp.responses.models import Segment
from surveyapp.responses.snapshot import count_round
from tests.field import Field, answer, make_field


def fill(session: Session, field: Field, count: int) -> None:
    for place in range(count):
        answer(session, field, {"polite": [str(place % 5 + 1)]})


def test_the_cube_is_read_without_any_answer(session: Session) -> None:
    field = make_field(session)
    fill(session, field, 3)
    count_round(session, round_id=field.round.id)
    noted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        noted.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert get_cube(session, round_id=field.round.id).n == 3
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert any("response_count_cell" in statement for statement in noted)
    assert not any(
        "response_segment" in statement or '"response"' in statement for statement in noted
    )
    assert not any("FROM response " in statement for statement in noted)


def test_counting_reads_no_segment_that_is_full(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SEGMENT_SIZE", 4)
    field = make_field(session)
    fill(session, field, 10)
    count_round(session, round_id=field.round.id)
    session.flush()
    session.expunge_all()
    loaded: list[int] = []

    def note(segment: Segment, _context: object) -> None:
        loaded.append(segment.number)

    event.listen(Segment, "load", note)
    try:
        fill(session, field, 1)
        count_round(session, round_id=field.round.id)
    finally:
        event.remove(Segment, "load", note)
    assert loaded == [3]
    assert sorted(session.scalars(select(Segment.size))) == [3, 4, 4]
