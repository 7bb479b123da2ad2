"""The words of the citizens' pages in three languages, and which of them a person gets."""

from __future__ import annotations

import re
import string

import pytest
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from surveyapp.citizen.languages import LANGUAGE_NAMES, chosen_language, read_tables, words

THREE = ("vi", "km", "en")


def accepts(header: str) -> LanguageAccept:
    """The header Accept-Language as the framework reads it."""
    return parse_accept_header(header, LanguageAccept)


def fields_of(text: str) -> set[str]:
    """Names of the placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["km", "en"])
def test_the_languages_have_the_same_words_with_the_same_placeholders(language: str) -> None:
    vietnamese, other = read_tables("vi"), read_tables(language)
    assert list(other) == list(vietnamese)
    for table, entries in vietnamese.items():
        assert list(other[table]) == list(entries), f"table {table}"
        for key, text in entries.items():
            assert fields_of(other[table][key]) == fields_of(text), f"{table}.{key}"


@pytest.mark.parametrize("language", THREE)
def test_words_hold_no_markup_but_b_and_no_straight_quotes(language: str) -> None:
    """They also stand in attributes."""
    for table, entries in read_tables(language).items():
        for key, text in entries.items():
            assert not re.search(r'["&]|<(?!/?b>)', text), f"{table}.{key}"


def test_no_words_are_missing() -> None:
    for language in THREE:
        for table, entries in read_tables(language).items():
            assert all(text.strip() for text in entries.values()), f"{language}, table {table}"


def test_what_is_put_into_words_is_escaped() -> None:
    said = words("en").say("form.question_fault", number=3, fault="<b>")
    assert said == "Question 3: &lt;b&gt;"


def test_a_table_travels_to_a_script_in_an_attribute() -> None:
    data = words("en").data("thanks")
    assert "'" not in data
    assert "<" not in data
    assert '"next":"Where does your opinion go?"' in data


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [
        (None, "", "vi"),
        (None, "en-US,en;q=0.9", "vi"),
        (None, "xx-YY, *;q=0.1", "vi"),
        (None, "vi,km;q=0.3", "km"),
        (None, "KM-KH", "km"),
        (None, "km;q=0", "vi"),
        ("en", "km", "en"),
        ("vi", "km", "vi"),
        ("fr", "km", "km"),
        ("", "", "vi"),
    ],
)
def test_what_was_asked_for_wins_then_khmer_then_vietnamese(
    asked: str | None, header: str, language: str
) -> None:
    assert chosen_language(THREE, asked=asked, accepted=accepts(header)) == language


def test_a_language_that_is_not_offered_is_not_given() -> None:
    assert chosen_language(("vi", "en"), asked="km", accepted=accepts("km")) == "vi"
    assert chosen_language(("vi",), asked="en") == "vi"


def test_every_language_is_called_by_its_own_name() -> None:
    assert tuple(LANGUAGE_NAMES) == THREE
