"""Definitions: data that authors write, checked against typed models, with all faults at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, Protocol, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from surveyapp.platform.definition_faults import words_for
from surveyapp.platform.faults import Fault

#: A stable ASCII code: small letters, digits, `_`, `-`.
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
#: A version is text, so that 1.10 never becomes 1.1.
Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z.-]{1,16}$")]


def _no_formula(value: str) -> str:
    """A spreadsheet runs a cell that begins so, and names stand in every table handed out."""
    if value.lstrip().startswith(("=", "+", "-", "@")):
        raise PydanticCustomError("formula", "begins like a formula")
    return value


#: A name that a person reads; never empty, and no formula.
Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_no_formula)]

LANGUAGES = ("vi", "km", "en")


def _by_language(value: Any) -> Any:
    return {"vi": value} if isinstance(value, str) else value


def _known_languages(value: dict[str, str]) -> dict[str, str]:
    unknown = [language for language in value if language not in LANGUAGES]
    if unknown:
        raise PydanticCustomError("unknown_language", "unknown", {"language": unknown[0]})
    if not value.get("vi", "").strip():
        raise PydanticCustomError("no_vietnamese", "no Vietnamese")
    return value


#: Words per language; an author may write one string, which is then Vietnamese.
Text = Annotated[dict[str, str], BeforeValidator(_by_language), AfterValidator(_known_languages)]


def _short(value: dict[str, str]) -> dict[str, str]:
    if any(len(words) > 300 for words in value.values()):
        raise PydanticCustomError("string_too_long", "too long", {"max_length": 300})
    return value


#: Words that are also kept in a column of 300 letters.
Title = Annotated[Text, AfterValidator(_short)]


class Source(Protocol):
    """Something an author wrote: a YAML document or one row of a CSV file."""

    @property
    def name(self) -> str:
        """The name of the file."""

    @property
    def data(self) -> Any:
        """Plain data: dicts, lists, text, numbers."""

    def place(self, path: Sequence[str | int]) -> str:
        """Where a value stands, for a person."""


AnyDefinition = TypeVar("AnyDefinition", bound="Definition")


class Definition(BaseModel):
    """Base of everything authors write: unknown keys are faults, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    def canonical(self) -> dict[str, Any]:
        """The JSON form that is stored and hashed."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON."""
        return canonical_hash(self.canonical())

    @classmethod
    def read(cls, source: Source) -> tuple[Self | None, list[Fault]]:
        """Check what was written. Returns the definition, or None with every fault found."""
        try:
            return cls.model_validate(source.data), []
        except ValidationError as error:
            return None, [_fault(source, dict(detail)) for detail in error.errors()]


class StoredDefinitions(Generic[AnyDefinition]):
    """Reads stored definitions; the same text is checked only once per process."""

    def __init__(self, model: type[AnyDefinition]) -> None:
        self._model = model
        self._by_hash: dict[str, AnyDefinition] = {}

    def read(self, stored: Mapping[str, Any], *, content_hash: str) -> AnyDefinition:
        """The definition that was stored under its hash."""
        known = self._by_hash.get(content_hash)
        if known is None:
            known = self._by_hash[content_hash] = self._model.model_validate(stored)
        return known


def canonical_hash(value: Any) -> str:
    """SHA-256 (hex) of JSON with sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _fault(source: Source, error: dict[str, Any]) -> Fault:
    code, message, cure = words_for(error)
    return Fault(
        source.name, source.place(_real_path(source.data, error["loc"])), code, message, cure
    )


def _real_path(data: Any, location: tuple[str | int, ...]) -> list[str | int]:
    """The error's path without the tags that pydantic puts in for unions.

    A tag is the `type` of the list element just entered; an item of type `text` has a key `text`.
    """
    path: list[str | int] = []
    before: str | int = ""
    for index, step in enumerate(location):
        last = index == len(location) - 1
        tag = isinstance(before, int) and isinstance(data, dict) and data.get("type") == step
        if isinstance(data, dict) and not tag and (step in data or last):
            path.append(step)
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
        before = step
    return path
