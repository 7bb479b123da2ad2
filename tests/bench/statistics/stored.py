"""The simulated survey as a round in a database: packed segments and count cells, as counted."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from analysis.cube import CountCube, add_dimension
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.responses.canonical import new_submission_id
from surveyapp.responses.cells import change_cells
from surveyapp.responses.coding import form_codings
from surveyapp.responses.models import Segment
from surveyapp.responses.row import Submission
from surveyapp.responses.segments import SEGMENT_SIZE, SegmentKey
from surveyapp.responses.services import record_response
from tests.bench.statistics.survey import ITEMS, Survey
from tests.field import NOON, ZONE, Field, make_field, programme, questionnaire


def make_round(session: Session) -> Field:
    """A programme of 40 units and two forms of 22 items, and an open round of it."""
    criteria = [{"code": item, "name": f"Tiêu chí {item}"} for item in ITEMS]
    factors = [{"code": "all", "name": "Tất cả", "criteria": criteria}]
    units = [{"code": f"u{n:02d}", "name": f"Đơn vị {n}", "group": "so"} for n in range(40)]
    plan = programme(
        index={"contents": [{"code": "service", "name": "Dịch vụ", "factors": factors}]},
        units=units,
        questionnaires=["c", "o"],
    )
    return make_field(session, definition=plan, forms=(form("c"), form("o")))


def form(code: str) -> QuestionnaireDefinition:
    items: list[dict[str, Any]] = [
        {"id": item, "type": "satisfaction", "text": f"Câu {item}", "criterion": item}
        for item in ITEMS
    ]
    section = {"code": "all", "title": "Đánh giá", "items": items}
    return questionnaire(code=code, sections=[section], reached="portal")


def store(session: Session, field: Field, survey: Survey) -> None:
    """Write the survey as the worker would have packed it; the field is age and sex."""
    codings = form_codings(session, round_id=field.round.id)
    versions = {coding.form: version for version, coding in codings.items()}
    order = np.argsort(survey.cell, kind="stable")
    bounds = np.searchsorted(survey.cell[order], np.arange(len(survey.cells) + 1))
    for place, (unit, code, _, age, sex) in enumerate(survey.cells):
        columns = survey.codes[:, order[bounds[place] : bounds[place + 1]]]
        version = versions[code]
        unit_id = field.units[int(unit[1:])].id
        key = SegmentKey(field.round.id, unit_id, version, age + sex)
        change_cells(session, codings[version], {key: columns})
        rows = [
            {
                **key._asdict(),
                "number": number + 1,
                "size": part.shape[1],
                "submission_ids": os.urandom(16 * part.shape[1]),
                "valid": b"\1" * part.shape[1],
                "answers": np.ascontiguousarray(part).tobytes(),
            }
            for number, part in enumerate(_parts(columns))
        ]
        session.execute(insert(Segment), rows)


def _parts(columns: np.ndarray) -> list[np.ndarray]:
    return [
        columns[:, start : start + SEGMENT_SIZE]
        for start in range(0, columns.shape[1], SEGMENT_SIZE)
    ]


def answer_more(session: Session, field: Field, count: int) -> None:
    """New responses through the door, spread over all cells."""
    random = np.random.default_rng(5)
    for _ in range(count):
        unit, which = int(random.integers(40)), int(random.integers(2))
        field_code = f"{random.integers(5)}{'fm'[random.integers(2)]}"
        posted = {item: [str(random.integers(1, 6))] for item in ITEMS}
        record_response(
            session.connection(),
            way_in=field.way_in(session, unit=unit, form=which + 1),
            definition=field.forms[which],
            submission=Submission(
                new_submission_id(), posted, "portal", NOON, field_code=field_code
            ),
            zone=ZONE,
            now=NOON,
        )


def with_age_and_sex(cube: CountCube) -> CountCube:
    """Age and sex as dimensions of their own."""
    aged = add_dimension(cube, "age", {cell: cell[3][0] for cell in cube.cells})
    return add_dimension(aged, "sex", {cell: cell[3][1] for cell in aged.cells})
