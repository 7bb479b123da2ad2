"""The random order of a frame, written down by a seed: SHA-256 of the seed and each row's id.

The order needs no random generator, so any program can repeat it; see docs/statistics/draws.md.
"""

from __future__ import annotations

import hashlib
import unicodedata
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from analysis.arrays import Floats, Places
from analysis.errors import AnalysisError

REFERENCE = "Ohlsson (1995), Coordination of samples using permanent random numbers; FIPS 180-4"

#: What the random start of a systematic draw hashes in the place of a row's id.
START = "start"


def check_seed(seed: object) -> str:
    """The seed as it is hashed: Unicode NFC, without spaces around it.

    Raises
    ------
    AnalysisError
        `seed_missing` for an empty seed or none.
    """
    written = unicodedata.normalize("NFC", seed).strip() if isinstance(seed, str) else ""
    if not written:
        raise AnalysisError(
            "seed_missing",
            f"the seed is {seed!r}",
            cure="write a text into the minutes before the draw, such as a date and dice",
        )
    return written


def check_ids(ids: npt.ArrayLike) -> list[str]:
    """The ids as they are hashed: Unicode NFC, each present and given once.

    Raises
    ------
    AnalysisError
        `shape`, `id_type` (neither text nor whole number), `id_missing`, `id_twice`.
    """
    array = np.asarray(ids)
    if array.ndim != 1:
        raise AnalysisError("shape", f"ids have shape {array.shape}, not (N,)")
    texts = [_text(value) for value in array.tolist()]
    if len(set(texts)) < len(texts):
        raise AnalysisError(
            "id_twice",
            f"{len(texts) - len(set(texts))} of {len(texts)} ids repeat an earlier one",
            cure="keep one row for each dossier (or person), or make the ids distinct",
        )
    return texts


def random_order(ids: list[str], seed: str) -> Places:
    """Places of the rows, ordered by the hexadecimal SHA-256 of `seed|id`.

    The rows of any part of the frame, taken in this order, are in random order too, and the order
    of two rows never depends on other rows or on the order of the frame.
    """
    words = _digests(ids, seed)
    return np.lexsort(words.T[::-1])


def random_numbers(ids: list[str], seed: str) -> Floats:
    """Permanent random numbers in [0, 1): the first 13 hexadecimal digits / 16^13."""
    return (_digests(ids, seed)[:, 0] >> np.uint64(12)).astype(np.float64) / 2.0**52


def random_start(seed: str) -> Fraction:
    """The random number of the text `seed|start`, exactly."""
    digest = hashlib.sha256(f"{seed}|{START}".encode()).hexdigest()
    return Fraction(int(digest[:13], 16), 16**13)


def _digests(ids: list[str], seed: str) -> npt.NDArray[np.uint64]:
    """The 256 bits of each row as four words, shape (N, 4), the highest first."""
    begun = hashlib.sha256(f"{seed}|".encode())
    joined = bytearray()
    for text in ids:
        digest = begun.copy()
        digest.update(text.encode())
        joined += digest.digest()
    words = np.frombuffer(bytes(joined), dtype=">u8").reshape(len(ids), 4)
    return words.astype(np.uint64)


def _text(value: object) -> str:
    if value is None or value == "" or value != value:  # noqa: PLR0124 -- only NaN differs
        raise AnalysisError("id_missing", "a row has no id", cure="number the rows of the frame")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise AnalysisError(
            "id_type",
            f"an id is {value!r}, neither text nor a whole number",
            cure="write ids as text: 7 and 7.0 would be two ids",
        )
    return unicodedata.normalize("NFC", str(value))
