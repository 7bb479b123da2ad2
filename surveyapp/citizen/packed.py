"""Pages that are rendered and compressed once, and put together for each request.

A page is cut at its slots (unit, token ...) into fixed pieces. Each fixed piece is compressed once,
as raw deflate that ends at a byte border and refers to nothing before it (`Z_FULL_FLUSH`). The
words of a slot go in between as stored (uncompressed) deflate blocks. So the whole is one gzip
member that no request has to compress. It is also safe to send words of the request beside
a token this way: they are never compressed together (the BREACH attack).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

# Control characters cannot stand in what authors write, so nothing else looks like a slot.
_OPEN, _CLOSE = "\x02", "\x03"
_SLOT = re.compile(f"{_OPEN}(\\w+){_CLOSE}")

_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"
_LONGEST_STORED = 0xFFFF


def slot(name: str) -> str:
    """What a template prints where the words of a slot belong."""
    return f"{_OPEN}{name}{_CLOSE}"


class PackedPage:
    """A page with slots, ready to be put together."""

    def __init__(self, text: str) -> None:
        parts = _SLOT.split(text)
        self._fixed = [part.encode() for part in parts[::2]]
        self._packed = [_deflate(piece) for piece in self._fixed]
        self._slots = parts[1::2]

    def plain(self, words: Mapping[str, str | Markup]) -> bytes:
        """The page as it is, for clients that do not take gzip."""
        return b"".join(_interleaved(self._fixed, self._filled(words)))

    def gzipped(self, words: Mapping[str, str | Markup]) -> bytes:
        """The page as one gzip member."""
        filled = self._filled(words)
        plain = b"".join(_interleaved(self._fixed, filled))
        blocks = _interleaved(self._packed, [_stored(piece) for piece in filled])
        tail = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return b"".join((_GZIP_HEADER, *blocks, _LAST_BLOCK, tail))

    def _filled(self, words: Mapping[str, str | Markup]) -> list[bytes]:
        return [escape(words[name]).encode() for name in self._slots]


def _interleaved(fixed: Sequence[bytes], between: Sequence[bytes]) -> list[bytes]:
    pieces = [piece for pair in zip(fixed, between, strict=False) for piece in pair]
    return [*pieces, fixed[-1]]


def _deflate(piece: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)


def _stored(piece: bytes) -> bytes:
    """Deflate blocks that hold the bytes as they are: 0, length, its complement, the bytes."""
    blocks = []
    for start in range(0, len(piece), _LONGEST_STORED):
        part = piece[start : start + _LONGEST_STORED]
        blocks.append(struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF) + part)
    return b"".join(blocks)
