"""Entries: the parts of a definition taken one by one, so that one fault does not hide another.

A whole definition is either valid or not. Checks that compare parts (codes, references, sums) work
on entries instead: each carries its code as written and, where it is valid by itself, its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from surveyapp.platform.definitions import Source
from surveyapp.platform.faults import Fault

T = TypeVar("T")
Step = str | int


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One mapping of a list, with its place."""

    source: Source
    path: tuple[Step, ...]
    code: str
    #: None where the entry breaks a rule of its own; that fault is reported elsewhere.
    value: T | None

    def fault(self, steps: Sequence[Step], code: str, message: str, cure: str) -> Fault:
        """A fault at a key of this entry."""
        place = self.source.place((*self.path, *steps))
        return Fault(self.source.name, place, code, message, cure)


def entry(source: Source, path: tuple[Step, ...], model: Any, key: str = "code") -> Entry[Any]:
    """The entry at a path; `key` names its code."""
    raw = at(source.data, path)
    code = raw.get(key) if isinstance(raw, dict) else None
    try:
        value = _adapter(model).validate_python(raw)
    except ValidationError:
        value = None
    return Entry(source, path, code if isinstance(code, str) else "", value)


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def entries(
    source: Source, path: tuple[Step, ...], model: Any, key: str = "code"
) -> list[Entry[Any]]:
    """The entries of the list at a path; empty where there is no list."""
    rows = at(source.data, path)
    count = len(rows) if isinstance(rows, list) else 0
    return [entry(source, (*path, index), model, key) for index in range(count)]


def at(data: Any, path: Sequence[Step]) -> Any:
    """The value at a path, None where the path leads nowhere."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def duplicates(entries_of_a_kind: Sequence[Entry[Any]]) -> Iterator[Entry[Any]]:
    """Entries whose code stood before already."""
    seen: set[str] = set()
    for one in entries_of_a_kind:
        if one.code and one.code in seen:
            yield one
        seen.add(one.code)
