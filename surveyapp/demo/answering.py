"""Sends the simulated forms through the one door, on the channel `simulated`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveyapp.demo.fitting import Fit, Target
from surveyapp.demo.simulation import SimulatedForm, read_habits, simulate_ratings, simulate_unit
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.responses.row import Submission
from surveyapp.responses.services import record_response
from surveyapp.rounds.links import LinkTarget
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import list_forms
from surveyapp.rounds.way_in import find_way_in
from surveyapp.units.queries import list_units


@dataclass(frozen=True, slots=True)
class Answering:
    """A round that is answered, and everything the simulation of its people follows from."""

    session: Session
    round: Round
    fits: Mapping[str, Fit]
    targets: Mapping[str, Target]
    seed: int
    zone: ZoneInfo
    now: datetime

    @property
    def forms(self) -> list[QuestionnaireDefinition]:
        """The forms of the round in link order."""
        found = list_forms(self.session, programme_version_id=self.round.programme_version_id)
        return [questionnaire_of(form.questionnaire) for form in found]


def answer_all(answering: Answering, *, habits: Path) -> int:
    """The forms of every unit, whose counts are those of its fit. Returns how many."""
    forms, known = answering.forms, read_habits(habits)
    survey = [form for form in forms if form.purpose == "index"]
    recorded = 0
    for unit, unit_id in _units(answering):
        random = Random(f"{answering.seed} {unit}")  # noqa: S311 -- repeatable, guards nothing
        filled = simulate_unit(survey, answering.fits[unit], known, random)
        recorded += _record(answering, forms, unit_id, filled, random)
    return recorded


def rate_all(answering: Answering) -> int:
    """Quick ratings of every unit, where the programme has such a form. Returns how many.

    Their chance is apart from that of the forms, which are the same with or without them.
    """
    forms = answering.forms
    recorded = 0
    for position, form in enumerate(forms):
        if form.purpose != "quick":
            continue
        for unit, unit_id in _units(answering):
            random = Random(f"{answering.seed} quick {unit}")  # noqa: S311 -- as above
            share = answering.targets[unit].index / 10_000
            posts = simulate_ratings(form, share, random)
            filled = (SimulatedForm(position, posted) for posted in posts)
            recorded += _record(answering, forms, unit_id, filled, random)
    return recorded


def _units(answering: Answering) -> Iterator[tuple[str, int]]:
    units = list_units(answering.session, authority_id=answering.round.authority_id)
    ids = {unit.code: unit.id for unit in units}
    return ((unit.code, ids[unit.code]) for unit in definition_of(answering.round.programme).units)


def _record(
    answering: Answering,
    forms: list[QuestionnaireDefinition],
    unit_id: int,
    filled: Iterator[SimulatedForm],
    random: Random,
) -> int:
    ways = {}
    recorded = 0
    for each in filled:
        place = each.questionnaire
        if place not in ways:
            target = LinkTarget(answering.round.id, unit_id, 0, place + 1)
            ways[place] = find_way_in(answering.session, target=target)
        way_in = ways[place]
        assert way_in is not None
        opened_at = answering.now - timedelta(seconds=random.randint(40, 240))
        record_response(
            answering.session.connection(),
            way_in=way_in,
            definition=forms[place],
            submission=Submission(
                submission_id=f"{random.getrandbits(128):032x}",
                posted=each.posted,
                channel="simulated",
                opened_at=max(answering.round.opens_at, opened_at),
                language="vi",
            ),
            zone=answering.zone,
            now=answering.now,
        )
        recorded += 1
    return recorded
