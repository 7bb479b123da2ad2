"""Reads of questionnaire versions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.platform.definitions import StoredDefinitions
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
    return _definitions.read(version.definition, content_hash=version.content_hash)


_definitions = StoredDefinitions(QuestionnaireDefinition)
