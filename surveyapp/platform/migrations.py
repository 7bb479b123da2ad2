"""Running migrations. They are a step of a release and never happen at import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from surveyapp.platform.database import Database

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade_database(database: Database, *, revision: str = "head") -> None:
    """Bring the schema up to `revision`; nothing happens when it is there already."""
    with database.queue_for_writing(), database.engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade_database(database: Database, *, revision: str) -> None:
    """Take the schema down to `revision` (`base` for nothing at all). Data go with it."""
    with database.queue_for_writing(), database.engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def current_revision(database: Database) -> str | None:
    """The revision the database is at, or None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def latest_revision() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def check_database(database: Database) -> None:
    """Compare schema and models. Raises alembic.util.CommandError when they differ."""
    with database.engine.begin() as connection:
        command.check(_config(connection))


def _config(connection: Connection) -> Config:
    attributes: dict[str, Any] = {"connection": connection}
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(SCRIPTS))
    return config
