"""What citizens read, in the three languages of the pages.

The words stand in `words/<language>.toml`, one table per page, and are read once. They are ours, so
they may hold a little markup; what is put into their placeholders is escaped.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

FOLDER = Path(__file__).parent / "words"

#: The languages of the pages, each by its own name; Vietnamese is always there.
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "km": "ភាសាខ្មែរ", "en": "English"}
DEFAULT = "vi"


class Table:
    """The words of one page, as attributes: `w.form.send`."""

    def __init__(self, name: str, entries: Mapping[str, str]) -> None:
        self._name = name
        self._entries = {key: Markup(text) for key, text in entries.items()}  # noqa: S704

    def __getattr__(self, key: str) -> Markup:
        try:
            return self._entries[key]
        except KeyError:
            raise AttributeError(f"no words {self._name}.{key}") from None

    def __getitem__(self, key: str) -> Markup:
        return self._entries[key]

    def has(self, key: str) -> bool:
        """Whether there are such words."""
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)


class Words:
    """All words of one language, by table."""

    def __init__(self, language: str, tables: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        self._tables = {name: Table(name, entries) for name, entries in tables.items()}

    def __getattr__(self, name: str) -> Table:
        try:
            return self._tables[name]
        except KeyError:
            raise AttributeError(f"no table {name} of words") from None

    def say(self, key: str, /, **values: object) -> Markup:
        """The words `table.key` with their placeholders filled; the values are escaped."""
        table, _, name = key.partition(".")
        return self._tables[table][name].format(**values)

    def data(self, table: str) -> Markup:
        """A table as JSON for an attribute in single quotes, where a script reads it."""
        entries = {key: self._tables[table][key] for key in self._tables[table]}
        text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        text = text.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")
        return Markup(text)  # noqa: S704 -- escaped here


@cache
def words(language: str) -> Words:
    """The words of a language. Raises KeyError for one that the pages do not have."""
    if language not in LANGUAGE_NAMES:
        raise KeyError(language)
    return Words(language, read_tables(language))


def read_tables(language: str) -> dict[str, dict[str, str]]:
    """The words file of a language as it is written."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def other_languages(
    language: str, offered: Sequence[str] = tuple(LANGUAGE_NAMES)
) -> list[tuple[str, str]]:
    """The other languages that a page is offered in: code and own name."""
    return [
        (code, name)
        for code, name in LANGUAGE_NAMES.items()
        if code in offered and code != language
    ]


def chosen_language(
    offered: Sequence[str], *, asked: str | None = None, accepted: LanguageAccept | None = None
) -> str:
    """The language of a page, out of those it is `offered` in.

    What the person asked for wins. Else Khmer where the browser lists it at all: nobody lists it by
    accident. Else Vietnamese: many a Vietnamese has a phone in English.
    """
    if asked in offered:
        return str(asked)
    if "km" in offered and accepted is not None and _lists_khmer(accepted):
        return "km"
    return DEFAULT


def _lists_khmer(accepted: LanguageAccept) -> bool:
    return any(tag.lower().partition("-")[0] == "km" and quality > 0 for tag, quality in accepted)
