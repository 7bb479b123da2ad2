"""Making, revoking and recognising API keys.

A key is `svy_<10 hexadecimal digits>_<43 characters>`: the first two parts are shown at the desk,
the last holds 256 random bits and is kept nowhere.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.api_keys import queries
from surveyapp.accounts.models import ApiKey
from surveyapp.accounts.services import token_hash
from surveyapp.platform.errors import Invalid, NotKnown
from surveyapp.platform.vietnamese import nfc, without_controls
from surveyapp.units.queries import get_unit

_KEY = re.compile(r"svy_[0-9a-f]{10}_[A-Za-z0-9_-]{43}")
_PREFIX_BYTES, _SECRET_BYTES = 5, 32


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key just made. `text` is the key itself, to be shown once."""

    key: ApiKey
    text: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key a request shows. `unit_code` is empty where it may name every unit."""

    key_id: int
    authority_id: int
    unit_id: int | None
    unit_code: str

    def may_name(self, unit_code: str) -> bool:
        """Whether the key reaches this unit of its authority."""
        return self.unit_id is None or unit_code == self.unit_code


def create_api_key(
    session: Session,
    *,
    authority_id: int,
    name: str,
    unit_code: str | None,
    created_by: int,
    now: datetime,
    make_secret: Callable[[int], str] = secrets.token_urlsafe,
) -> MadeKey:
    """Make a key for one unit, or for all of an authority where `unit_code` is None.

    Raises Invalid for the name, NotFound for the unit.
    """
    unit = None
    if unit_code is not None:
        unit = get_unit(session, authority_id=authority_id, code=unit_code)
    prefix = _free_prefix(session, authority_id)
    text = f"{prefix}_{make_secret(_SECRET_BYTES)}"
    key = ApiKey(
        authority_id=authority_id,
        unit_id=unit.id if unit else None,
        name=_checked_name(name),
        prefix=prefix,
        key_hash=token_hash(text),
        created_at=now,
        created_by=created_by,
    )
    session.add(key)
    session.flush()
    return MadeKey(key, text)


def _free_prefix(session: Session, authority_id: int) -> str:
    """People tell keys apart by it, so no two of an authority have the same."""
    while True:
        prefix = f"svy_{secrets.token_hex(_PREFIX_BYTES)}"
        taken = queries.find_api_key_by_prefix(session, authority_id=authority_id, prefix=prefix)
        if taken is None:
            return prefix


def _checked_name(name: str) -> str:
    text = without_controls(nfc(name)).strip()
    if not 1 <= len(text) <= 200:
        raise Invalid("bad-name", "Hãy ghi tên phần mềm dùng khóa, tối đa 200 ký tự.", field="name")
    return text


def revoke_api_key(session: Session, *, key: ApiKey, now: datetime) -> None:
    """Close a key for ever; a key revoked before keeps its time."""
    key.revoked_at = key.revoked_at or now
    session.flush()


def recognise_key(session: Session, *, text: str) -> Caller:
    """Whose key a text is. Raises NotKnown.

    The look-up goes by the SHA-256 of the whole text, so how long it takes tells nothing of how
    much of a guess was right.
    """
    hashed = token_hash(text) if _KEY.fullmatch(text) else ""
    key = queries.find_api_key(session, key_hash=hashed) if hashed else None
    if key is None or not hmac.compare_digest(key.key_hash, hashed):
        raise NotKnown(
            "key-unknown", "Khóa API không đúng. Hãy chép lại đủ khóa, hoặc tạo khóa mới."
        )
    if key.revoked_at is not None:
        raise NotKnown(
            "key-revoked", "Khóa API này đã bị thu hồi. Hãy tạo khóa mới ở bàn làm việc."
        )
    unit_code = key.unit.code if key.unit else ""
    return Caller(key.id, key.authority_id, key.unit_id, unit_code)
