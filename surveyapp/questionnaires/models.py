"""Published questionnaires. A version never changes; a change is a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.platform.database import Base, Json, UtcDateTime


class QuestionnaireVersion(Base):
    """One version of a questionnaire (mẫu phiếu); `definition` is the author's text, checked."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("authority_id", "code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(300))
    definition: Mapped[dict[str, Any]] = mapped_column(Json)
    content_hash: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
