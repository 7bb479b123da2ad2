"""How many answers came to one unit, counter and channel in one window of time.

Counted by the worker in the transaction that counts the answers themselves, so the figures are
exact over all machines that take answers. A window's count is one row of the rate limits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.platform.rate_limits import count_uses

#: A count outlives its window by this long: answers may wait while the worker stands still.
_KEPT = timedelta(days=30)
_EPOCH = datetime.fromtimestamp(0, UTC)


#: Round, unit, counter (0 where none is known) and channel.
Link = tuple[int, int, int, str]


def count_arrivals(
    session: Session, *, links: Sequence[Link], moments: Sequence[datetime], seconds: int
) -> list[int]:
    """Count answers in windows of so many seconds, by the link and the moment of each.

    Returns of each, in the given order, the how-manieth of its link and window it is.
    """
    arrivals = [
        (link, int(moment.timestamp()) // seconds)
        for link, moment in zip(links, moments, strict=True)
    ]
    came = Counter(arrivals)
    keys = {arrival: _key(*arrival, seconds) for arrival in came}
    ends = {keys[arrival]: _end(arrival[1], seconds) + _KEPT for arrival in came}
    uses = {keys[arrival]: more for arrival, more in came.items()}
    totals = count_uses(session, uses=uses, expires_at=ends)
    before = {arrival: totals[keys[arrival]] - more for arrival, more in came.items()}
    places = []
    for arrival in arrivals:
        before[arrival] += 1
        places.append(before[arrival])
    return places


def _end(window: int, seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=(window + 1) * seconds)


def _key(link: Link, window: int, seconds: int) -> str:
    return ":".join(map(str, ("burst", *link, seconds, window)))
