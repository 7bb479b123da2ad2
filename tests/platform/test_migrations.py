"""Style 16: migrations go up and down and equal the models, on both databases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import CheckConstraint, inspect, text

from surveyapp.platform.database import Base, Database
from surveyapp.platform.migrations import (
    check_database,
    current_revision,
    downgrade_database,
    latest_revision,
    upgrade_database,
)

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def test_migrations_go_up_and_down_and_leave_nothing(empty_database: Database) -> None:
    assert current_revision(empty_database) is None
    upgrade_database(empty_database)
    assert current_revision(empty_database) == latest_revision()
    downgrade_database(empty_database, revision="base")
    assert inspect(empty_database.engine).get_table_names() == ["alembic_version"]
    upgrade_database(empty_database)
    assert current_revision(empty_database) == latest_revision()


def test_migrations_go_up_twice_without_a_change(database: Database) -> None:
    upgrade_database(database)
    assert current_revision(database) == latest_revision()


def test_schema_equals_the_models(database: Database) -> None:
    check_database(database)


def test_checks_equal_those_of_the_models(database: Database) -> None:
    found = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        written = [*table.constraints, *(c for column in table.columns for c in column.constraints)]
        wanted = {str(rule.name) for rule in written if isinstance(rule, CheckConstraint)}
        assert {c["name"] for c in found.get_check_constraints(table.name)} == wanted


@only_sqlite
def test_every_table_is_written_as_the_models_say(
    database: Database, empty_database: Database
) -> None:
    Base.metadata.create_all(empty_database.engine)
    assert _statements(database) == _statements(empty_database)


def _statements(database: Database) -> dict[str, list[str]]:
    """The parts of each CREATE statement, in any order."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql <> ''"
    with database.engine.connect() as connection:
        rows = connection.execute(text(query)).all()
    return {
        name: sorted(_parts(re.sub(r"\s+", " ", sql)))
        for name, sql in rows
        if name != "alembic_version"
    }


def _parts(statement: str) -> list[str]:
    """Columns, constraints, and what stands before and after them: cut at the outermost commas."""
    parts, depth = [""], 0
    for letter in statement:
        depth += (letter == "(") - (letter == ")")
        if (depth == 1 and letter in "(,") or (depth == 0 and letter == ")"):
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


@only_postgresql
def test_responses_are_partitioned_by_round(database: Database) -> None:
    with database.engine.begin() as connection:
        key = connection.scalar(text("SELECT pg_get_partkeydef('response'::regclass)"))
        assert key == "LIST (round_id)"
        query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = "
        parts = connection.scalars(text(query + "'response'::regclass"))
        assert list(parts) == ["response_part_default"]


@only_sqlite
def test_rows_of_responses_have_no_arrival_number(database: Database) -> None:
    """P5: a rowid would tell the order of arrival."""
    with database.engine.connect() as connection:
        for table in ("response", "response_uncounted", "response_count_cell"):
            sql = connection.scalar(
                text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
            )
            assert sql.rstrip().endswith("WITHOUT ROWID")
