"""What the door notices about a form that is handed in. Nobody is refused for it.

Signals are stored with the response, never in an anonymous round, and the worker makes flags of
them (`surveyapp.responses.flags`). They cost microseconds: no database, nothing written. No signal
rests on a script: who has none is only counted more closely, never called odd for that alone.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveyapp.citizen.page_fields import COPY, LEAVE_EMPTY, PAGE_TOKEN, PROOF
from surveyapp.platform.rate_limits import address_key, parse_limit
from surveyapp.platform.settings import Settings
from surveyapp.responses.flags import (
    BUSY_ADDRESS,
    HONEYPOT,
    PROVED,
    TOO_FAST,
    fewest_seconds,
)

#: Leading zero bits that the hash of a page token and its proof must have: some 4,000 tries.
PROOF_BITS = 12
#: More letters than any proof needs.
_LONGEST_PROOF = 64
#: More addresses than this in one window are no hall of people; counting then begins anew.
_MOST_ADDRESSES = 50_000


@dataclass(frozen=True, slots=True)
class Handed:
    """A form as it was handed in: its page's own fields, and what the server knows of it."""

    #: The posted texts of the page's own fields (`page_fields`).
    fields: Mapping[str, str]
    answered: int
    opened_at: datetime
    #: How long the person took, as the page measured it; None where it did not.
    seconds: int | None
    #: The network address it came from, None where that is not known.
    address: str | None
    now: datetime


def signals_of(handed: Handed, *, addresses: AddressCounts) -> frozenset[str]:
    """The signals of a form: some of `honeypot`, `too_fast`, `proved`, `busy_address`."""
    signals = set()
    if handed.fields.get(LEAVE_EMPTY, "").strip():
        signals.add(HONEYPOT)
    if _is_too_fast(handed):
        signals.add(TOO_FAST)
    if is_proved(handed.fields):
        signals.add(PROVED)
    elif addresses.count(handed.address, now=handed.now):
        signals.add(BUSY_ADDRESS)
    return frozenset(signals)


def is_proved(fields: Mapping[str, str]) -> bool:
    """Whether the proof is right: SHA-256 of `<page_token>:<proof>` begins with 12 zero bits.

    The proof of a page with a `copy` begins with that and a full stop, so that one proof serves
    one form, not every form that is sent from one page.
    """
    proof, copy = fields.get(PROOF, ""), fields.get(COPY, "")
    if not 0 < len(proof) <= _LONGEST_PROOF or (copy and not proof.startswith(f"{copy}.")):
        return False
    text = f"{fields.get(PAGE_TOKEN, '')}:{proof}"
    digest = hashlib.sha256(text.encode(errors="replace")).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - PROOF_BITS) == 0


def _is_too_fast(handed: Handed) -> bool:
    """By the server's clock, from the page's token to the answer.

    What waited in a phone took longer. Who goes on with a draft took longer than this page knows;
    what the page tells of that counts too. Less than no time means that the clocks of two servers
    differ, and says nothing about the person.
    """
    needed = fewest_seconds(handed.answered)
    by_server = (handed.now - handed.opened_at).total_seconds()
    return 0 <= by_server < needed and (handed.seconds is None or handed.seconds < needed)


@dataclass(slots=True)
class AddressCounts:
    """Forms without proof by network address, in the memory of this process and nowhere else.

    An address stands here as a keyed hash that changes each local day, until its window is over.
    """

    settings: Settings
    _window: int = -1
    _counts: Counter[str] = field(default_factory=Counter)

    def count(self, address: str | None, *, now: datetime) -> bool:
        """Count one more form; whether that is more than the limit (P10)."""
        allowed, seconds = parse_limit(self.settings.address_limit)
        window = int(now.timestamp()) // seconds
        if window != self._window or len(self._counts) >= _MOST_ADDRESSES:
            self._window, self._counts = window, Counter()
        if not _tells_sender(address):
            return False
        key = address_key(address, settings=self.settings, now=now)
        self._counts[key] += 1
        return self._counts[key] > allowed


def _tells_sender(address: str | None) -> bool:
    """Whether an address is a sender's: the machine's own is that of an unknown proxy."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    return not known.is_loopback
