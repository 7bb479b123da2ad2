"""The tablet of the demonstration, so that kiosk mode can be tried at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.citizen.kiosk.queries import list_counters, list_kiosks
from surveyapp.citizen.kiosk.services import create_kiosk
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.links import sign_kiosk
from surveyapp.rounds.models import Round

NAME = "Máy tính bảng trình diễn"


def new_pin() -> str:
    """Six digits of which no two neighbours are alike or follow one another: never an easy PIN."""
    digits = [secrets.randbelow(10)]
    while len(digits) < 6:
        digit = secrets.randbelow(10)
        if abs(digit - digits[-1]) not in (0, 1, 9):
            digits.append(digit)
    return "".join(map(str, digits))


def keep_kiosk(session: Session, *, round_: Round, pin: str, now: datetime) -> None:
    """Put a tablet at the first counter of the round, unless the round has one already."""
    if list_kiosks(session, round_id=round_.id):
        return
    codes = [unit.code for unit in definition_of(round_.programme).units]
    counters = list_counters(session, authority_id=round_.authority_id, unit_codes=codes)
    create_kiosk(
        session,
        round_=round_,
        counter_id=counters[0].id,
        name=NAME,
        offers="both",
        idle_seconds=60,
        pin=pin,
        now=now,
    )


def kiosk_path(session: Session, *, round_: Round, keys: Mapping[int, bytes]) -> str:
    """The path that opens the tablet of the demonstration; empty where somebody closed it."""
    found = [
        kiosk
        for kiosk in list_kiosks(session, round_id=round_.id)
        if kiosk.name == NAME and kiosk.closed_at is None
    ]
    return f"/k/{sign_kiosk(found[0].id, keys=keys)}" if found else ""
