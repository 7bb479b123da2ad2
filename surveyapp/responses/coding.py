"""How a form's answers become bytes, and which bytes count. Worker and commands only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from analysis.arrays import Bytes
from analysis.cube import FIVE_POINT_ANSWERS, Scale
from surveyapp.programmes.queries import definition_of
from surveyapp.questionnaires.answers.satisfaction import LEVELS
from surveyapp.questionnaires.definition import Purpose, QuestionnaireDefinition
from surveyapp.questionnaires.queries import definition_of as questionnaire_of
from surveyapp.rounds.queries import get_round_by_id, list_forms

#: Codes of a packed answer: blank, five levels, "không có ý kiến".
ANSWERS = FIVE_POINT_ANSWERS


@dataclass(frozen=True, slots=True)
class FormCoding:
    """The packed columns of one form version in one round.

    `items` are the ids of the counted items in the order of the columns; `codes` gives the byte of
    each stored value, item by item; the channel is the one by which its dossiers came, "" for a
    quick rating.
    """

    form: str
    purpose: Purpose
    channel: str
    items: tuple[str, ...]
    scales: tuple[Scale, ...]
    codes: tuple[Mapping[str, int], ...]

    def pack(self, answers: Sequence[dict[str, Any]]) -> Bytes:
        """Answer codes as uint8 of shape (counted items, responses); 0 is a blank."""
        packed = np.zeros((len(self.items), len(answers)), dtype=np.uint8)
        for row, (item, codes) in enumerate(zip(self.items, self.codes, strict=True)):
            packed[row] = [codes.get(str(given.get(item)), 0) for given in answers]
        return packed


def form_codings(session: Session, *, round_id: int) -> dict[int, FormCoding]:
    """The coding of every form of a round, by questionnaire version id, in link order."""
    round_ = get_round_by_id(session, round_id=round_id)
    programme = definition_of(round_.programme)
    forms = list_forms(session, programme_version_id=round_.programme_version_id)
    return {
        form.questionnaire_version_id: _coding(
            questionnaire_of(form.questionnaire),
            channel=programme.channel_of(form.questionnaire.code),
            satisfied=programme.method.satisfied,
        )
        for form in forms
    }


def _coding(form: QuestionnaireDefinition, *, channel: str, satisfied: Sequence[str]) -> FormCoding:
    items = form.counted_items
    codes = tuple(
        {value: place for place, value in enumerate(item.option_values, start=1)} for item in items
    )
    return FormCoding(
        form=form.code,
        purpose=form.purpose,
        channel=channel,
        items=tuple(item.id for item in items),
        scales=tuple(item_scale(code, satisfied=satisfied) for code in codes),
        codes=codes,
    )


def item_scale(codes: Mapping[str, int], *, satisfied: Sequence[str]) -> Scale:
    """All levels of the scale are valid, the programme's are satisfied (M1, M2)."""
    return Scale(
        frozenset(codes[level] for level in LEVELS), frozenset(codes[level] for level in satisfied)
    )
