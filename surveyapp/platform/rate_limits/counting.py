"""How often something may be tried, counted in the database so that every worker sees it.

A counter lives as long as its window and is removed after it. Addresses appear only as a keyed
hash whose key changes each local day; no address is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveyapp.platform.clock import local_day
from surveyapp.platform.database import Database, UtcDateTime
from surveyapp.platform.errors import ConfigurationError
from surveyapp.platform.rate_limits.models import RateCount
from surveyapp.platform.settings import Settings

_LIMIT = re.compile(r"(\d+) per (?:(\d+) )?(second|minute|hour|day)s?")
_RATE_COUNT = RateCount.metadata.tables[RateCount.__tablename__]
#: The bits of an IPv6 address that a provider gives to one household or office.
_IPV6_NETWORK = 64
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


def is_used_up(session: Session, *, key: str, limit: str, now: datetime) -> bool:
    """Whether the limit of `key` is reached already; counts nothing."""
    allowed, seconds = parse_limit(limit)
    name, _ = _window(key, seconds, now)
    return (session.scalar(select(RateCount.count).where(RateCount.key == name)) or 0) >= allowed


def count_uses(
    session: Session, *, uses: Mapping[str, int], expires_at: Mapping[str, datetime]
) -> dict[str, int]:
    """Count so many more uses of each key, in the transaction of the caller. Returns the totals.

    Each key is kept until its `expires_at`. One statement for all of them.
    """
    if not uses:
        return {}
    rows = [
        {"key": key, "count": more, "expires_at": expires_at[key]}
        for key, more in sorted(uses.items())
    ]
    connection = session.connection()
    new = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(_RATE_COUNT)
    counted = new.on_conflict_do_update(
        index_elements=["key"], set_={"count": _RATE_COUNT.c.count + new.excluded.count}
    )
    found = connection.execute(counted.returning(_RATE_COUNT.c.key, _RATE_COUNT.c.count), rows)
    return {row.key: row[1] for row in found}


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
    """A name for a network address that tells nothing of it and changes each local day.

    An IPv6 address is named by its /64: who has one has them all.
    """
    day = local_day(now, settings.zone).isoformat()
    secret = settings.signing_keys[-1].encode()
    daily = hmac.digest(secret, f"address:{day}".encode(), hashlib.sha256)
    return "a-" + hmac.new(daily, _network(address or "").encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    """What one household or office is told apart by."""
    if ":" not in address:
        return address
    try:
        known = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(known), _IPV6_NETWORK), strict=False))
