"""Statements compiled once per dialect, for the few places where every answer passes.

Compiling (or finding the compiled form of) a statement costs more than running it on a small
table. A prepared statement keeps the SQL text and the conversions of its bound values, so that
types still come from the models and nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Dialect
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Executable

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL text of one dialect, with the conversion of each bound name in the order of the text."""

    sql: str
    positional: bool
    binds: tuple[tuple[str, Convert | None], ...]

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """Bound values as the driver takes them."""
        converted = (
            (name, convert(values[name]) if convert else values[name])
            for name, convert in self.binds
        )
        return tuple(value for _, value in converted) if self.positional else dict(converted)


class Prepared:
    """A statement whose values are all `bindparam`s, ready to run on a bare connection."""

    def __init__(self, make: Callable[[Dialect], Executable]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled] = {}

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it. Every bound name must be among `values`; others are left aside."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._make(dialect), dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.parameters(values))


def _compile(statement: Executable, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    binds = tuple(
        (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in names
    )
    return _Compiled(str(compiled), bool(compiled.positional), binds)
