"""Loading programmes: the same folder twice changes nothing, a published version never changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.platform.errors import Conflict
from surveyapp.programmes import queries
from surveyapp.programmes.definition import ProgrammeDefinition, ProgrammeSource
from surveyapp.programmes.models import ProgrammeForm, ProgrammeVersion
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.queries import find_questionnaire
from surveyapp.questionnaires.services import keep_questionnaire
from surveyapp.units.models import Authority, Unit
from surveyapp.units.services import keep_authority, keep_counter, keep_field, keep_unit


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: `changed` is False when everything was there already."""

    programme_version: ProgrammeVersion
    changed: bool


def load_programme(session: Session, *, source: ProgrammeSource, now: datetime) -> Loaded:
    """Store a checked programme with its units, counters, fields and questionnaires.

    Raises Conflict when a published version, or a questionnaire one uses, would change.
    """
    definition = source.definition
    authority = keep_authority(
        session, code=definition.authority.code, name=definition.authority.name
    )
    version = queries.find_programme(
        session, authority_id=authority.id, code=definition.code, version=definition.version
    )
    kept = [_keep_form(session, authority, form, now) for form in source.questionnaires]
    forms = [form for form, _ in kept]
    same_forms = version is not None and _uses(version, forms) and not any(new for _, new in kept)
    content_hash = definition.content_hash()
    if version and version.content_hash == content_hash and same_forms:
        return Loaded(version, changed=False)
    if version and version.published_at:
        raise Conflict(
            "published-programme",
            f"Bộ chỉ số “{definition.code}” bản {definition.version} đã dùng cho đợt khảo sát, "
            "không sửa được. Hãy tăng số bản (version) rồi nạp lại.",
            field="version",
        )
    if version is None:
        version = ProgrammeVersion(
            authority_id=authority.id, code=definition.code, version=definition.version
        )
        session.add(version)
    version.name = definition.name
    version.definition = definition.canonical()
    version.content_hash = content_hash
    version.loaded_at = now
    version.forms = [
        ProgrammeForm(position=position, questionnaire_version_id=form.id)
        for position, form in enumerate(forms, start=1)
    ]
    session.flush()
    _keep_units(session, authority, definition)
    return Loaded(version, changed=True)


def publish_programme(session: Session, *, version: ProgrammeVersion, now: datetime) -> None:
    """Freeze a version, because a round is made from it."""
    if version.published_at is None:
        version.published_at = now
        session.flush()


def _keep_form(
    session: Session, authority: Authority, definition: QuestionnaireDefinition, now: datetime
) -> tuple[QuestionnaireVersion, bool]:
    known = find_questionnaire(
        session, authority_id=authority.id, code=definition.code, version=definition.version
    )
    frozen = known is not None and queries.is_questionnaire_published(
        session, questionnaire_version_id=known.id
    )
    return keep_questionnaire(
        session, authority_id=authority.id, definition=definition, frozen=frozen, now=now
    )


def _uses(version: ProgrammeVersion, forms: list[QuestionnaireVersion]) -> bool:
    return [form.questionnaire_version_id for form in version.forms] == [form.id for form in forms]


def _keep_units(session: Session, authority: Authority, definition: ProgrammeDefinition) -> None:
    units: dict[str, Unit] = {}
    for row in definition.units:
        units[row.code] = keep_unit(
            session,
            authority_id=authority.id,
            code=row.code,
            name=row.name,
            level=row.level,
        )
    for row in definition.units:
        parent = units.get(row.parent)
        units[row.code].parent_id = parent.id if parent else None
    for counter in definition.counters:
        keep_counter(
            session,
            authority_id=authority.id,
            place=(counter.place, counter.place_name),
            counter=(counter.counter, counter.counter_name),
            operator=units.get(counter.operator),
            serves=[units[code] for code in definition.units_served(counter)],
        )
    for field in definition.fields:
        keep_field(
            session,
            authority_id=authority.id,
            code=field.code,
            name=field.name,
            units=[units[code] for code in definition.units_handling(field)],
        )
