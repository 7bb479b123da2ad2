"""Vietnamese text: one normal form, one alphabetical order (P18)."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
#: Combining marks in the order of the dictionary: level, grave, hook, tilde, acute, dot below.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: Invisible joiners and breaks belong inside a word: Khmer and families of emoji need them.
_STRAY_JOINER = re.compile(r"(?<!\S)[\u200b-\u200d]+|[\u200b-\u200d]+(?=[\s\u0300-\u036f]|$)")


def nfc(text: str) -> str:
    """Text in normal form C, with one kind of line end, as it is stored everywhere."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


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
