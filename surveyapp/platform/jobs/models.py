"""Jobs stand in the database of the answers, so asking for one commits with the request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.platform.database import Base, Json, UtcDateTime

WAITING = "waiting"
RUNNING = "running"
DONE = "done"
FAILED = "failed"


class Job(Base):
    """One piece of work. It runs at least once, so what it does must bear repeating."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(f"state IN ('{WAITING}', '{RUNNING}', '{DONE}', '{FAILED}')", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(None, "state", "run_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Which handler runs it; handlers register under this name.
    kind: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    #: A running job whose lease is over may be claimed again: its worker died.
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    #: Path below `instance/files/` of what the job made.
    result_file: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Pieces of the work, where its handler counts them.
    progress_done: Mapped[int | None]
    progress_total: Mapped[int | None]
