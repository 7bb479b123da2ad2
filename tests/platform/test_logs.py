"""Logs are JSON lines without personal data."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from surveyapp.platform.database import Database
from surveyapp.platform.logs import JsonFormatter


def line_of(error: BaseException | None = None, **facts: Any) -> dict[str, Any]:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("surveyapp", 40, __file__, 1, "job %s", ("failed",), exc_info)
    record.facts = facts
    parsed: dict[str, Any] = json.loads(JsonFormatter().format(record))
    return parsed


def test_a_line_holds_time_level_message_and_facts() -> None:
    line = line_of(job=3)
    assert line["at"].endswith("+00:00")
    assert (line["level"], line["message"], line["job"]) == ("error", "job failed", 3)


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("Exception on /q/aeaqcaibe73d6j6ohvyry [POST]", "Exception on /q/… [POST]"),
        ("Error handling request /tra-cuu?ma=CDE7-9Z48-1HYK", "Error handling request /tra-cuu/…"),
        ("Listening at: http://127.0.0.1:8000 (7)", "Listening at: http://127.0.0.1:8000 (7)"),
        ("Exception on /rounds [GET]", "Exception on /rounds [GET]"),
        # gunicorn, of a request that is too long or no HTTP.
        ("Invalid request from ip=203.0.113.7: too large", "Invalid request from ip=…: too large"),
        ("Invalid request from ip=2001:db8::7: too large", "Invalid request from ip=…: too large"),
    ],
)
def test_links_receipts_and_senders_are_left_out_of_lines(message: str, written: str) -> None:
    """P5: a log line must not tell whose link was used when."""
    record = logging.LogRecord("surveyapp", 40, __file__, 1, "%s", (message,), None)
    assert json.loads(JsonFormatter().format(record))["message"] == written


def test_an_error_is_logged_without_its_words() -> None:
    try:
        int("Nguyễn Văn A")
    except ValueError:
        line = line_of(sys.exc_info()[1])
    assert line["error"] == "ValueError"
    assert line["where"][-1].startswith("tests/platform/test_logs.py:")
    assert "Nguyễn" not in json.dumps(line, ensure_ascii=False)


def test_errors_of_the_database_quote_no_values(database: Database) -> None:
    statement = text("INSERT INTO authority (code, name) VALUES (:code, NULL)")
    with pytest.raises(IntegrityError) as caught, database.transaction() as session:
        session.execute(statement, {"code": "noi-rieng"})
    assert "parameters hidden" in str(caught.value)
