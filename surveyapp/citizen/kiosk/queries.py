"""Reads of kiosks and of the counters that one can stand at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.platform.errors import NotFound
from surveyapp.responses.models import Response
from surveyapp.rounds.models import Round
from surveyapp.units.models import Counter, CounterUnit, Place, Unit

#: The channel of answers given at a kiosk.
KIOSK_CHANNEL = "kiosk"


def find_kiosk(session: Session, *, kiosk_id: int) -> Kiosk | None:
    """A kiosk with its round, programme, authority, counter and place."""
    return session.scalar(
        select(Kiosk)
        .where(Kiosk.id == kiosk_id)
        .options(
            joinedload(Kiosk.round).options(
                joinedload(Round.programme), joinedload(Round.authority)
            ),
            joinedload(Kiosk.counter).joinedload(Counter.place),
        )
    )


def get_kiosk_of_round(session: Session, *, round_id: int, kiosk_id: int) -> Kiosk:
    """A kiosk of one round. Raises NotFound, also for a kiosk of another round."""
    kiosk = find_kiosk(session, kiosk_id=kiosk_id)
    if kiosk is None or kiosk.round_id != round_id:
        raise NotFound("kiosk", "Đợt này không có máy tính bảng như vậy.")
    return kiosk


def list_kiosks(session: Session, *, round_id: int) -> Sequence[Kiosk]:
    """The kiosks of a round by place, counter and name; closed ones too."""
    return session.scalars(
        select(Kiosk)
        .join(Counter, Counter.id == Kiosk.counter_id)
        .join(Place, Place.id == Counter.place_id)
        .options(contains_eager(Kiosk.counter).contains_eager(Counter.place))
        .where(Kiosk.round_id == round_id)
        .order_by(Place.code, Counter.code, Kiosk.name, Kiosk.id)
    ).all()


def list_counters(
    session: Session, *, authority_id: int, unit_codes: Sequence[str]
) -> Sequence[Counter]:
    """The counters that serve any of these units, by place and code, their places loaded."""
    served = (
        select(CounterUnit.counter_id)
        .join(Unit, Unit.id == CounterUnit.unit_id)
        .where(Unit.authority_id == authority_id, Unit.code.in_(unit_codes))
    )
    return session.scalars(
        select(Counter)
        .join(Place, Place.id == Counter.place_id)
        .options(contains_eager(Counter.place))
        .where(Place.authority_id == authority_id, Counter.id.in_(served))
        .order_by(Place.code, Counter.code, Counter.id)
    ).all()


def list_units_served(
    session: Session, *, counter_id: int, unit_codes: Sequence[str]
) -> Sequence[Unit]:
    """Which of these units a counter serves, by name in Vietnamese order."""
    return session.scalars(
        select(Unit)
        .join(CounterUnit, CounterUnit.unit_id == Unit.id)
        .where(CounterUnit.counter_id == counter_id, Unit.code.in_(unit_codes))
        .order_by(Unit.sort_key, Unit.id)
    ).all()


def count_received(session: Session, *, round_id: int, counter_id: int, day: date) -> int:
    """Answers that kiosks of a counter sent on a local day; 0 in anonymous rounds (P5)."""
    found = select(func.count()).where(
        Response.round_id == round_id,
        Response.counter_id == counter_id,
        Response.channel == KIOSK_CHANNEL,
        Response.received_on == day,
    )
    return session.scalar(found) or 0
