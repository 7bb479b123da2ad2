"""What a link leads to: everything that a channel needs to know, read in one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, exists, select
from sqlalchemy.orm import Session, aliased

from surveyapp.programmes.models import ProgrammeForm, ProgrammeVersion
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Round
from surveyapp.units.models import Authority, Counter, CounterUnit, Field, Place, Unit, UnitField

#: How long a process may remember a way in before it reads it again.
WAY_IN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class WayIn:
    """A link followed: everything a channel needs to know of the round, unit, counter and form."""

    round_id: int
    round_code: str
    round_name: str
    authority_code: str
    authority_name: str
    anonymous: bool
    simulated: bool
    opens_at: datetime
    closes_at: datetime
    published_at: datetime | None
    late_answers: str
    #: The authority has a published round, so its results are worth a link.
    has_published: bool
    unit_id: int
    unit_code: str
    unit_name: str
    counter_id: int | None
    counter_name: str
    place_name: str
    #: Empty where the link names no field.
    field_code: str
    field_name: str
    questionnaire_version_id: int
    form: int

    def takes_page_of(self, opened_at: datetime) -> bool:
        """Whether a form page opened at that moment may be handed in, now or later.

        A page shown from memory just after an early close is taken too; it counts as late.
        """
        return self.opens_at <= opened_at < self.closes_at + timedelta(seconds=WAY_IN_SECONDS)


_published = aliased(Round)
_COLUMNS: tuple[Any, ...] = (
    Round.id,
    Round.code,
    Round.name,
    Authority.code.label("authority_code"),
    Authority.name.label("authority_name"),
    Round.anonymous,
    Round.simulated,
    Round.opens_at,
    Round.closes_at,
    Round.published_at,
    ProgrammeVersion.definition["method"]["late_answers"].as_string().label("late"),
    Unit.id.label("unit_id"),
    exists()
    .where(_published.authority_id == Authority.id, _published.published_at.is_not(None))
    .label("has_published"),
    Unit.code.label("unit_code"),
    Unit.name.label("unit_name"),
    Counter.id.label("counter_id"),
    Counter.name.label("counter_name"),
    Place.name.label("place_name"),
    Field.code.label("field_code"),
    Field.name.label("field_name"),
    ProgrammeForm.questionnaire_version_id,
)


def _way_in(target: LinkTarget) -> Select[Any]:
    """The round, unit, form and, where they are named, counter and field of a link, in one row."""
    query = (
        select(*_COLUMNS)
        .join(Authority, Authority.id == Round.authority_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Round.programme_version_id)
        .join(
            ProgrammeForm,
            and_(
                ProgrammeForm.programme_version_id == ProgrammeVersion.id,
                ProgrammeForm.position == target.form,
            ),
        )
        .join(Unit, and_(Unit.authority_id == Round.authority_id, Unit.id == target.unit_id))
        .outerjoin(
            CounterUnit,
            and_(CounterUnit.unit_id == Unit.id, CounterUnit.counter_id == target.counter_id),
        )
        .outerjoin(Counter, Counter.id == CounterUnit.counter_id)
        .outerjoin(Place, Place.id == Counter.place_id)
        .outerjoin(
            UnitField, and_(UnitField.unit_id == Unit.id, UnitField.field_id == target.field_id)
        )
        .outerjoin(Field, Field.id == UnitField.field_id)
        .where(Round.id == target.round_id)
    )
    if target.counter_id:
        query = query.where(Counter.id.is_not(None))
    if target.field_id:
        query = query.where(Field.id.is_not(None))
    return query


def find_way_in(session: Session, *, target: LinkTarget) -> WayIn | None:
    """What a correctly signed link leads to, None when something it names is not there."""
    row: Row[Any] | None = session.execute(_way_in(target)).one_or_none()
    if row is None:
        return None
    values = row._mapping
    return WayIn(
        round_id=values["id"],
        round_code=values["code"],
        round_name=values["name"],
        authority_code=values["authority_code"],
        authority_name=values["authority_name"],
        anonymous=values["anonymous"],
        simulated=values["simulated"],
        opens_at=values["opens_at"],
        closes_at=values["closes_at"],
        published_at=values["published_at"],
        late_answers=values["late"] or "exclude",
        unit_id=values["unit_id"],
        has_published=values["has_published"],
        unit_code=values["unit_code"],
        unit_name=values["unit_name"],
        counter_id=values["counter_id"],
        counter_name=values["counter_name"] or "",
        place_name=values["place_name"] or "",
        field_code=values["field_code"] or "",
        field_name=values["field_name"] or "",
        questionnaire_version_id=values["questionnaire_version_id"],
        form=target.form,
    )
