"""Vietnamese text: one normal form, one alphabetical order (P18)."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
#: Combining marks in the order of the dictionary: level, grave, hook, tilde, acute, dot below.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: Invisible joiners and breaks belong inside a word: Khmer and families of emoji need them.
#: Each run of them is looked at from its beginning only, or a long one would take for ever.
_STRAY_JOINER = re.compile(
    r"(?<!\S)[\u200b-\u200d]+|(?<![\u200b-\u200d])[\u200b-\u200d]+(?=[\s\u0300-\u036f]|$)"
)
#: No word that a person writes has more marks in a row; Unicode itself advises to expect 30.
_MANY_MARKS = 30
#: The only starters that decompose into marks alone (UAX 15, non-starter decompositions).
_MARKS_ALONE = str.maketrans(
    {"\u0f73": "\u0f71\u0f72", "\u0f75": "\u0f71\u0f74", "\u0f81": "\u0f71\u0f80"}
)


def nfc(text: str) -> str:
    """Text in normal form C, with one kind of line end, as it is stored everywhere."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > _MANY_MARKS:
        text = _marks_in_order(text)
    return unicodedata.normalize("NFC", text)


def _marks_in_order(text: str) -> str:
    """The same text with the marks of each letter in canonical order.

    `normalize` would put them so itself, but in a time that grows with the square of their number:
    a megabyte of marks would hold a process for minutes.
    """
    if text.isascii():
        return text
    runs = groupby(text.translate(_MARKS_ALONE), key=lambda char: unicodedata.combining(char) > 0)
    return "".join(
        "".join(sorted(run, key=unicodedata.combining) if are_marks else run)
        for are_marks, run in runs
    )


def without_controls(text: str) -> str:
    """Text without control characters and invisible direction marks; line ends and tabs stay."""
    return _STRAY_JOINER.sub("", _CONTROL.sub("", text))


def sort_key(text: str) -> str:
    """A key whose plain code-point order is the Vietnamese alphabetical order.

    Letters compare first (Đ after D, Ă after A), tones only between equal letters.
    """
    letters: list[str] = []
    tones: list[str] = []
    for word in nfc(text).lower().split():
        for char in word:
            base, tone = _split_tone(char)
            place = _LETTERS.find(base)
            letters.append(chr(0x100 + place) if place >= 0 else base)
            tones.append(str(tone))
        letters.append(" ")
    return "".join(letters).rstrip() + "\t" + "".join(tones)


def _split_tone(char: str) -> tuple[str, int]:
    """The letter without its tone, and the tone's place in the dictionary."""
    if char == "đ":
        return char, 0
    decomposed = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), 0)
    kept = "".join(mark for mark in decomposed if mark not in _TONES)
    if any(mark in _SHAPES for mark in kept):
        return unicodedata.normalize("NFC", kept), tone
    return kept[:1], tone


def slug(text: str) -> str:
    """An ASCII code made from a Vietnamese name: `Đợt 1 năm 2021` becomes `dot-1-nam-2021`."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    ascii_only = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
