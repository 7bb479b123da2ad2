"""From the reference of a dossier to the few bytes that stand for it in a link.

The reference itself is neither stored nor in the link. Ten bytes of a keyed hash over authority,
round, unit and reference take its place: who holds a link cannot try out references, and hashes of
two rounds tell nothing of each other (P5).
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping

from surveyapp.citizen.portal.refusals import BadValue
from surveyapp.platform.vietnamese import nfc
from surveyapp.rounds.links import DOSSIER_BYTES

LONGEST = 200
_LOST = "\ufffd"
#: Controls, invisible format marks, private letters, halves of pairs: no part of a code one reads.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_PURPOSE = b"surveyapp dossier reference 1"


def normal_reference(text: str) -> str:
    """One spelling of a reference: NFC, capitals, single spaces, none at the ends.

    Systems that pass a reference on change its case and spacing, and no register has two dossiers
    that differ in these alone. Control characters, invisible marks and the mark of a lost letter
    (U+FFFD) are refused (BadValue): they tell of a broken export, in which two dossiers may have
    come out alike.
    """
    composed = nfc(text.replace("\t", " ").replace("\n", " "))
    if any(sign == _LOST or unicodedata.category(sign) in _UNSEEN for sign in composed):
        raise BadValue(
            "bad-reference",
            "Mã hồ sơ có ký tự điều khiển hoặc ký tự ẩn. Hãy kiểm tra nơi xuất dữ liệu.",
            field="reference",
        )
    normal = nfc(" ".join(composed.split()).upper())
    if not 1 <= len(normal) <= LONGEST:
        raise BadValue(
            "bad-reference", f"Mã hồ sơ phải có từ 1 đến {LONGEST} ký tự.", field="reference"
        )
    return normal


def dossier_hash(
    reference: str, *, authority_id: int, round_id: int, unit_id: int, keys: Mapping[int, bytes]
) -> bytes:
    """The bytes that stand for a normal reference. The same round and keys give the same bytes.

    The key comes from the link key with the lowest number, the oldest: a new key that signs links
    from the middle of a round on does not let a dossier count twice.
    """
    key = hmac.digest(keys[min(keys)], _PURPOSE, hashlib.sha256)
    message = f"{authority_id}.{round_id}.{unit_id}.{reference}".encode()
    return hmac.digest(key, message, hashlib.sha256)[:DOSSIER_BYTES]
