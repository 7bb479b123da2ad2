"""Alembic's entry: it gets its connection from the command that runs it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from alembic import context

from surveyapp.platform.database import Base

for room in (
    "platform.jobs",
    "platform.rate_limits",
    "units",
    "accounts",
    "questionnaires",
    "programmes",
    "rounds",
    "responses",
    "citizen.kiosk",
    "scores",
    "results",
):
    import_module(f"surveyapp.{room}.models")


def belongs_to_models(_object: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """Partitions of `response` are made per round and are no models."""
    return not (kind == "table" and (name or "").startswith("response_part_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    include_object=belongs_to_models,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
