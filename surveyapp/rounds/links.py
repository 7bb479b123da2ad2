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
#: 80 bits: two of a million dossiers of a round share a hash with a chance of 4 in 10^13.
DOSSIER_BYTES = 10
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link names. An id of 0 means that none is named; `form` counts from 1.

    `dossier` is a keyed hash of `DOSSIER_BYTES` bytes, or empty: it makes the link that of one
    dossier without telling which.
    """

    round_id: int
    unit_id: int
    counter_id: int
    form: int
    field_id: int = 0
    dossier: bytes = b""


class BadLink(Exception):
    """The text is no link of ours: edited, cut off, or made up."""


class OldLink(Exception):
    """The link names a key that is no longer accepted."""


def sign_link(target: LinkTarget, *, keys: Mapping[int, bytes]) -> str:
    """The text of a link, signed with the first of the keys.

    Field and dossier are left out where there are none: such links are those printed before.
    """
    if len(target.dossier) not in (0, DOSSIER_BYTES):
        raise ValueError("a dossier is named by its hash")
    numbers = [target.round_id, target.unit_id, target.counter_id, target.form]
    if target.field_id or target.dossier:
        numbers.append(target.field_id)
    return _sign(b"link", b"".join(map(_varint, numbers)) + target.dossier, keys)


def read_link(text: str, *, keys: Mapping[int, bytes]) -> LinkTarget:
    """What a link names. Raises BadLink or OldLink; never touches the database."""
    numbers, rest = _read_varints(_read(b"link", text, keys), most=5)
    if len(numbers) < 4 or len(rest) not in (0, DOSSIER_BYTES):
        raise BadLink
    field_id = numbers[4] if len(numbers) > 4 else 0
    # One link, one spelling: a field of 0 is written only before a dossier.
    if len(numbers) > 4 and not (field_id or rest):
        raise BadLink
    return LinkTarget(numbers[0], numbers[1], numbers[2], numbers[3], field_id, rest)


def sign_kiosk(kiosk_id: int, *, keys: Mapping[int, bytes]) -> str:
    """The text that opens a kiosk, signed with the first of the keys."""
    return _sign(b"kiosk", _varint(kiosk_id), keys)


def read_kiosk(text: str, *, keys: Mapping[int, bytes]) -> int:
    """The id of the kiosk that a text opens. Raises BadLink or OldLink."""
    numbers, rest = _read_varints(_read(b"kiosk", text, keys), most=1)
    if rest or not numbers:
        raise BadLink
    return numbers[0]


def _sign(purpose: bytes, body: bytes, keys: Mapping[int, bytes]) -> str:
    number, key = next(iter(keys.items()))
    signed = bytes([number]) + body
    return _encode(signed + _mac(purpose, key, signed))


def _read(purpose: bytes, text: str, keys: Mapping[int, bytes]) -> bytes:
    """The signed body of a text. Raises BadLink or OldLink."""
    raw = _decode(text)
    signed, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    key = keys.get(signed[0])
    if key is None:
        raise OldLink
    if not hmac.compare_digest(mac, _mac(purpose, key, signed)):
        raise BadLink
    return signed[1:]


def _mac(purpose: bytes, key: bytes, signed: bytes) -> bytes:
    message = b"survey " + purpose + b" " + signed
    return hmac.new(key, message, hashlib.sha256).digest()[:_MAC_BYTES]


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
    if len(raw) < 1 + 1 + _MAC_BYTES or _encode(raw) != text.lower():
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


def _read_varints(body: bytes, *, most: int) -> tuple[list[int], bytes]:
    """Up to `most` whole numbers from the beginning of a body, and what is left of it."""
    numbers: list[int] = []
    value = shift = used = 0
    for position, byte in enumerate(body, start=1):
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value, shift, used = 0, 0, position
            if len(numbers) == most:
                break
    return numbers, body[used:]
