"""A simulated population for the demonstration.

The published survey names no finished dossiers, so they are made up; the round says everywhere that
it is simulated. In every channel of a unit they are the same whole multiple of its simulated
responses (a proportional allocation). So each response of a unit has the same weight, and the
weighted figures are exactly the published ones, which is what the demonstration promises. Answers
given live come on top and may change them, as they may without weights.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from surveyapp.programmes.queries import definition_of
from surveyapp.responses.queries import count_by_channel
from surveyapp.rounds.models import Round
from surveyapp.rounds.populations import store_populations
from surveyapp.rounds.queries import PopulationKey, list_forms, lock_round, populations
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.units.queries import unit_codes

#: Dossiers behind one response: from the least to the least times the spread, small ones oftener.
_LEAST, _SPREAD = 3, 20


def keep_population(session: Session, *, round_: Round, seed: int, now: datetime) -> int:
    """Give a simulated round the population that it lacks. Returns the dossiers stored.

    What was imported stays as it is, and so does a published round; then 0 is returned.
    """
    lock_round(session, round_id=round_.id)
    done = not round_.simulated or state_of(round_, now=now) is RoundState.PUBLISHED
    if done or populations(session, round_id=round_.id):
        return 0
    simulated = _simulated(session, round_, seed)
    store_populations(session, round_id=round_.id, populations=simulated)
    return sum(simulated.values())


def dossiers_per_response(unit: str, *, seed: int) -> int:
    """How many finished dossiers stand behind each simulated response of a unit: 3 to 60."""
    random = Random(f"{seed} population {unit}")  # noqa: S311 -- repeatable, guards nothing
    times: float = _SPREAD ** random.random()
    return round(_LEAST * times)


def _simulated(session: Session, round_: Round, seed: int) -> dict[PopulationKey, int]:
    definition = definition_of(round_.programme)
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    channels = {
        form.questionnaire_version_id: definition.channel_of(form.questionnaire.code)
        for form in forms
    }
    codes = unit_codes(session, authority_id=round_.authority_id)
    found: Counter[PopulationKey] = Counter()
    for count in count_by_channel(session, round_id=round_.id):
        channel = channels[count.questionnaire_version_id]
        if count.channel == "simulated" and channel:
            key = (count.unit_id, channel, "")
            found[key] += count.responses * dossiers_per_response(codes[count.unit_id], seed=seed)
    return dict(found)
