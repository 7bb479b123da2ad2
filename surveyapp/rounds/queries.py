"""Reads of rounds, and of what a link names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, exists, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from surveyapp.platform.errors import Invalid, NotFound
from surveyapp.programmes.models import ProgrammeForm, ProgrammeVersion
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Population, Round
from surveyapp.units.models import Authority, Counter, CounterUnit, Field, Place, Unit, UnitField

#: How long a process may remember a way in before it reads it again.
WAY_IN_SECONDS = 2.0

#: Unit id, channel code and field code ("" where the channel is not divided by field).
PopulationKey = tuple[int, str, str]


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


def _way_in(target: LinkTarget) -> Select[Any]:
    """The round, unit, form and, where they are named, counter and field of a link, in one row."""
    published = aliased(Round)
    columns: tuple[Any, ...] = (
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
        .where(published.authority_id == Authority.id, published.published_at.is_not(None))
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
    query = (
        select(*columns)
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


def lock_round(executor: Session | Connection, *, round_id: int) -> None:
    """Wait for one's turn to change what belongs to a round; the turn lasts until the commit.

    Responses come in meanwhile: their foreign key does not meet this lock. On SQLite the
    transaction itself is the lock.
    """
    executor.execute(select(Round.id).where(Round.id == round_id).with_for_update(key_share=True))


def get_round(session: Session, *, authority_id: int, code: str) -> Round:
    """The round of an authority with this code, its programme loaded. Raises NotFound."""
    found = session.scalar(
        select(Round)
        .where(Round.authority_id == authority_id, Round.code == code)
        .options(joinedload(Round.programme))
    )
    if found is None:
        raise NotFound("round", f"Không có đợt khảo sát mang mã “{code}”.", field="round")
    return found


def get_round_by_id(session: Session, *, round_id: int) -> Round:
    """The round with this id, its programme loaded. Raises NotFound."""
    found = session.get(Round, round_id, options=[joinedload(Round.programme)])
    if found is None:
        raise NotFound("round", "Không có đợt khảo sát này.", field="round")
    return found


def get_round_by_reference(session: Session, *, reference: str) -> Round:
    """The round that an operator names as `CODE` or, when several bodies use it, `AUTHORITY/CODE`.

    Raises NotFound or Invalid.
    """
    authority_code, _, code = reference.rpartition("/")
    query = select(Round).join(Authority).where(Round.code == code)
    if authority_code:
        query = query.where(Authority.code == authority_code)
    found = session.scalars(query.options(joinedload(Round.programme)).order_by(Round.id)).all()
    if not found:
        raise NotFound("round", f"Không có đợt khảo sát mang mã “{reference}”.", field="round")
    if len(found) > 1:
        raise Invalid(
            "ambiguous-round",
            f"Có {len(found)} đợt mang mã “{code}”. Hãy ghi kèm mã cơ quan: co-quan/{code}.",
            field="round",
        )
    return found[0]


def list_rounds(session: Session, *, authority_id: int) -> Sequence[Round]:
    """The rounds of an authority, the latest first, their programmes loaded."""
    return session.scalars(
        select(Round)
        .where(Round.authority_id == authority_id)
        .options(joinedload(Round.programme))
        .order_by(Round.opens_at.desc(), Round.id.desc())
    ).all()


def list_all_rounds(session: Session) -> Sequence[Round]:
    """The rounds of every authority, for the operator; the latest first in each."""
    return session.scalars(
        select(Round)
        .join(Authority)
        .options(contains_eager(Round.authority))
        .order_by(Authority.code, Round.opens_at.desc(), Round.id.desc())
    ).all()


def list_round_ids(session: Session) -> Sequence[int]:
    """Every round of every authority, for the worker."""
    return session.scalars(select(Round.id).order_by(Round.id)).all()


def list_forms(session: Session, *, programme_version_id: int) -> Sequence[ProgrammeForm]:
    """The forms of a programme version in link order, their questionnaires loaded."""
    return session.scalars(
        select(ProgrammeForm)
        .where(ProgrammeForm.programme_version_id == programme_version_id)
        .options(joinedload(ProgrammeForm.questionnaire))
        .order_by(ProgrammeForm.position)
    ).all()


def populations(session: Session, *, round_id: int) -> dict[PopulationKey, int]:
    """Finished dossiers by unit id, channel and field; empty where none were imported."""
    rows = session.execute(
        select(
            Population.unit_id, Population.channel, Population.field_code, Population.dossiers
        ).where(Population.round_id == round_id)
    )
    return {(unit_id, channel, field): dossiers for unit_id, channel, field, dossiers in rows}


def find_questionnaire_id(session: Session, *, programme_version_id: int, code: str) -> int | None:
    """The questionnaire version that a programme uses under this code."""
    return session.scalar(
        select(QuestionnaireVersion.id)
        .join(ProgrammeForm, ProgrammeForm.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            ProgrammeForm.programme_version_id == programme_version_id,
            QuestionnaireVersion.code == code,
        )
    )
