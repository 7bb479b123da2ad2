"""The state of a round, computed from its dates and its publication; nothing stores it.

`state_of` and `state_expression` say the same in Python and in SQL; a test holds them together.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, case, literal

from surveyapp.platform.database import UtcDateTime
from surveyapp.rounds.models import Round


class RoundState(enum.StrEnum):
    """Draft until the first field day, then open, closed, and published."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class HasDates(Protocol):
    """Anything that carries the dates of a round."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def published_at(self) -> datetime | None: ...


def state_of(round_: HasDates, *, now: datetime) -> RoundState:
    """The state at a moment."""
    if round_.published_at is not None and round_.published_at <= now:
        return RoundState.PUBLISHED
    if now < round_.opens_at:
        return RoundState.DRAFT
    return RoundState.OPEN if now < round_.closes_at else RoundState.CLOSED


def state_expression(*, now: datetime) -> ColumnElement[str]:
    """The same as SQL over `Round`."""
    moment = literal(now, UtcDateTime)
    return case(
        (Round.published_at.is_not(None) & (Round.published_at <= moment), RoundState.PUBLISHED),
        (moment < Round.opens_at, RoundState.DRAFT),
        (moment < Round.closes_at, RoundState.OPEN),
        else_=RoundState.CLOSED,
    )
