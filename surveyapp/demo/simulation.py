"""Simulated answers of one unit, whose counts are exactly those of a fit.

Everything is drawn from a written seed, so the demonstration is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from surveyapp.demo.fitting import Fit, Shape
from surveyapp.platform.yaml_files import read_yaml
from surveyapp.questionnaires.answers.satisfaction import NO_OPINION, Satisfaction
from surveyapp.questionnaires.definition import QuestionnaireDefinition

#: One in five simulated people used the online service.
ONLINE_SHARE = 0.2
_SATISFIED = {"4": 55, "5": 45}
_UNSATISFIED = {"3": 70, "2": 22, "1": 8}
#: Quick ratings of one unit: at least and at most so many; three in ten people tick a reason.
_RATINGS = (8, 40)
_REASON_SHARE = 0.3

#: For each unscored item, how often each value is given; "" is a blank.
Habits = Mapping[str, Mapping[str, float]]
#: What would be posted, by item.
Posted = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class SimulatedForm:
    """One filled form: the place of its questionnaire (from 0) and what would be posted."""

    questionnaire: int
    posted: Posted


def read_habits(path: Path) -> Habits:
    """The habits file of the demonstration."""
    document, faults = read_yaml(path)
    if document is None:
        raise ValueError("; ".join(map(str, faults)))
    habits: Habits = document.data
    return habits


def criteria_of(forms: Sequence[QuestionnaireDefinition]) -> tuple[list[str], list[str]]:
    """Criteria that everyone judges, and those where every form offers "không có ý kiến"."""
    offering: dict[str, bool] = {}
    for form in forms:
        for item in form.scored_items:
            offers = isinstance(item, Satisfaction) and item.no_opinion
            offering[str(item.criterion)] = offering.get(str(item.criterion), True) and offers
    always = [criterion for criterion, offers in offering.items() if not offers]
    return always, [criterion for criterion, offers in offering.items() if offers]


def shape_of(forms: Sequence[QuestionnaireDefinition]) -> Shape:
    """How many criteria of each kind the forms have."""
    always, offered = criteria_of(forms)
    return Shape(len(always), len(offered))


@dataclass(frozen=True, slots=True)
class _Opinions:
    """Who is silent where that is offered, and which (person, criterion) is not satisfied."""

    silent: set[int]
    offered: set[str]
    unsatisfied: set[tuple[int, str]]

    def levels(self, person: int, criterion: str) -> Mapping[str, float]:
        """The answers that fit, with their weights."""
        if person in self.silent and criterion in self.offered:
            return {NO_OPINION: 1}
        return _UNSATISFIED if (person, criterion) in self.unsatisfied else _SATISFIED


def simulate_unit(
    forms: Sequence[QuestionnaireDefinition], fit: Fit, habits: Habits, random: Random
) -> Iterator[SimulatedForm]:
    """The forms of one unit. Satisfied answers add up to the fit exactly."""
    opinions = _opinions(forms, fit, random)
    online = round(fit.forms * ONLINE_SHARE) if len(forms) > 1 else 0
    for person in range(fit.forms):
        which = 1 if person < online else 0
        posted: dict[str, list[str]] = {}
        for item in forms[which].items:
            weights = (
                opinions.levels(person, item.criterion)
                if item.criterion
                else habits.get(item.id, {})
            )
            value = _draw(weights, random)
            if value:
                posted[item.id] = [value]
        yield SimulatedForm(which, posted)


def simulate_ratings(
    form: QuestionnaireDefinition, satisfied: float, random: Random
) -> Iterator[Posted]:
    """Quick ratings of one unit; each is satisfied with that chance, nothing is fitted."""
    (rating,) = form.counted_items
    reasons = next((item for item in form.items if item.type == "multiple_choice"), None)
    for _ in range(random.randint(*_RATINGS)):
        levels = _SATISFIED if random.random() < satisfied else _UNSATISFIED
        posted = {rating.id: [_draw(levels, random)]}
        if reasons and random.random() < _REASON_SHARE:
            posted[reasons.id] = random.sample(reasons.choices, random.randint(1, 2))
        yield posted


def _opinions(forms: Sequence[QuestionnaireDefinition], fit: Fit, random: Random) -> _Opinions:
    always, offered = criteria_of(forms)
    silent = set(random.sample(range(fit.forms), fit.without_opinion))
    temper = [random.random() + 0.05 for _ in range(fit.forms)]
    speaking = [person for person in range(fit.forms) if person not in silent]
    judged = [(person, code) for person in range(fit.forms) for code in always]
    judged_offered = [(person, code) for person in speaking for code in offered]
    unsatisfied = {
        *_pick(judged, len(judged) - fit.satisfied, temper, random),
        *_pick(judged_offered, len(judged_offered) - fit.satisfied_where_offered, temper, random),
    }
    return _Opinions(silent, set(offered), unsatisfied)


def _pick(
    cells: list[tuple[int, str]], count: int, temper: list[float], random: Random
) -> list[tuple[int, str]]:
    """`count` cells without repetition; people of worse temper are drawn sooner."""
    keyed = sorted(cells, key=lambda cell: random.random() ** (1 / temper[cell[0]]), reverse=True)
    return keyed[:count]


def _draw(weights: Mapping[str, float], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0] if weights else ""
