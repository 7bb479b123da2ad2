"""Page tokens: what a form page carries instead of a cookie or a session (P1).

A token is a signed line `submission id.link.form version.moment` in a hidden field. Sending the
same page twice sends the same submission id, so the database can tell a retry from a new answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, Signer

from surveyapp.responses.canonical import is_submission_id

_SALT = "citizen page"
_EPOCH = datetime.fromtimestamp(0, UTC)
_LONGEST = 300
_COPY = re.compile("[0-9a-f]{16,32}")


@dataclass(frozen=True, slots=True)
class PageToken:
    """What a page says of itself. `opened_at` is exact to the millisecond."""

    submission_id: str
    link: str
    questionnaire_version_id: int
    opened_at: datetime


class BadToken(Exception):
    """The text is no token of ours: missing, cut off, edited, or signed with a retired key."""


def sign_token(token: PageToken, *, keys: Sequence[str]) -> str:
    """The text of a token, signed with the last of the keys."""
    moment = (token.opened_at - _EPOCH) // timedelta(milliseconds=1)
    fields = (token.submission_id, token.link, token.questionnaire_version_id, moment)
    return _signer(keys).sign(".".join(str(field) for field in fields)).decode()


def read_token(text: str, *, keys: Sequence[str]) -> PageToken:
    """What a token says; every key is accepted. Raises BadToken; never touches the database."""
    if not text.isascii() or len(text) > _LONGEST:
        raise BadToken
    try:
        fields = _signer(keys).unsign(text).decode().split(".")
    except BadSignature:
        raise BadToken from None
    if len(fields) != 4 or not is_submission_id(fields[0]):
        raise BadToken
    opened_at = _EPOCH + timedelta(milliseconds=int(fields[3]))
    return PageToken(fields[0], fields[1], int(fields[2]), opened_at)


def submission_id_of(token: PageToken, copy: str) -> str:
    """The submission id of a form: that of its page, or one of its own for each further filling.

    A page that a browser kept can be filled again. The script then sends `copy`, 16 to 32 random
    hexadecimal digits, which with the page's id give the same id on every retry. Anything else in
    `copy` is not heeded.
    """
    if not _COPY.fullmatch(copy):
        return token.submission_id
    return hashlib.sha256(f"{token.submission_id}:{copy}".encode()).hexdigest()[:32]


def _signer(keys: Sequence[str]) -> Signer:
    return Signer(list(keys), salt=_SALT, key_derivation="hmac", digest_method=hashlib.sha256)
