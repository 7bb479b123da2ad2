"""`flask responses check` and `rebuild`: three counts of a round agree, or the unit is named."""

from __future__ import annotations

import numpy as np
import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.database import Database
from surveyapp.responses import commands as responses_commands
from surveyapp.responses.ledger import Remark, append_entry
from surveyapp.responses.models import CountCell, Response, Segment
from surveyapp.responses.queries import count_waiting
from surveyapp.responses.recount import compare_counts
from surveyapp.responses.snapshot import count_round
from tests.field import NOON, ZONE, Field, answer, make_field


@pytest.fixture
def field(database: Database) -> Field:
    """Three responses of the first unit, one with a blank; one response of the second."""
    with database.transaction() as session:
        field = make_field(session)
        answer(session, field, {"polite": ["5"], "on_time": ["4"]})
        answer(session, field, {"polite": ["5"], "on_time": ["no_opinion"]})
        answer(session, field, {"polite": ["2"]})
        answer(session, field, {"polite": ["5"], "on_time": ["1"]}, unit=1)
    return field


def counted(database: Database, field: Field) -> None:
    with database.transaction() as session:
        count_round(session, round_id=field.round.id)


def first_cell(session: Session, field: Field) -> CountCell:
    found = select(CountCell).where(CountCell.unit_id == field.units[0].id)
    return session.scalars(found).one()


def spoil_cell(database: Database, field: Field) -> None:
    """Move one answer from "5" to "4": every sum stays as it was."""
    with database.transaction() as session:
        cell = first_cell(session, field)
        tally = np.frombuffer(cell.tally, dtype="<u4").copy()
        tally[5] -= 1
        tally[4] += 1
        cell.tally = tally.tobytes()


def test_counts_that_agree_are_told_with_their_figures(
    commands: FlaskCliRunner, database: Database, field: Field
) -> None:
    """What waits is counted first; a blank is no answer, "không có ý kiến" is one."""
    done = commands.invoke(args=["responses", "check", field.round.code])
    assert done.exit_code == 0, done.output
    assert "ba cách đếm khớp nhau (4 phiếu hợp lệ, 7 câu trả lời)" in done.output
    with database.reading() as session:
        assert count_waiting(session, round_id=field.round.id) == 0


def test_a_round_without_responses_agrees(commands: FlaskCliRunner, database: Database) -> None:
    with database.transaction() as session:
        code = make_field(session).round.code
    done = commands.invoke(args=["responses", "check", code])
    assert done.exit_code == 0, done.output
    assert "(0 phiếu hợp lệ, 0 câu trả lời)" in done.output


def test_a_spoilt_cell_is_named_and_a_rebuild_mends_it(
    commands: FlaskCliRunner, database: Database, field: Field
) -> None:
    counted(database, field)
    spoil_cell(database, field)
    done = commands.invoke(args=["responses", "check", field.round.code])
    assert done.exit_code == 1
    assert f"Các ô đếm đã lưu lệch ở 1 đơn vị: {field.units[0].code}." in done.stderr
    assert "đã nén lệch" not in done.stderr
    assert f"flask responses rebuild {field.round.code}" in done.stderr
    mended = commands.invoke(args=["responses", "rebuild", field.round.code])
    assert mended.exit_code == 0, mended.output
    assert "khớp nhau (4 phiếu" in mended.output
    with database.reading() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.action, event.subject) == ("responses.rebuild", field.round.code)


def test_cells_that_contradict_themselves_are_reported_too(
    commands: FlaskCliRunner, database: Database, field: Field
) -> None:
    counted(database, field)
    with database.transaction() as session:
        first_cell(session, field).responses = 2
    done = commands.invoke(args=["responses", "check", field.round.code])
    assert done.exit_code == 1
    assert "Các ô đếm đã lưu lệch ở 2 đơn vị" in done.stderr


def test_spoilt_packed_answers_are_named(
    commands: FlaskCliRunner, database: Database, field: Field
) -> None:
    counted(database, field)
    with database.transaction() as session:
        one = Segment.unit_id == field.units[1].id
        answers = session.scalars(select(Segment.answers).where(one)).one()
        session.execute(update(Segment).where(one).values(answers=b"\x03" + answers[1:]))
    done = commands.invoke(args=["responses", "check", field.round.code])
    assert done.exit_code == 1
    assert f"đã nén lệch ở 1 đơn vị: {field.units[1].code}." in done.stderr
    assert "Các ô đếm đã lưu" not in done.stderr


def test_a_change_of_validity_that_waits_is_applied_first(
    commands: FlaskCliRunner, database: Database, field: Field
) -> None:
    counted(database, field)
    with database.transaction() as session:
        first = session.scalars(select(Response).where(Response.unit_id == field.units[1].id)).one()
        remark = Remark(
            first.unit_id, first.submission_id, "validity", False, "re_check", "", "snv"
        )
        round_ = session.merge(field.round)
        append_entry(session.connection(), way_in=round_, remark=remark, zone=ZONE, now=NOON)
    done = commands.invoke(args=["responses", "check", field.round.code])
    assert done.exit_code == 0, done.output
    assert "(3 phiếu hợp lệ, 5 câu trả lời)" in done.output


def test_the_comparison_itself_sees_a_unit_that_only_one_side_has(session: Session) -> None:
    field = make_field(session)
    answer(session, field, {"polite": ["5"]}, unit=1)
    count_round(session, round_id=field.round.id)
    session.execute(update(Segment).values(unit_id=field.units[0].id))
    found = compare_counts(session, round_id=field.round.id)
    assert (found.stored, found.packed) == ((), tuple(sorted(unit.code for unit in field.units)))
    assert not found.agree


@pytest.mark.parametrize("deed", ["check", "rebuild"])
def test_an_unknown_round_is_named(commands: FlaskCliRunner, deed: str) -> None:
    done = commands.invoke(args=["responses", deed, "khong-co"])
    assert done.exit_code == 1
    assert "Không có đợt khảo sát mang mã “khong-co”." in done.output


def test_a_round_that_is_never_counted_to_its_end_is_not_compared(
    commands: FlaskCliRunner, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that come faster than they are counted would look like a difference."""
    monkeypatch.setattr(responses_commands, "_count_waiting", lambda _: None)
    done = commands.invoke(args=["responses", "check", field.round.code])
    assert done.exit_code == 1
    assert "chưa so sánh được" in done.stderr
