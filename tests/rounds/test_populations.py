"""Populations: all of a file or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.models import AuditEvent
from surveyapp.platform.faults import Faulty
from surveyapp.rounds.populations import import_populations
from surveyapp.rounds.queries import populations
from tests.field import make_field
from tests.fixtures.web import SetClock


def test_a_file_with_bom_semicolons_and_windows_line_ends_is_read(
    session: Session, tmp_path: Path
) -> None:
    field = make_field(session)
    path = tmp_path / "p.csv"
    path.write_bytes("\ufeffunit;form;dossiers\r\nsnv;counter_form;120\r\n".encode())
    assert import_populations(session, round_=field.round, path=path) == 1
    expected = {(field.units[0].id, "counter_form"): 120}
    assert populations(session, round_id=field.round.id) == expected


def test_every_fault_is_reported_and_what_was_there_stays(session: Session, tmp_path: Path) -> None:
    field = make_field(session)
    path = tmp_path / "p.csv"
    path.write_text("unit,form,dossiers\nsnv,counter_form,7\n", encoding="utf-8")
    import_populations(session, round_=field.round, path=path)
    path.write_text(
        "unit,form,dossiers\nkhong,counter_form,1\nsnv,la,1\nstc,counter_form,-3\n"
        "stc,counter_form,4\n",
        encoding="utf-8",
    )
    with pytest.raises(Faulty) as caught:
        import_populations(session, round_=field.round, path=path)
    codes = {fault.code for fault in caught.value.faults}
    assert codes == {"unknown-unit", "unknown-form", "not-a-number", "duplicate-unit"}
    assert set(populations(session, round_id=field.round.id).values()) == {7}


def test_the_command_imports_a_file_or_names_its_faults(
    app: Flask, commands: FlaskCliRunner, clock: SetClock, tmp_path: Path
) -> None:
    with app.extensions["surveyapp"].database.transaction() as session:
        code = make_field(session, now=clock.moment).round.code
    path = tmp_path / "p.csv"
    path.write_text("unit,form,dossiers\nsnv,counter_form,7\n", encoding="utf-8")
    done = commands.invoke(args=["rounds", "population", code, str(path)])
    assert (done.exit_code, "1 dòng" in done.output) == (0, True)
    with app.extensions["surveyapp"].database.reading() as session:
        deeds = session.scalars(select(AuditEvent.action)).all()
    assert deeds == ["round.population"]
    path.write_text("unit,form,dossiers\nsnv,counter_form,bảy\n", encoding="utf-8")
    refused = commands.invoke(args=["rounds", "population", code, str(path)])
    assert refused.exit_code == 1
    assert "not-a-number" in refused.output
