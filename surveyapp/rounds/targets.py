"""Everything of a round that a link or a short code can name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.programmes.models import ProgrammeForm
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.rounds import queries
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Round
from surveyapp.units.models import Counter, Field, Unit
from surveyapp.units.queries import list_counters_by_unit, list_fields_by_unit


@dataclass(frozen=True, slots=True)
class RoundTarget:
    """One way in, by name.

    `counter` is None for a form that people reach through the portal, and where a field is named:
    a field belongs to the unit, whichever counter takes its dossiers.
    """

    round_id: int
    unit: Unit
    counter: Counter | None
    form: ProgrammeForm
    field: Field | None

    @property
    def link(self) -> LinkTarget:
        """The same by ids."""
        return LinkTarget(
            self.round_id,
            self.unit.id,
            self.counter.id if self.counter else 0,
            self.form.position,
            self.field.id if self.field else 0,
        )


def list_targets(session: Session, *, round_: Round) -> list[RoundTarget]:
    """All of a round: units in list order, then form; of each its counters, then its fields."""
    return list(_targets(session, round_))


def _targets(session: Session, round_: Round) -> Iterator[RoundTarget]:
    definition = definition_of(round_.programme)
    counters = list_counters_by_unit(session, authority_id=round_.authority_id)
    fields = list_fields_by_unit(session, authority_id=round_.authority_id)
    # Fields of the authority that this programme does not know belong to another one.
    known = {field.code for field in definition.fields}
    units = {
        unit.code: unit
        for unit in session.scalars(select(Unit).where(Unit.authority_id == round_.authority_id))
    }
    forms = queries.list_forms(session, programme_version_id=round_.programme_version_id)
    for row in definition.units:
        unit = units[row.code]
        for form in forms:
            at_counter = questionnaire_of(form.questionnaire).reached == "counter"
            places: list[Counter | None] = [*counters.get(unit.id, [])] if at_counter else [None]
            for counter in places:
                yield RoundTarget(round_.id, unit, counter, form, None)
            for field in fields.get(unit.id, []):
                if field.code in known:
                    yield RoundTarget(round_.id, unit, None, form, field)
