"""Programmes (Bộ chỉ số): how a survey is scored. A published version never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.platform.database import Base, Json, UtcDateTime
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.units.models import Authority


class ProgrammeVersion(Base):
    """One version of a programme. `definition` holds groups, index tree, parts, classes and rules.

    It is published when the first round is made from it; from then on a trigger refuses changes.
    """

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("authority_id", "code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(300))
    definition: Mapped[dict[str, Any]] = mapped_column(Json)
    content_hash: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    authority: Mapped[Authority] = relationship()
    forms: Mapped[list[ProgrammeForm]] = relationship(
        order_by="ProgrammeForm.position", cascade="all, delete-orphan"
    )


class ProgrammeForm(Base):
    """That a programme version uses a questionnaire version, and in which order."""

    __tablename__ = "programme_form"

    programme_version_id: Mapped[int] = mapped_column(
        ForeignKey("programme_version.id"), primary_key=True
    )
    #: 1-based; printed links name a form by it.
    position: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))

    questionnaire: Mapped[QuestionnaireVersion] = relationship()
