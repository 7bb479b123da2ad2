"""Storing versions of questionnaires."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.platform.errors import Conflict
from surveyapp.questionnaires import queries
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.models import QuestionnaireVersion


def keep_questionnaire(
    session: Session,
    *,
    authority_id: int,
    definition: QuestionnaireDefinition,
    frozen: bool,
    now: datetime,
) -> tuple[QuestionnaireVersion, bool]:
    """Store a version, or find it as it is. Returns it, and whether anything changed.

    `frozen` says that a published programme uses this version; changing it then raises Conflict.
    """
    version = queries.find_questionnaire(
        session, authority_id=authority_id, code=definition.code, version=definition.version
    )
    content_hash = definition.content_hash()
    if version is None:
        version = QuestionnaireVersion(
            authority_id=authority_id, code=definition.code, version=definition.version
        )
        session.add(version)
    elif version.content_hash == content_hash:
        return version, False
    elif frozen:
        raise Conflict(
            "published-questionnaire",
            f"Mẫu phiếu “{definition.code}” bản {definition.version} đã công bố, không sửa được. "
            "Hãy tăng số bản (version) của mẫu phiếu.",
            field="version",
        )
    version.title = definition.title["vi"]
    version.definition = definition.canonical()
    version.content_hash = content_hash
    version.loaded_at = now
    session.flush()
    return version, True
