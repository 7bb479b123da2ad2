"""What a kiosk offers: the units of its counter, its forms, their languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from surveyapp.citizen.kiosk.models import Kiosk
from surveyapp.citizen.kiosk.queries import list_units_served
from surveyapp.platform.definitions import LANGUAGES
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import list_forms

FULL: Literal["full"] = "full"
QUICK: Literal["quick"] = "quick"


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form that people fill at a counter. `position` is its number in links."""

    position: int
    kind: Literal["full", "quick"]
    definition: QuestionnaireDefinition

    @property
    def required_count(self) -> int:
        """How many questions must be answered; what may be skipped is not counted."""
        return sum(item.required for item in self.definition.items)


@dataclass(frozen=True, slots=True)
class ServedUnit:
    """A unit that can be rated at the kiosk."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Station:
    """A kiosk with everything that its pages need; kept in memory, so nothing of it is a row."""

    kiosk_id: int
    name: str
    round_id: int
    counter_id: int
    counter_name: str
    place_name: str
    authority_name: str
    round_name: str
    simulated: bool
    anonymous: bool
    opens_at: datetime
    closes_at: datetime
    published_at: datetime | None
    idle_seconds: int
    pin_hash: str
    closed_at: datetime | None
    units: tuple[ServedUnit, ...]
    forms: tuple[OfferedForm, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that at least one of the forms promises, Vietnamese first."""
        promised = {language for form in self.forms for language in form.definition.languages}
        return tuple(language for language in LANGUAGES if language in promised)

    def forms_in(self, language: str) -> list[OfferedForm]:
        """The forms that promise a language, the quick one first."""
        return [form for form in self.forms if language in form.definition.languages]

    def takes_page_of(self, opened_at: datetime) -> bool:
        """Whether a page opened then may be handed in: a closed kiosk takes what was begun."""
        return self.closed_at is None or opened_at < self.closed_at


def offered_forms(session: Session, *, round_: Round) -> list[OfferedForm]:
    """The forms of a round that people fill at counters, the quick one first."""
    found = [
        (form.position, questionnaire_of(form.questionnaire))
        for form in list_forms(session, programme_version_id=round_.programme_version_id)
    ]
    forms = [
        OfferedForm(position, QUICK if definition.purpose == "quick" else FULL, definition)
        for position, definition in found
        if definition.reached == "counter"
    ]
    return sorted(forms, key=lambda form: (form.kind != QUICK, form.position))


def open_station(session: Session, *, kiosk: Kiosk) -> Station:
    """Everything of a kiosk, read at once."""
    round_, counter = kiosk.round, kiosk.counter
    codes = [unit.code for unit in definition_of(round_.programme).units]
    units = list_units_served(session, counter_id=counter.id, unit_codes=codes)
    forms = offered_forms(session, round_=round_)
    return Station(
        kiosk_id=kiosk.id,
        name=kiosk.name,
        round_id=round_.id,
        counter_id=counter.id,
        counter_name=counter.name,
        place_name=counter.place.name,
        authority_name=round_.authority.name,
        round_name=round_.name,
        simulated=round_.simulated,
        anonymous=round_.anonymous,
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        published_at=round_.published_at,
        idle_seconds=kiosk.idle_seconds,
        pin_hash=kiosk.pin_hash,
        closed_at=kiosk.closed_at,
        units=tuple(ServedUnit(unit.id, unit.name) for unit in units),
        forms=tuple(form for form in forms if kiosk.offers in ("both", form.kind)),
    )
