"""The canonical form of answers, the random ids and the receipt codes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from surveyapp.platform.definitions import canonical_hash

#: Letters and digits that cannot be taken for one another when read aloud or copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12
_SUBMISSION_ID = re.compile(r"[0-9a-f]{32}")


def new_submission_id() -> str:
    """A random id, 128 bits as 32 hexadecimal digits; it tells nothing of order or person."""
    return secrets.token_hex(16)


def is_submission_id(text: str) -> bool:
    """Whether a text has the form of a submission id."""
    return _SUBMISSION_ID.fullmatch(text) is not None


def new_receipt() -> str:
    """A random receipt code of 60 bits, without separators."""
    bits = secrets.randbits(5 * RECEIPT_LENGTH)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(0, 5 * RECEIPT_LENGTH, 5))


def printed_receipt(receipt: str) -> str:
    """`K7QF2M9XRT4C` as people see it: `K7QF-2M9X-RT4C`."""
    return "-".join(receipt[i : i + 4] for i in range(0, len(receipt), 4))


def typed_receipt(text: str) -> str:
    """What a person typed as a stored code; O, I and L are read as 0, 1 and 1."""
    letters = re.sub(r"[\s\-–.]", "", text).upper()
    return letters.translate(str.maketrans("OIL", "011"))


def content_hash(questionnaire_version_id: int, answers: Mapping[str, Any]) -> str:
    """SHA-256 over form version and answers; equal content gives an equal hash (P1)."""
    return canonical_hash([questionnaire_version_id, answers])
