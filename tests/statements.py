"""Counting what a page asks of the database (style 4: as many statements for 1 row as for 100)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event


@contextmanager
def noted_statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that runs inside the block, without what opens and closes a transaction."""
    engine = app.extensions["surveyapp"].database.engine
    noted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            noted.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield noted
    event.remove(engine, "before_cursor_execute", note)
