"""`flask rounds` and `flask links`."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from surveyapp.platform.sessions import Base
from surveyapp.programmes.definition import ProgrammeSource
from surveyapp.programmes.services import load_programme
from surveyapp.rounds.models import ShortCode
from tests.field import Field, make_field, programme, questionnaire
from tests.fixtures.web import SetClock

NEW_ROUND = [
    *("rounds", "create", "--programme", "small", "--code", "dot-hai", "--name", "Đợt hai"),
    *("--opens", "2026-06-15", "--closes", "30/06/2026"),
    *("--window-from", "2026-01-01", "--window-to", "31/05/2026"),
]


@pytest.fixture
def field(app: Flask, clock: SetClock) -> Field:
    """An open round."""
    base: Base = app.extensions["surveyapp"]
    with base.database.transaction() as session:
        return make_field(session, now=clock.moment)


def run(commands: FlaskCliRunner, *args: str, status: int = 0) -> str:
    """What a command prints."""
    result = commands.invoke(args=list(args))
    assert result.exit_code == status, result.output
    return result.output


def test_links_as_csv_begin_with_the_agreed_header(commands: FlaskCliRunner, field: Field) -> None:
    output = run(commands, "links", "list", field.round.code, "--format", "csv")
    assert output.startswith("unit,counter,form,path,field,code\n")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert [(row["unit"], row["counter"], row["form"]) for row in rows] == [
        ("snv", "mot-cua/quay-1", "counter_form"),
        ("stc", "mot-cua/quay-1", "counter_form"),
    ]


def test_every_listed_path_opens_its_form(
    commands: FlaskCliRunner, field: Field, app: Flask
) -> None:
    output = run(commands, "links", "list", f"tinh/{field.round.code}", "--format", "csv")
    pages = [app.test_client().get(row["path"]).text for row in csv.DictReader(output.splitlines())]
    assert "Sở Nội vụ" in pages[0]
    assert "Sở Tài chính" in pages[1]


def test_links_as_a_table_stand_in_columns(commands: FlaskCliRunner, field: Field) -> None:
    lines = run(commands, "links", "list", field.round.code).splitlines()
    places = {line.index("/q/") for line in lines[1:]}
    assert places == {lines[0].index("path")}


def test_codes_are_printed_and_missing_ones_allotted_once(
    commands: FlaskCliRunner, field: Field, app: Flask
) -> None:
    base: Base = app.extensions["surveyapp"]
    before = run(commands, "rounds", "codes", field.round.code)
    assert "Mọi đường dẫn đều đã có mã." in before
    kept, lost = (line.split()[0] for line in before.splitlines()[1:3])
    with base.database.transaction() as session:
        session.delete(session.get(ShortCode, lost.replace("-", "")))
    after = run(commands, "rounds", "codes", field.round.code)
    assert "Vừa cấp thêm 1 mã." in after
    assert kept in after
    assert "Mọi đường dẫn đều đã có mã." in run(commands, "rounds", "codes", field.round.code)


def test_an_unknown_round_is_told_in_words(commands: FlaskCliRunner) -> None:
    output = run(commands, "links", "list", "khong-co", status=1)
    assert "Không có đợt khảo sát mang mã “khong-co”." in output


def test_a_round_is_made_listed_and_closed(commands: FlaskCliRunner, field: Field) -> None:
    assert "15/06/2026 - 30/06/2026" in run(commands, *NEW_ROUND)
    assert "tinh/dot-hai\tđang mở\t15/06/2026 - 30/06/2026" in run(commands, "rounds", "list")
    assert "Đã đóng đợt" in run(commands, "rounds", "close", "dot-hai")
    assert "tinh/dot-hai\tđã đóng" in run(commands, "rounds", "list")
    assert "Chỉ đóng được đợt đang mở." in run(commands, "rounds", "close", "dot-hai", status=1)


def test_a_round_may_be_simulated_or_anonymous(commands: FlaskCliRunner, field: Field) -> None:
    run(commands, *NEW_ROUND, "--simulated", "--anonymous")


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--programme", "khac", "Không có bộ chỉ số mang mã “khac”."),
        ("--programme", "xa/small", "Không có bộ chỉ số mang mã “xa/small”."),
        ("--code", "Đợt", "Mã đợt chỉ gồm chữ thường"),
        ("--closes", "2026-06-01", "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ("--opens", "31/02/2026", "“31/02/2026” không phải là ngày."),
    ],
)
def test_what_cannot_be_made_is_told_in_words(
    commands: FlaskCliRunner, field: Field, option: str, value: str, sentence: str
) -> None:
    args = [*NEW_ROUND]
    args[args.index(option) + 1] = value
    result = commands.invoke(args=args)
    assert result.exit_code in (1, 2)
    assert sentence in result.output


def test_a_programme_of_two_authorities_needs_the_code_of_one(
    commands: FlaskCliRunner, field: Field, app: Flask, clock: SetClock
) -> None:
    base: Base = app.extensions["surveyapp"]
    other = programme(authority={"code": "tinh-khac", "name": "Tỉnh khác"})
    with base.database.transaction() as session:
        source = ProgrammeSource(other, (questionnaire(),))
        load_programme(session, source=source, now=clock.moment)
    assert "Hãy ghi kèm mã cơ quan" in run(commands, *NEW_ROUND, status=1)
    args = [*NEW_ROUND]
    args[args.index("small")] = "tinh/small"
    assert "Đã tạo đợt" in run(commands, *args)
