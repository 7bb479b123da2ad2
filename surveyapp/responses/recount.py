"""The count cube by GROUP BY over the stored answers, to check the packed one by.

Worker and commands only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.cube import CountCube, cube_from_rows, merge_cubes
from surveyapp.responses.coding import FormCoding, form_codings
from surveyapp.responses.cube import DIMENSIONS, units_of
from surveyapp.responses.models import LedgerEntry, Response, Uncounted


def count_by_sql(session: Session, *, round_id: int) -> CountCube:
    """The same cube by GROUP BY over the stored answers: no packing, no bits, no increments.

    The independent check of the two others; responses that still wait to be counted are left out.
    """
    units = units_of(session, round_id)
    cubes = []
    for version_id, coding in form_codings(session, round_id=round_id).items():
        values = [Response.answers[item].as_string().label(item) for item in coding.items]
        keys = (Response.unit_id, func.coalesce(Response.field_code, "").label("field"))
        found = session.execute(
            select(*keys, func.count(), *values)
            .where(
                Response.round_id == round_id,
                Response.questionnaire_version_id == version_id,
                ~_waits(),
                ~_invalid(),
            )
            .group_by(*keys, *values)
        )
        rows = (
            (
                (units[unit_id], coding.form, coding.channel, field),
                dict(zip(coding.items, _codes(coding, given), strict=True)),
                number,
            )
            for unit_id, field, number, *given in found
        )
        cubes.append(
            cube_from_rows(rows, dimensions=DIMENSIONS, items=coding.items, scales=coding.scales)
        )
    return merge_cubes(*cubes)


def _codes(coding: FormCoding, given: Sequence[str | None]) -> list[int]:
    return [
        codes.get(value, 0) if value is not None else 0
        for codes, value in zip(coding.codes, given, strict=True)
    ]


def _waits() -> Any:
    return (
        select(Uncounted.unit_id)
        .where(
            Uncounted.round_id == Response.round_id,
            Uncounted.unit_id == Response.unit_id,
            Uncounted.submission_id == Response.submission_id,
        )
        .exists()
    )


def _invalid() -> Any:
    """The last entry on its validity says that it does not count."""
    same = (
        LedgerEntry.round_id == Response.round_id,
        LedgerEntry.unit_id == Response.unit_id,
        LedgerEntry.submission_id == Response.submission_id,
        LedgerEntry.kind == "validity",
    )
    last = select(LedgerEntry.valid).where(*same).order_by(LedgerEntry.position.desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), True).is_(False)
