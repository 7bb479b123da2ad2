"""Whatever the answers and the population are, the round has a result that makes sense."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveyapp.programmes.queries import definition_of
from surveyapp.results.exact import read_exact
from surveyapp.results.queries import get_result, view_of
from surveyapp.rounds.populations import store_populations
from surveyapp.rounds.queries import PopulationKey
from tests.field import Field, answer, make_field
from tests.results.test_by_hand import shown, six_units, three_forms

ROUNDS = 10
FIELDS = (None, "a", "b", "c")
#: Nothing, fewer than there are responses, about as many, far more.
DOSSIERS = (0, 0, 1, 2, 3, 5, 8, 12, 40, 1000, 999_999_999)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_no_population_keeps_a_round_from_its_result_m14_m16(session: Session, seed: int) -> None:
    random = Random(seed)
    for number in range(ROUNDS):
        field = some_round(session, random, f"thu-{seed}-{number}")
        send_some(session, random, field)
        put_some(session, random, field)
        document = shown(session, field)
        view_of(get_result(session, round_id=field.round.id))
        for unit in document["units"]:
            assert holds_its_index(unit), (number, unit["code"])


def some_round(session: Session, random: Random, code: str) -> Field:
    roll_up = random.choice(("criteria", "factors", "contents", "pooled"))
    changes: dict[str, Any] = {"method": {"roll_up": roll_up}}
    if random.random() < 0.3:
        combine = random.choice(("pool", "per_form"))
        changes = {"channels": [], "method": {"roll_up": roll_up, "combine_forms": combine}}
    definition = six_units(code=code, **changes)
    return make_field(session, definition=definition, forms=three_forms())


def send_some(session: Session, random: Random, field: Field) -> None:
    good = random.choice((0.0, 0.5, 0.9, 1.0))
    for unit in range(len(field.units)):
        for _ in range(random.choice((0, 1, 2, 3, 5, 12))):
            posted = {"polite": ["5" if random.random() < good else "2"]}
            if random.random() < 0.5:
                posted["on_time"] = [random.choice(("5" if good else "1", "no_opinion"))]
            name, form = random.choice(FIELDS), random.randint(1, 3)
            answer(session, field, posted, unit=unit, form=form, field_code=name)


def put_some(session: Session, random: Random, field: Field) -> None:
    """Dossiers of some units and channels, divided by field or not."""
    found: dict[PopulationKey, int] = {}
    for unit in field.units:
        for channel in definition_of(field.round.programme).channels:
            if random.random() < 0.25:
                continue
            divided = random.random() < 0.5
            for name in random.sample("abcd", random.randint(1, 3)) if divided else [""]:
                found[unit.id, channel.code, name] = random.choice(DOSSIERS)
    store_populations(session, round_id=field.round.id, populations=found)


def holds_its_index(unit: dict[str, Any]) -> bool:
    precision = unit["precision"]
    bounds = [read_exact(precision[end]) for end in ("low", "high")] if precision else []
    index = read_exact(unit["index"])
    if index is None or None in bounds or not bounds:
        return not precision or precision["rule"] in ("unknown", "too_few", "no_freedom", "census")
    low, high = bounds
    assert low is not None
    assert high is not None
    return 0 <= low <= index <= high <= 100
