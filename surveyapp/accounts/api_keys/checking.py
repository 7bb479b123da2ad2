"""The check of the key that a request to the API shows; `access.api_key` asks for it."""

from __future__ import annotations

from typing import cast

from flask import Flask, g, request

from surveyapp.accounts.api_keys.services import Caller, recognise_key
from surveyapp.platform.access import API_KEY_CHECK
from surveyapp.platform.errors import NotKnown, TooMany
from surveyapp.platform.rate_limits import within_limit
from surveyapp.platform.sessions import database, now, settings

KEY_MISSING = "Thiếu khóa API. Hãy gửi tiêu đề Authorization: Bearer <khóa>."
TOO_OFTEN = "Khóa này gửi quá nhiều lần. Hãy đợi một phút rồi gửi tiếp."


def install(app: Flask) -> None:
    """Tell the check of declarations how a key is checked."""
    app.extensions[API_KEY_CHECK] = _check


def current_caller() -> Caller:
    """Whose key this request shows, in a view declared `access.api_key`."""
    return cast(Caller, g.api_caller)


def _check() -> None:
    """Raises NotKnown or TooMany. Only the header counts, never a cookie or the address."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise NotKnown("key-missing", KEY_MISSING)
    with database().reading() as session:
        caller = recognise_key(session, text=text.strip())
    limit = settings().api_limit
    if not within_limit(database(), key=f"api:{caller.key_id}", limit=limit, now=now()):
        raise TooMany("too-many-requests", TOO_OFTEN)
    g.api_caller = caller
