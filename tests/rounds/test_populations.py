"""Populations: all of a file or nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.errors import WrongState
from surveyapp.platform.faults import Faulty
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.rounds.populations import (
    PopulationImport,
    clear_populations,
    import_populations,
    populations_by_form,
)
from surveyapp.rounds.queries import get_round_by_reference, populations
from tests.field import NOON, Field, make_field, programme, questionnaire
from tests.fixtures.web import SetClock

CHANNELS = [
    {"code": "truc_tiep", "name": "Trực tiếp", "forms": ["counter_form"]},
    {"code": "truc_tuyen", "name": "Trực tuyến", "forms": ["portal_form"]},
]


def two_channels(**changes: object) -> ProgrammeDefinition:
    base = {"channels": CHANNELS, "questionnaires": ["counter_form", "portal_form"]}
    return programme(**(base | changes))


@pytest.fixture
def field(session: Session) -> Field:
    """A round of two units, two channels, two forms."""
    forms = (questionnaire(), questionnaire(code="portal_form"))
    return make_field(session, definition=two_channels(), forms=forms)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.csv"


def take(session: Session, field: Field, path: Path, text: str) -> PopulationImport:
    path.write_text(text, encoding="utf-8")
    return import_populations(session, round_=field.round, path=path, now=NOON)


def faults_of(session: Session, field: Field, path: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as caught:
        take(session, field, path, text)
    for fault in caught.value.faults:
        assert fault.message.endswith(".")
        assert fault.cure.endswith(".")
    return [(fault.place, fault.code) for fault in caught.value.faults]


def test_a_file_with_bom_semicolons_and_windows_line_ends_is_read(
    session: Session, field: Field, path: Path
) -> None:
    path.write_bytes(
        "\ufeffunit;name;channel;count\r\nsnv;Sở Nội vụ;truc_tiep;120\r\n".encode(),
    )
    done = import_populations(session, round_=field.round, path=path, now=NOON)
    assert done == PopulationImport(1, 1, 1, 0, 120, missing=("stc",))
    expected = {(field.units[0].id, "truc_tiep", ""): 120}
    assert populations(session, round_id=field.round.id) == expected


def test_a_channel_may_be_divided_by_field(session: Session, field: Field, path: Path) -> None:
    done = take(
        session,
        field,
        path,
        "unit,channel,field,count\nsnv,truc_tiep,ho-tich,30\nsnv,truc_tiep,g11.dat_dai,70\n"
        "snv,truc_tuyen,,0\nstc,truc_tiep,,5\n",
    )
    assert done == PopulationImport(4, 2, 2, 2, 105, missing=())
    snv, stc = (unit.id for unit in field.units)
    stored = populations(session, round_id=field.round.id)
    assert stored == {
        (snv, "truc_tiep", "ho-tich"): 30,
        (snv, "truc_tiep", "g11.dat_dai"): 70,
        (snv, "truc_tuyen", ""): 0,
        (stc, "truc_tiep", ""): 5,
    }
    by_form = {(snv, "counter_form"): 100, (snv, "portal_form"): 0, (stc, "counter_form"): 5}
    assert populations_by_form(two_channels(), stored) == by_form


def test_a_channel_of_two_forms_says_nothing_of_each_form() -> None:
    both = [{"code": "ca_hai", "name": "Cả hai", "forms": ["counter_form", "portal_form"]}]
    assert populations_by_form(two_channels(channels=both), {(1, "ca_hai", ""): 9}) == {}


def test_an_import_replaces_all_that_was_there(session: Session, field: Field, path: Path) -> None:
    take(session, field, path, "unit,channel,count\nsnv,truc_tiep,7\nstc,truc_tiep,8\n")
    done = take(session, field, path, "unit,channel,count\nstc,truc_tuyen,9\n")
    assert done.missing == ("snv",)
    expected = {(field.units[1].id, "truc_tuyen", ""): 9}
    assert populations(session, round_id=field.round.id) == expected


def test_every_fault_is_reported_and_what_was_there_stays(
    session: Session, field: Field, path: Path
) -> None:
    take(session, field, path, "unit,channel,count\nsnv,truc_tiep,7\n")
    found = faults_of(
        session,
        field,
        path,
        "unit,channel,field,count\n"
        "khong,truc_tiep,,1\n"
        "snv,buu_chinh,,1\n"
        "stc,truc_tiep,,-3\n"
        "stc,truc_tiep,,4\n"
        "snv,truc_tiep,Hộ tịch,1.000\n"
        "snv,truc_tuyen,a,1\n"
        "snv,truc_tuyen,b,1\n"
        "snv,truc_tuyen,,1\n",
    )
    assert found == [
        ("dòng 2, cột unit", "unknown-unit"),
        ("dòng 3, cột channel", "unknown-channel"),
        ("dòng 4, cột count", "not-a-number"),
        ("dòng 5, cột unit", "duplicate-row"),
        ("dòng 6, cột count", "not-a-number"),
        ("dòng 6, cột field", "field-code"),
        ("dòng 9, cột field", "mixed-fields"),
    ]
    assert set(populations(session, round_id=field.round.id).values()) == {7}


def test_rows_with_and_without_a_field_are_one_fault_of_the_channel(
    session: Session, field: Field, path: Path
) -> None:
    text = "unit,channel,field,count\nsnv,truc_tiep,,1\nsnv,truc_tiep,a,1\nsnv,truc_tiep,b,1\n"
    assert faults_of(session, field, path, text) == [("dòng 3, cột field", "mixed-fields")]


@pytest.mark.parametrize("count", ["", "bảy", "1,5", "1 000", "٣", "1e3", "9" * 10, "9" * 5000])
def test_a_count_is_a_whole_number(session: Session, field: Field, path: Path, count: str) -> None:
    text = f"unit;channel;count\nsnv;truc_tiep;{count}\n"
    assert faults_of(session, field, path, text) == [("dòng 2, cột count", "not-a-number")]


@pytest.mark.parametrize("code", ["Hộ tịch", "HO-TICH", "a b", "a" * 65, "=1"])
def test_a_field_is_a_code(session: Session, field: Field, path: Path, code: str) -> None:
    text = f"unit,channel,field,count\nsnv,truc_tiep,{code},1\n"
    assert faults_of(session, field, path, text) == [("dòng 2, cột field", "field-code")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "csv-empty"),
        ("unit,channel,count\n", "csv-empty"),
        ("unit,form,dossiers\nsnv,counter_form,1\n", "missing-column"),
        ("unit,channel,count,kênh\nsnv,truc_tiep,1,a\n", "unknown-column"),
        ("unit,channel,count\nsnv,truc_tiep\n", "row-width"),
    ],
)
def test_a_file_of_another_shape_is_refused(
    session: Session, field: Field, path: Path, text: str, code: str
) -> None:
    assert code in {found for _, found in faults_of(session, field, path, text)}
    assert populations(session, round_id=field.round.id) == {}


def test_a_published_round_keeps_its_population(session: Session, field: Field, path: Path) -> None:
    """P15."""
    field.round.published_at = NOON
    session.flush()
    with pytest.raises(WrongState):
        take(session, field, path, "unit,channel,count\nsnv,truc_tiep,7\n")
    assert populations(session, round_id=field.round.id) == {}


def test_a_population_can_be_taken_away_until_the_round_is_published(
    session: Session, field: Field, path: Path
) -> None:
    take(session, field, path, "unit,channel,count\nsnv,truc_tiep,7\nstc,truc_tiep,8\n")
    assert clear_populations(session, round_=field.round, now=NOON) == 15
    assert populations(session, round_id=field.round.id) == {}
    with pytest.raises(WrongState) as refused:
        clear_populations(session, round_=field.round, now=NOON)
    assert refused.value.code == "empty"
    take(session, field, path, "unit,channel,count\nsnv,truc_tiep,7\n")
    field.round.published_at = NOON
    session.flush()
    with pytest.raises(WrongState):
        clear_populations(session, round_=field.round, now=NOON)
    assert len(populations(session, round_id=field.round.id)) == 1


def test_the_command_takes_it_away_and_says_so_in_the_audit(
    app: Flask, commands: FlaskCliRunner, clock: SetClock, path: Path
) -> None:
    with app.extensions["surveyapp"].database.transaction() as session:
        code = make_field(session, now=clock.moment).round.code
    path.write_text("unit,channel,count\nsnv,counter_form,7000\n", encoding="utf-8")
    commands.invoke(args=["population", "import", code, str(path)])
    done = commands.invoke(args=["population", "clear", code])
    assert (done.exit_code, "Đã bỏ 7.000 hồ sơ" in done.output) == (0, True)
    again = commands.invoke(args=["population", "clear", code])
    assert (again.exit_code, "chưa có số hồ sơ nào" in again.output) == (1, True)
    with app.extensions["surveyapp"].database.reading() as session:
        deeds = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert deeds == ["round.population", "round.population_clear"]


def test_the_command_imports_a_file_or_names_its_faults(
    app: Flask, commands: FlaskCliRunner, clock: SetClock, path: Path
) -> None:
    with app.extensions["surveyapp"].database.transaction() as session:
        code = make_field(session, now=clock.moment).round.code
    path.write_text("unit,channel,count\nsnv,counter_form,7000\n", encoding="utf-8")
    done = commands.invoke(args=["population", "import", code, str(path)])
    assert done.exit_code == 0
    assert "Đã nhập 7.000 hồ sơ của 1 đơn vị, 1 kênh, không chia lĩnh vực" in done.output
    assert "1 đơn vị chưa có số hồ sơ nên chưa có trọng số: stc. [missing-unit]" in done.output
    with app.extensions["surveyapp"].database.reading() as session:
        deeds = session.scalars(select(AuditEvent.action)).all()
    assert deeds == ["round.population"]
    path.write_text("unit,channel,count\nsnv,counter_form,bảy\n", encoding="utf-8")
    refused = commands.invoke(args=["population", "import", code, str(path)])
    assert refused.exit_code == 1
    assert "not-a-number" in refused.output
    clock.advance(days=1)
    with app.extensions["surveyapp"].database.transaction() as session:
        publish(session, code, clock)
    late = commands.invoke(args=["population", "import", code, str(path)])
    assert (late.exit_code, "đã công bố" in late.output) == (1, True)


def publish(session: Session, code: str, clock: SetClock) -> None:
    round_ = get_round_by_reference(session, reference=code)
    round_.published_at = clock.moment - timedelta(hours=1)


def test_show_prints_what_can_be_imported_again(
    app: Flask, commands: FlaskCliRunner, clock: SetClock, path: Path
) -> None:
    with app.extensions["surveyapp"].database.transaction() as session:
        definition = programme(method={"weighting": "none"})
        code = make_field(session, now=clock.moment, definition=definition).round.code
    nothing = commands.invoke(args=["population", "show", code])
    assert "chưa có số hồ sơ" in nothing.output
    text = "unit,channel,field,count\nsnv,counter_form,dat-dai,1200\nstc,counter_form,,5\n"
    path.write_text(text, encoding="utf-8")
    done = commands.invoke(args=["population", "import", code, str(path)])
    assert "weighting: none" in done.output
    assert commands.invoke(args=["population", "show", code, "--format", "csv"]).output == text
    table = commands.invoke(args=["population", "show", code]).output
    assert "1.200  counter_form / dat-dai" in table
    assert "Cộng: 1.205 hồ sơ của 2 đơn vị." in table
    unknown = commands.invoke(args=["population", "show", "khong-co"])
    assert (unknown.exit_code, "Không có đợt" in unknown.output) == (1, True)


def test_every_fault_of_a_file_is_explained_to_operators() -> None:
    root = Path(__file__).parents[2]
    program = (root / "surveyapp/rounds/populations.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', program)) | {"missing-unit"}
    told = (root / "docs/results.md").read_text(encoding="utf-8")
    assert len(codes) == 8
    assert [code for code in codes if f"`{code}`" not in told] == []
