"""Responses (phiếu trả lời), their ledger, and the packed snapshot that analysis reads.

Every UNIQUE key holds the round and the unit, as partitioned and distributed tables need. Nothing
here tells the order of arrival in an anonymous round: no serial number, no exact time, and on
SQLite no rowid (`WITHOUT ROWID`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.platform.database import Base, Json, UtcDateTime


class Response(Base):
    """One filled form, from any channel. Append-only: triggers refuse UPDATE and DELETE."""

    __tablename__ = "response"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "anonymous"], ["survey_round.id", "survey_round.anonymous"]
        ),
        CheckConstraint(
            "NOT anonymous OR (received_at IS NULL AND receipt IS NULL AND case_id IS NULL"
            " AND dossier_hash IS NULL AND device_class IS NULL AND duration_seconds IS NULL"
            " AND interviewer_id IS NULL AND counter_id IS NULL)",
            name="anonymous_bare",
        ),
        CheckConstraint(
            "anonymous OR (received_at IS NOT NULL AND receipt IS NOT NULL)", name="receipted"
        ),
        CheckConstraint("duration_seconds IS NULL OR duration_seconds >= 0", name="duration"),
        Index(None, "receipt"),
        {"sqlite_with_rowid": False, "postgresql_partition_by": "LIST (round_id)"},
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    #: Random, 32 hexadecimal digits, from the page token (P1).
    submission_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    anonymous: Mapped[bool]
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    #: How it came: qr, portal, kiosk, paper, email, simulated ...
    channel: Mapped[str] = mapped_column(String(16))
    #: The local day on which it came.
    received_on: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt: Mapped[str | None] = mapped_column(String(16))
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    #: SHA-256 of the canonical answers: the same id with other answers is a conflict (P1).
    content_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    field_code: Mapped[str | None] = mapped_column(String(64))
    case_id: Mapped[int | None]
    dossier_hash: Mapped[str | None] = mapped_column(String(64))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))
    interviewer_id: Mapped[int | None]
    device_class: Mapped[str | None] = mapped_column(String(16))
    duration_seconds: Mapped[int | None]
    #: What the door noticed, as sorted codes with spaces between (docs/abuse.md).
    signals: Mapped[str | None] = mapped_column(
        String(64), CheckConstraint("NOT anonymous OR signals IS NULL", name="anonymous_signals")
    )


class Uncounted(Base):
    """A response that waits to be packed; written with it, removed when its segment is stored."""

    __tablename__ = "response_uncounted"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    submission_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class DossierAnswer(Base):
    """The response that speaks for a dossier: the first that came. The key decides (P2)."""

    __tablename__ = "dossier_answer"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    dossier_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(32))


class LedgerEntry(Base):
    """One fact about a response after it came: its validity, a flag. Hash-chained per round.

    `hash` covers the fields and the hash of the entry before. Append-only by trigger.
    """

    __tablename__ = "response_ledger"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "anonymous"], ["survey_round.id", "survey_round.anonymous"]
        ),
        CheckConstraint("NOT anonymous OR at IS NULL", name="anonymous_bare"),
        CheckConstraint("kind IN ('validity', 'flag')", name="kind"),
        CheckConstraint("kind <> 'validity' OR valid IS NOT NULL", name="validity"),
        Index(None, "round_id", "unit_id", "submission_id"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: 1, 2, 3 ... within the round, without gaps.
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    anonymous: Mapped[bool]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    submission_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    valid: Mapped[bool | None]
    #: Which rule spoke: late, over_quota, duplicate, too_fast ...
    rule: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(500))
    actor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_day: Mapped[date]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Segment(Base):
    """A packed piece of the snapshot: some responses of one unit, form version and field.

    `answers` is one byte per response and item, item by item (column-major), coded by the form
    version: 0 blank, 1..n the option's place. `valid` is one byte per response. Within a segment
    responses stand in the order of their random ids, so it tells nothing of arrival (P5).
    """

    __tablename__ = "response_segment"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    questionnaire_version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True
    )
    #: The field of the dossiers; empty where it is not known, and in every anonymous round.
    field_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    submission_ids: Mapped[bytes] = mapped_column(LargeBinary)
    valid: Mapped[bytes] = mapped_column(LargeBinary)
    answers: Mapped[bytes] = mapped_column(LargeBinary)


class CountCell(Base):
    """A cell of the count cube: valid responses of one unit, form version and field, counted.

    Follows from the segments, and is kept so that a result costs no more as answers grow.
    """

    __tablename__ = "response_count_cell"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    questionnaire_version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True
    )
    field_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    responses: Mapped[int]
    #: Answers by item and code, then the products of answered and satisfied; 32-bit counts.
    tally: Mapped[bytes] = mapped_column(LargeBinary)


class SnapshotHead(Base):
    """How far the snapshot of a round has come."""

    __tablename__ = "response_snapshot"

    round_id: Mapped[int] = mapped_column(ForeignKey("survey_round.id"), primary_key=True)
    #: Grows with every change of the snapshot; a result names the revision it counted.
    revision: Mapped[int] = mapped_column(default=0)
    #: The last ledger entry taken into account.
    ledger_position: Mapped[int] = mapped_column(default=0)
