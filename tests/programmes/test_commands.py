"""`flask programme check` and `flask programme load`."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from surveyapp.platform.database import Database
from surveyapp.programmes.models import ProgrammeVersion
from surveyapp.units.models import CounterUnit, Unit
from tests.fixtures.web import SetClock
from tests.programmes.folders import FORMS, SAMPLES, copy_of, edit


def test_check_says_what_was_understood(commands: FlaskCliRunner) -> None:
    result = commands.invoke(args=["programme", "check", str(FORMS / "soc_trang_2021")])
    assert result.exit_code == 0, result.output
    for words in (
        "Sở, ban, ngành: 19 đơn vị",
        "Ủy ban nhân dân cấp huyện: 11 đơn vị",
        "5 yếu tố, 16 tiêu chí",
        "Phiếu 02/2021-DVCTT",
        "Không có lỗi.",
    ):
        assert words in result.output


def test_check_prints_every_fault_and_fails(commands: FlaskCliRunner, tmp_path: Path) -> None:
    folder = copy_of("text", tmp_path)
    edit(folder, "units.csv", "don-vi-2", "don-vi-1")
    edit(folder, "phieu.yaml", "type: text", "type: file")
    result = commands.invoke(args=["programme", "check", str(folder)])
    assert result.exit_code == 1
    assert "units.csv: dòng 3, cột code: Mã đơn vị “don-vi-1” được dùng hai lần." in result.output
    assert "[unknown-type]" in result.output
    assert "Có 2 lỗi." in result.output


def test_loading_twice_changes_nothing(
    commands: FlaskCliRunner, database: Database, clock: SetClock
) -> None:
    path = str(SAMPLES / "hai_cap")
    first = commands.invoke(args=["programme", "load", path])
    before = state(database)
    clock.advance(days=1)
    second = commands.invoke(args=["programme", "load", path])
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "Đã nạp bộ chỉ số “hai_cap” bản 1." in first.output
    assert "đã có, không thay đổi gì" in second.output
    assert state(database) == before
    assert before[:2] == (170, 190)


def test_a_faulty_programme_loads_nothing(
    commands: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    folder = copy_of("text", tmp_path)
    edit(folder, "units.csv", "don-vi-2", "don-vi-1")
    assert commands.invoke(args=["programme", "load", str(folder)]).exit_code == 1
    assert state(database)[0] == 0


def state(database: Database) -> tuple[object, ...]:
    """Counts of units and of their counters, and what is stored of each programme."""
    with database.reading() as session:
        return (
            session.scalar(select(func.count()).select_from(Unit)),
            session.scalar(select(func.count()).select_from(CounterUnit)),
            session.execute(
                select(
                    ProgrammeVersion.id, ProgrammeVersion.content_hash, ProgrammeVersion.loaded_at
                )
            ).all(),
        )
