"""How many messages a text takes as SMS (3GPP TS 23.038 and 23.040).

A text whose letters are all in the GSM 7-bit alphabet takes 160 characters in one message and 153
in each part of several; any other text is sent as UCS-2, with 70 and 67 units.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Letters of the extension table; each takes two places.
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ROOM: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


def sms_encoding(text: str) -> Encoding:
    """The alphabet in which a text is sent."""
    return "GSM-7" if set(text) <= _BASIC | _EXTENDED else "UCS-2"


def count_segments(text: str) -> int:
    """How many messages a text takes. A letter of two places is never split between two."""
    encoding = sms_encoding(text)
    single, part = _ROOM[encoding]
    sizes = [_places(letter, encoding) for letter in text]
    return 1 if sum(sizes) <= single else _parts(sizes, part)


def _places(letter: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if letter in _EXTENDED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _parts(sizes: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts


def without_diacritics(text: str) -> str:
    """Vietnamese in plain Latin letters: `Đất đai, Sở Tài chính` is `Dat dai, So Tai chinh`."""
    plain = unicodedata.normalize("NFD", text.translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_LETTERS = str.maketrans({"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'"})
