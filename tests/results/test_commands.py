"""`flask scores import` and `flask results show`, end to end."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.database import Database
from surveyapp.results.models import Result
from tests.results.scene import GOOD, make_scene


@pytest.fixture
def round_code(database: Database) -> str:
    """A committed round with one counted unit."""
    with database.transaction() as session:
        scene = make_scene(session)
        scene.answer("snv", "tt", polite="5", clear="3")
        return scene.round.code


def test_results_are_counted_and_computed_before_they_are_shown(
    commands: FlaskCliRunner, round_code: str, database: Database
) -> None:
    done = commands.invoke(args=["results", "show", round_code, "--format", "csv"])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert (rows[0]["unit"], rows[0]["n"], rows[0]["index"]) == ("snv", "1", "50")
    with database.reading() as session:
        assert session.scalar(select(Result.snapshot_revision)) == 1


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("level", ["unit", "factor", "criterion"])
def test_every_format_and_level_prints(
    commands: FlaskCliRunner, round_code: str, form: str, level: str
) -> None:
    done = commands.invoke(args=["results", "show", round_code, "--format", form, "--level", level])
    assert done.exit_code == 0, done.output
    assert "Sở Nội vụ" in done.output
    if form == "json":
        assert json.loads(done.output)["document"]["weighted"] is False


def test_points_are_imported_and_give_the_reform_table(
    commands: FlaskCliRunner, round_code: str, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "diem.csv"
    path.write_text(GOOD, encoding="utf-8")
    done = commands.invoke(args=["scores", "import", round_code, str(path)])
    assert done.exit_code == 0, done.output
    assert "Đã nhập 15 số của 5 đơn vị." in done.output
    shown = commands.invoke(args=["results", "show", round_code, "--par"])
    assert "74,10" in shown.output
    with database.reading() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.action, event.subject) == ("scores.import", round_code)


def test_a_partial_import_says_what_it_left_alone(
    commands: FlaskCliRunner, round_code: str, tmp_path: Path
) -> None:
    path = tmp_path / "diem.csv"
    path.write_text("unit,max_points,self,officials\nsnv,90,,18\n", encoding="utf-8")
    done = commands.invoke(args=["scores", "import", round_code, str(path), "--partial"])
    assert done.exit_code == 0, done.output
    assert "Chưa xác định 1 ô: snv/self." in done.output
    assert "giữ nguyên: stc, syt, cthue, kbnn." in done.output


def test_a_faulty_file_prints_every_fault_and_writes_nothing(
    commands: FlaskCliRunner, round_code: str, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "diem.csv"
    path.write_text(GOOD.replace("47.68", "-1").replace("40.47", "61"), encoding="utf-8")
    done = commands.invoke(args=["scores", "import", round_code, str(path)])
    assert done.exit_code == 1
    assert "dòng 2, cột self" in done.stderr
    for code in ("negative", "above-maximum", "sum-above-maximum"):
        assert f"[{code}]" in done.stderr
    assert "Có 3 lỗi cần sửa. Không ghi gì" in done.stderr
    with database.reading() as session:
        assert session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize(
    "args", [["results", "show", "khong-co"], ["scores", "import", "khong-co", "x.csv"]]
)
def test_an_unknown_round_is_named(commands: FlaskCliRunner, args: list[str]) -> None:
    done = commands.invoke(args=args)
    assert done.exit_code == 1
    assert "Không có đợt khảo sát mang mã “khong-co”." in done.output


def test_the_reform_table_has_no_levels(commands: FlaskCliRunner, round_code: str) -> None:
    done = commands.invoke(args=["results", "show", round_code, "--par", "--level", "factor"])
    assert done.exit_code == 2
    assert "--par" in done.output
