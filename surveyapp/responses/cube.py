"""The count cube of a round, handed out from the packed snapshot. Worker and commands only."""

from __future__ import annotations

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.cube import FIVE_POINT_ANSWERS, CountCube
from analysis.tally import tally_columns
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.responses.models import Segment
from surveyapp.responses.snapshot import unpack_segment
from surveyapp.rounds.models import Round
from surveyapp.rounds.queries import get_round_by_id, list_forms
from surveyapp.units.queries import unit_codes


def get_cube(session: Session, *, round_id: int) -> CountCube:
    """Valid responses of a round counted by unit, form, scored item and answer.

    Units stand in list order of the programme, strata are questionnaire codes in link order, items
    are the ids of scored items. Units without answers are there with zeros.
    """
    round_ = get_round_by_id(session, round_id=round_id)
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    asked = {
        form.questionnaire_version_id: (
            form.questionnaire.code,
            [item.id for item in questionnaire_of(form.questionnaire).scored_items],
        )
        for form in forms
    }
    return _tally(session, round_, asked)


def _tally(session: Session, round_: Round, asked: dict[int, tuple[str, list[str]]]) -> CountCube:
    units = [unit.code for unit in definition_of(round_.programme).units]
    codes = unit_codes(session, authority_id=round_.authority_id)
    strata = [code for code, _ in asked.values()]
    items = list(dict.fromkeys(item for _, scored in asked.values() for item in scored))
    place = {code: index for index, code in enumerate(units)}
    counts = np.zeros((len(units), len(strata), len(items), FIVE_POINT_ANSWERS), dtype=np.int64)
    responses = np.zeros((len(units), len(strata)), dtype=np.int64)
    for segment in session.scalars(select(Segment).where(Segment.round_id == round_.id)):
        code, scored = asked[segment.questionnaire_version_id]
        columns, valid = unpack_segment(segment)
        u, s = place[codes[segment.unit_id]], strata.index(code)
        where = [items.index(item) for item in scored]
        counts[u, s, where] += tally_columns(columns, valid, FIVE_POINT_ANSWERS)
        responses[u, s] += int(valid.sum())
    return CountCube(tuple(units), tuple(strata), tuple(items), counts, responses)
