"""Flags: what is odd about a response, written to the ledger when the response is counted.

A flag changes nothing: the response counts until a person decides otherwise. The door notes
signals beside the answer (`surveyapp.citizen.signals`); the worker makes ledger entries of them
and looks for bursts, because it alone sees every answer once, whichever machine took it. Anonymous
rounds hold neither signals nor times, so nothing is flagged there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy.orm import Session

from surveyapp.platform.formats import number
from surveyapp.platform.rate_limits import parse_limit
from surveyapp.platform.settings import Settings
from surveyapp.responses.bursts import count_arrivals
from surveyapp.responses.ledger import Dated, Remark, chain_entries

HONEYPOT = "honeypot"
TOO_FAST = "too_fast"
BUSY_ADDRESS = "busy_address"
BURST = "burst"
#: A signal and no flag: the browser did the small work that the page asks of it.
PROVED = "proved"

#: Less time than this between page and answer, for each answered question, is no reading.
SECONDS_PER_ANSWER = 0.7
#: Less time than this is too fast for any form.
FEWEST_SECONDS = 1.0

#: Channels that anybody with a link can use.
_OPEN_CHANNELS = frozenset({"qr", "portal", "kiosk"})
_PERIODS = (("ngày", 86400), ("giờ", 3600), ("phút", 60), ("giây", 1))


class Seen(NamedTuple):
    """A response as flags are made from it: all but the answers themselves."""

    unit_id: int
    submission_id: str
    answered: int
    received_at: datetime
    signals: str | None
    channel: str
    counter_id: int | None
    dossier_hash: str | None
    received_on: date
    duration_seconds: int | None

    def has(self, signal: str) -> bool:
        """Whether the door noted this signal."""
        return self.signals is not None and signal in self.signals.split()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is a lot: answers from one address; of one unit, counter and channel."""

    address: str = Settings.model_fields["address_limit"].default
    link: str = Settings.model_fields["link_limit"].default


DEFAULT_LIMITS = Limits()


def limits_of(settings: Settings) -> Limits:
    """The limits that the operator set."""
    return Limits(settings.address_limit, settings.link_limit)


def fewest_seconds(answered: int) -> float:
    """How long a person needs at the very least for a form with so many answered questions."""
    return max(FEWEST_SECONDS, SECONDS_PER_ANSWER * answered)


def flag_responses(session: Session, *, round_id: int, seen: Iterable[Seen], limits: Limits) -> int:
    """Write the flags of responses that are being counted. Returns how many were written.

    Needs the transaction that takes them off the waiting list, which holds the lock on the round:
    so each response is flagged once, whatever is killed when.
    """
    ordered = sorted(seen, key=lambda one: (one.received_at, one.submission_id))
    flags = [*_noticed(ordered, limits), *_bursts(session, round_id, ordered, limits)]
    if flags:
        chain_entries(session.connection(), round_id=round_id, dated=flags)
    return len(flags)


def _noticed(seen: Sequence[Seen], limits: Limits) -> Iterator[Dated]:
    """Flags for what the door noted."""
    busy = (
        f"Hơn {_words(limits.address)} từ cùng một địa chỉ mạng, không kèm phép tính xác nhận của"
        " trình duyệt."
    )
    for one in filter(attrgetter("signals"), seen):
        if one.has(HONEYPOT):
            yield _flag(one, HONEYPOT, "Ô ẩn mà người trả lời không nhìn thấy đã được điền.")
        if one.has(TOO_FAST):
            reason = (
                f"Gửi {one.answered} câu trả lời {number(one.duration_seconds)} giây sau khi mở"
                f" trang (mức xem lại: dưới {_least(one.answered)} giây)."
            )
            yield _flag(one, TOO_FAST, reason)
        if one.has(BUSY_ADDRESS):
            yield _flag(one, BUSY_ADDRESS, busy)


def _bursts(
    session: Session, round_id: int, seen: Sequence[Seen], limits: Limits
) -> Iterator[Dated]:
    """Flags for what goes past the limit of one unit, counter and channel in one window.

    The link of a dossier counts once by itself, so it needs no proof.
    """
    allowed, seconds = parse_limit(limits.link)
    many = _words(limits.link)
    suspects = [
        one
        for one in seen
        if one.channel in _OPEN_CHANNELS and one.dossier_hash is None and not one.has(PROVED)
    ]
    links = [(round_id, one.unit_id, one.counter_id or 0, one.channel) for one in suspects]
    moments = [one.received_at for one in suspects]
    places = count_arrivals(session, links=links, moments=moments, seconds=seconds)
    for one, place in zip(suspects, places, strict=True):
        if place > allowed:
            reason = (
                f"Phiếu thứ {number(place)} ở cùng đơn vị, quầy và kênh mà không kèm phép tính xác"
                f" nhận của trình duyệt (mức xem lại: hơn {many})."
            )
            yield _flag(one, BURST, reason)


@cache
def _least(answered: int) -> str:
    return number(fewest_seconds(answered), 1)


def _words(limit: str) -> str:
    """`60 per 10 minutes` as `60 phiếu trong 10 phút`."""
    count, seconds = parse_limit(limit)
    unit, length = next(period for period in _PERIODS if seconds % period[1] == 0)
    return f"{number(count)} phiếu trong {number(seconds // length)} {unit}"


def _flag(one: Seen, rule: str, reason: str) -> Dated:
    """The entry bears the moment at which the response came: then it was noticed."""
    remark = Remark(one.unit_id, one.submission_id, "flag", None, rule, reason, "system")
    return Dated(remark, one.received_at, one.received_on)
