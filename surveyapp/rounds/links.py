"""Links: the signed way in that is printed as a QR code (P11).

A link names round, rated unit, counter and form in a few bytes, with 64 bits of HMAC-SHA256 by a
key of its own. The key's number stands in front, so that several keys are accepted at once and a
retired key can be told from an edited link. Base32 in small letters: it survives being read aloud.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

_MAC_BYTES = 8
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link names. `counter_id` is 0 where no counter is named; `form` counts from 1."""

    round_id: int
    unit_id: int
    counter_id: int
    form: int


class BadLink(Exception):
    """The text is no link of ours: edited, cut off, or made up."""


class OldLink(Exception):
    """The link names a key that is no longer accepted."""


def sign_link(target: LinkTarget, *, keys: Mapping[int, bytes]) -> str:
    """The text of a link, signed with the first of the keys."""
    number, key = next(iter(keys.items()))
    numbers = (target.round_id, target.unit_id, target.counter_id, target.form)
    body = bytes([number]) + b"".join(_varint(value) for value in numbers)
    return _encode(body + _mac(key, body))


def read_link(text: str, *, keys: Mapping[int, bytes]) -> LinkTarget:
    """What a link names. Raises BadLink or OldLink; never touches the database."""
    raw = _decode(text)
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    numbers = _varints(body[1:])
    key = keys.get(body[0])
    if key is None:
        raise OldLink
    if not hmac.compare_digest(mac, _mac(key, body)):
        raise BadLink
    return LinkTarget(*numbers)


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, b"survey link " + body, hashlib.sha256).digest()[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _decode(text: str) -> bytes:
    if not 1 <= len(text) <= _LONGEST or not text.isascii():
        raise BadLink
    padded = text.upper() + "=" * (-len(text) % 8)
    try:
        raw = base64.b32decode(padded)
    except binascii.Error:
        raise BadLink from None
    # One link, one spelling: spare bits at the end must be as we write them.
    if len(raw) < 1 + 4 + _MAC_BYTES or _encode(raw) != text.lower():
        raise BadLink
    return raw


def _varint(value: int) -> bytes:
    """A whole number >= 0 in seven-bit groups, low ones first."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varints(body: bytes) -> tuple[int, int, int, int]:
    numbers: list[int] = []
    value = shift = 0
    for byte in body:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value = shift = 0
    if len(numbers) != 4 or shift:
        raise BadLink
    return numbers[0], numbers[1], numbers[2], numbers[3]
