"""Checks a value against a JSON schema, as far as our own descriptions use the language.

A keyword that is not known here fails: a schema that is only half checked says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}
SAID_ONLY = frozenset({"title", "description", "default", "format"})


def faults_of(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """What of a value the schema forbids; `root` is the document that references point into."""
    for keyword, wanted in schema.items():
        if keyword not in SAID_ONLY:
            yield from CHECKS[keyword](value, wanted, schema, root)


def _reference(value: Any, wanted: str, _schema: Any, root: Any) -> Iterator[str]:
    target = root
    for step in wanted.removeprefix("#/").split("/"):
        target = target[step]
    yield from faults_of(value, target, root)


def _type(value: Any, wanted: str, _schema: Any, _root: Any) -> Iterator[str]:
    is_bool = isinstance(value, bool)
    if not isinstance(value, TYPES[wanted]) or (is_bool and wanted != "boolean"):
        yield f"{value!r} is no {wanted}"


def _any_of(value: Any, wanted: list[Any], _schema: Any, root: Any) -> Iterator[str]:
    if all(list(faults_of(value, one, root)) for one in wanted):
        yield f"{value!r} fits none of {len(wanted)}"


def _enum(value: Any, wanted: list[Any], _schema: Any, _root: Any) -> Iterator[str]:
    if value not in wanted:
        yield f"{value!r} is none of {wanted}"


def _properties(value: Any, wanted: dict[str, Any], _schema: Any, root: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value.keys() & wanted.keys():
            yield from faults_of(value[name], wanted[name], root)


def _required(value: Any, wanted: list[str], _schema: Any, _root: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{name} is missing" for name in wanted if name not in value)


def _no_others(value: Any, wanted: bool, schema: Any, _root: Any) -> Iterator[str]:
    assert wanted is False
    if isinstance(value, dict):
        yield from (f"{name} is unknown" for name in value.keys() - schema["properties"].keys())


def _items(value: Any, wanted: dict[str, Any], _schema: Any, root: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from faults_of(one, wanted, root)


def _most(value: Any, wanted: int, _schema: Any, _root: Any) -> Iterator[str]:
    if isinstance(value, list) and len(value) > wanted:
        yield f"{len(value)} are too many"


def _least(value: Any, wanted: int, _schema: Any, _root: Any) -> Iterator[str]:
    if isinstance(value, int) and value < wanted:
        yield f"{value} is less than {wanted}"


CHECKS = {
    "$ref": _reference,
    "type": _type,
    "anyOf": _any_of,
    "enum": _enum,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _no_others,
    "items": _items,
    "maxItems": _most,
    "minimum": _least,
}
