"""How often something may be tried, counted in the database so that every worker sees it.

A counter lives as long as its window and is removed after it. Addresses appear only as a keyed
hash whose key changes each local day; no address is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, text

from surveyapp.platform.clock import local_day
from surveyapp.platform.database import Database, UtcDateTime
from surveyapp.platform.errors import ConfigurationError
from surveyapp.platform.rate_limits.models import RateCount
from surveyapp.platform.settings import Settings

_LIMIT = re.compile(r"(\d+) per (?:(\d+) )?(second|minute|hour|day)s?")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


#: One statement for both databases: no moment between reading and writing.
_COUNT = text(
    "INSERT INTO rate_count (key, count, expires_at) VALUES (:key, 1, :expires_at)"
    " ON CONFLICT (key) DO UPDATE SET count = rate_count.count + 1 RETURNING count"
).bindparams(bindparam("expires_at", type_=UtcDateTime))


def parse_limit(limit: str) -> tuple[int, int]:
    """`10 per 15 minutes` as (10, 900 seconds)."""
    match = _LIMIT.fullmatch(limit.strip())
    if not match:
        raise ConfigurationError("limit", f"must look like '10 per 15 minutes', not {limit!r}")
    count, several, unit = match.groups()
    return int(count), int(several or 1) * _SECONDS[unit]


def within_limit(
    database: Database, *, key: str, limit: str, now: datetime, factor: int = 1
) -> bool:
    """Count one more use of `key`; whether it is still within `factor` times the limit.

    Commits by itself, so that an attempt counts even where its request is rolled back.
    """
    allowed, seconds = parse_limit(limit)
    name, expires_at = _window(key, seconds, now)
    with database.transaction() as session:
        session.execute(delete(RateCount).where(RateCount.expires_at <= now))
        count = session.execute(_COUNT, {"key": name, "expires_at": expires_at}).scalar_one()
    return int(count) <= allowed * factor


def forget_uses(database: Database, *, key: str, limit: str, now: datetime) -> None:
    """Start the count of `key` anew, after a success."""
    name, _ = _window(key, parse_limit(limit)[1], now)
    with database.transaction() as session:
        session.execute(delete(RateCount).where(RateCount.key == name))


def _window(key: str, seconds: int, now: datetime) -> tuple[str, datetime]:
    number = int(now.timestamp()) // seconds
    ends = datetime.fromtimestamp(0, UTC) + timedelta(seconds=(number + 1) * seconds)
    return f"{key}:{number}", ends


def address_key(address: str | None, *, settings: Settings, now: datetime) -> str:
    """A name for a network address that tells nothing of it and changes each local day."""
    day = local_day(now, settings.zone).isoformat()
    secret = settings.signing_keys[-1].encode()
    daily = hmac.digest(secret, f"address:{day}".encode(), hashlib.sha256)
    return "a-" + hmac.new(daily, (address or "").encode(), hashlib.sha256).hexdigest()[:32]
