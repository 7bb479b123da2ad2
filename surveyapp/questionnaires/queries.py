"""Reads of questionnaire versions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.errors import NotFound
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.models import QuestionnaireVersion


def find_questionnaire(
    session: Session, *, authority_id: int, code: str, version: str
) -> QuestionnaireVersion | None:
    """One version of a questionnaire of an authority."""
    return session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.authority_id == authority_id,
            QuestionnaireVersion.code == code,
            QuestionnaireVersion.version == version,
        )
    )


def get_definition(session: Session, *, questionnaire_version_id: int) -> QuestionnaireDefinition:
    """The checked definition of a version. Raises NotFound."""
    version = session.get(QuestionnaireVersion, questionnaire_version_id)
    if version is None:
        raise NotFound("questionnaire", "Không có mẫu phiếu này.")
    return definition_of(version)


def definition_of(version: QuestionnaireVersion) -> QuestionnaireDefinition:
    """The definition of a loaded version; the same text is read only once per process."""
    cached = _by_hash.get(version.content_hash)
    if cached is None:
        cached = QuestionnaireDefinition.model_validate(version.definition)
        _by_hash[version.content_hash] = cached
    return cached


_by_hash: dict[str, QuestionnaireDefinition] = {}
