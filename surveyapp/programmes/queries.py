"""Reads of programme versions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from surveyapp.platform.definitions import StoredDefinitions
from surveyapp.platform.errors import Invalid, NotFound
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.programmes.models import ProgrammeForm, ProgrammeVersion
from surveyapp.units.models import Authority


def find_programme(
    session: Session, *, authority_id: int, code: str, version: str
) -> ProgrammeVersion | None:
    """One version of a programme of an authority."""
    return session.scalar(
        select(ProgrammeVersion).where(
            ProgrammeVersion.authority_id == authority_id,
            ProgrammeVersion.code == code,
            ProgrammeVersion.version == version,
        )
    )


def get_programme(
    session: Session, *, programme_version_id: int, authority_id: int
) -> ProgrammeVersion:
    """A programme version of an authority. Raises NotFound."""
    found = session.scalar(
        select(ProgrammeVersion).where(
            ProgrammeVersion.id == programme_version_id,
            ProgrammeVersion.authority_id == authority_id,
        )
    )
    if found is None:
        raise NotFound("programme", "Không có bộ chỉ số này.")
    return found


def get_programme_by_reference(session: Session, *, reference: str) -> ProgrammeVersion:
    """The newest version of a programme that an operator names as `CODE` or `AUTHORITY/CODE`.

    Raises NotFound or Invalid.
    """
    authority_code, _, code = reference.rpartition("/")
    query = select(ProgrammeVersion).join(Authority).where(ProgrammeVersion.code == code)
    if authority_code:
        query = query.where(Authority.code == authority_code)
    found = session.scalars(
        query.order_by(ProgrammeVersion.loaded_at.desc(), ProgrammeVersion.id.desc())
    ).all()
    if not found:
        raise NotFound("programme", f"Không có bộ chỉ số mang mã “{reference}”.", field="programme")
    if len({version.authority_id for version in found}) > 1:
        raise Invalid(
            "ambiguous-programme",
            f"Nhiều cơ quan có bộ chỉ số mang mã “{code}”. Hãy ghi kèm mã cơ quan: co-quan/{code}.",
            field="programme",
        )
    return found[0]


def list_programmes(session: Session, *, authority_id: int) -> Sequence[ProgrammeVersion]:
    """All programme versions of an authority, newest first, with their forms."""
    return session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.authority_id == authority_id)
        .options(selectinload(ProgrammeVersion.forms).joinedload(ProgrammeForm.questionnaire))
        .order_by(ProgrammeVersion.loaded_at.desc(), ProgrammeVersion.id.desc())
    ).all()


def is_questionnaire_published(session: Session, *, questionnaire_version_id: int) -> bool:
    """Whether a published programme uses this version of a questionnaire."""
    uses = (
        exists()
        .where(ProgrammeForm.questionnaire_version_id == questionnaire_version_id)
        .where(ProgrammeVersion.id == ProgrammeForm.programme_version_id)
        .where(ProgrammeVersion.published_at.is_not(None))
    )
    return bool(session.scalar(select(uses)))


def definition_of(version: ProgrammeVersion) -> ProgrammeDefinition:
    """The definition of a loaded version; the same text is read only once per process."""
    return _definitions.read(version.definition, content_hash=version.content_hash)


_definitions = StoredDefinitions(ProgrammeDefinition)
