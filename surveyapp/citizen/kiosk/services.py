"""Making kiosks, their PIN, and closing them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.accounts import passwords
from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.citizen.kiosk.queries import list_counters
from surveyapp.citizen.kiosk.station import FULL, QUICK, offered_forms
from surveyapp.platform.errors import Invalid, WrongState
from surveyapp.platform.vietnamese import nfc
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.models import Round
from surveyapp.rounds.state import RoundState, state_of

#: What a kiosk may offer, and the kinds of form that it then needs.
OFFERS: Mapping[str, Set[str]] = {
    "full": frozenset({FULL}),
    "quick": frozenset({QUICK}),
    "both": frozenset({FULL, QUICK}),
}
IDLE_SECONDS = range(30, 301)
#: How often a PIN may be tried at one kiosk; only wrong tries count.
PIN_LIMIT = "10 per 15 minutes"

_PIN = re.compile(r"[0-9]{4,8}")
#: `1111`, `1234`, `8765`: what people try first.
_RUNS = "01234567890 09876543210"


def create_kiosk(
    session: Session,
    *,
    round_: Round,
    counter_id: int,
    name: str,
    offers: str,
    idle_seconds: int,
    pin: str,
    now: datetime,
) -> Kiosk:
    """Make a kiosk for a counter of a round. Raises Invalid, or WrongState after publication."""
    if state_of(round_, now=now) is RoundState.PUBLISHED:
        raise WrongState("published", "Đợt đã công bố kết quả, không thêm máy được.")
    kiosk = Kiosk(
        round_id=round_.id,
        counter_id=_checked_counter(session, round_, counter_id),
        name=_checked_name(name),
        pin_hash=_hash(pin),
        offers=_checked_offers(session, round_, offers),
        idle_seconds=_checked_seconds(idle_seconds),
        created_at=now,
    )
    session.add(kiosk)
    session.flush()
    return kiosk


def change_pin(session: Session, *, kiosk: Kiosk, pin: str) -> None:
    """Give a kiosk another PIN. Raises Invalid."""
    kiosk.pin_hash = _hash(pin)
    session.flush()


def close_kiosk(session: Session, *, kiosk: Kiosk, now: datetime) -> None:
    """Take a kiosk out of service. What was begun on it before can still be sent."""
    if kiosk.closed_at is not None:
        raise WrongState("closed", "Máy này đã đóng từ trước.")
    kiosk.closed_at = now
    session.flush()


def _checked_counter(session: Session, round_: Round, counter_id: int) -> int:
    codes = [unit.code for unit in definition_of(round_.programme).units]
    found = list_counters(session, authority_id=round_.authority_id, unit_codes=codes)
    if counter_id not in {counter.id for counter in found}:
        raise Invalid("counter", "Xin chọn một quầy của đợt này.", field="counter")
    return counter_id


def _checked_name(name: str) -> str:
    text = nfc(name).strip()
    if not 1 <= len(text) <= 200:
        raise Invalid("bad-name", "Hãy đặt tên cho máy, tối đa 200 ký tự.", field="name")
    return text


def _checked_offers(session: Session, round_: Round, offers: str) -> str:
    kinds = {form.kind for form in offered_forms(session, round_=round_)}
    if offers not in OFFERS or not OFFERS[offers] <= kinds:
        raise Invalid("offers", "Đợt này không có mẫu phiếu như vậy.", field="offers")
    return offers


def _checked_seconds(seconds: int) -> int:
    if seconds not in IDLE_SECONDS:
        words = f"Xin ghi từ {IDLE_SECONDS[0]} đến {IDLE_SECONDS[-1]} giây."
        raise Invalid("idle-seconds", words, field="idle_seconds")
    return seconds


def _hash(pin: str) -> str:
    if not _PIN.fullmatch(pin):
        raise Invalid("pin-form", "Mã PIN gồm 4 đến 8 chữ số.", field="pin")
    if len(set(pin)) == 1 or pin in _RUNS:
        words = "Mã PIN này quá dễ đoán. Xin chọn số khác, không phải 1111 hay 1234."
        raise Invalid("pin-weak", words, field="pin")
    return passwords.hasher.hash(pin)
