"""Limits are counted in the database, by every worker, without addresses."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from surveyapp.platform.database import Database
from surveyapp.platform.errors import ConfigurationError
from surveyapp.platform.rate_limits import address_key, parse_limit, within_limit
from surveyapp.platform.rate_limits.models import RateCount
from surveyapp.platform.settings import Settings

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
LIMIT = "3 per 15 minutes"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("10 per 15 minutes", (10, 900)),
        ("60 per minute", (60, 60)),
        ("1 per 2 hours", (1, 7200)),
        ("5 per day", (5, 86400)),
    ],
)
def test_a_limit_is_written_in_words(text: str, limit: tuple[int, int]) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["", "many", "10/minute", "-1 per minute", "10 per fortnight"])
def test_a_limit_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_limit(text)


def test_uses_are_counted_per_key_and_window(database: Database) -> None:
    def use(key: str, now: datetime = NOW) -> bool:
        return within_limit(database, key=key, limit=LIMIT, now=now)

    assert [use("a") for _ in range(4)] == [True, True, True, False]
    assert use("b")
    assert use("a", NOW + timedelta(minutes=15))


def test_counters_go_when_their_window_is_over(database: Database) -> None:
    for key in "abc":
        within_limit(database, key=key, limit=LIMIT, now=NOW)
    within_limit(database, key="d", limit=LIMIT, now=NOW + timedelta(minutes=15))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RateCount)) == 1


def test_thirty_uses_at_once_let_exactly_ten_through(database: Database) -> None:
    allowed: list[bool] = []

    def use() -> None:
        allowed.append(within_limit(database, key="a", limit="10 per minute", now=NOW))

    threads = [threading.Thread(target=use) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (30, 10)


def test_an_address_becomes_a_name_that_changes_each_local_day(settings: Settings) -> None:
    """No address is stored; the same one is not recognised the day after."""
    key = address_key("203.0.113.7", settings=settings, now=NOW)
    assert key == address_key("203.0.113.7", settings=settings, now=NOW)
    assert key != address_key("203.0.113.8", settings=settings, now=NOW)
    # 17:00 UTC is midnight in Việt Nam.
    later = address_key("203.0.113.7", settings=settings, now=NOW.replace(hour=17))
    assert key != later
    assert "203" not in key
    other = settings.model_copy(update={"secret_key": Settings(environment="test").secret_key})
    assert key != address_key("203.0.113.7", settings=Settings(**other.model_dump()), now=NOW)


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1:2:3"),
        ("203.0.113.7", "::ffff:203.0.113.7"),
        ("::1", "::2"),
        ("fe80::1%eth0", "fe80::2%eth0"),
    ],
)
def test_p10_who_has_one_address_of_a_network_has_no_new_limit_with_the_next(
    settings: Settings, address: str, same: str
) -> None:
    """Else whoever has an IPv6 address could try out short codes and passwords without end."""
    assert address_key(address, settings=settings, now=NOW) == address_key(
        same, settings=settings, now=NOW
    )
    assert address_key("2001:db8:1:3::1", settings=settings, now=NOW) != address_key(
        address, settings=settings, now=NOW
    )
