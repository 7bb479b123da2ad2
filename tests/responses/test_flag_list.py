"""`flask responses flags`: the flags of a round as a file for whoever looks at them."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from surveyapp.platform.database import Database
from surveyapp.platform.formats import number
from surveyapp.responses import flag_list
from surveyapp.responses.canonical import printed_receipt
from surveyapp.responses.models import Response
from tests.field import NOON, Field, make_field, programme
from tests.responses.arrivals import come


def listed(commands: FlaskCliRunner, field: Field) -> list[list[str]]:
    """The rows of the file, its form checked."""
    done = commands.invoke(args=["responses", "flags", field.round.code])
    assert done.exit_code == 0, done.output
    raw = done.stdout_bytes
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")
    assert header == ["round", "unit", "receipt", "rule", "reason", "time"]
    checksum = hashlib.sha256(raw).hexdigest()
    assert f"Đã ghi {number(len(rows))} dòng; SHA-256 {checksum}." in done.stderr
    return rows


def test_p17_p18_flags_are_listed_with_receipt_reason_and_local_time(
    commands: FlaskCliRunner, database: Database
) -> None:
    """What waits is counted first; the first seconds of a local day are of that day."""
    midnight = NOON + timedelta(hours=12)
    with database.transaction() as session:
        field = make_field(session)
        come(session, field, "honeypot", unit=1, opened_at=midnight, now=midnight)
        come(session, field, "proved")
        receipt = session.scalars(
            select(Response.receipt).where(Response.unit_id == field.units[1].id)
        ).one()
        assert receipt is not None
    reason = "Ô ẩn mà người trả lời không nhìn thấy đã được điền."
    time = "2026-03-11T00:00:00+07:00"
    row = [field.round.code, "stc", printed_receipt(receipt), "honeypot", reason, time]
    assert listed(commands, field) == [row]


def test_p14_many_flags_are_all_listed_in_their_order(
    commands: FlaskCliRunner, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flag_list, "_BATCH", 5)
    with database.transaction() as session:
        field = make_field(session)
        for place in range(12):
            come(session, field, "too_fast", "honeypot", now=NOON + timedelta(minutes=place))
    rows = listed(commands, field)
    assert len(rows) == 24
    assert rows == sorted(rows, key=lambda row: row[5])


def test_p5_a_late_answer_of_an_anonymous_round_is_listed_with_its_day_only(
    commands: FlaskCliRunner, database: Database
) -> None:
    definition = programme(method={"late_answers": "count"})
    with database.transaction() as session:
        field = make_field(session, anonymous=True, days=0, definition=definition)
        come(session, field, "honeypot", now=field.round.closes_at)
    [row] = listed(commands, field)
    assert row[1:4] == ["snv", "", "late"]
    assert row[5] == "2026-03-11"


def test_a_round_without_flags_is_a_header(commands: FlaskCliRunner, database: Database) -> None:
    with database.transaction() as session:
        field = make_field(session)
    assert listed(commands, field) == []


def test_an_unknown_round_is_told(commands: FlaskCliRunner) -> None:
    done = commands.invoke(args=["responses", "flags", "khong-co"])
    assert done.exit_code == 1
    assert "khong-co" in done.stderr
