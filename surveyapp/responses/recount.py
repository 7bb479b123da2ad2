"""The count cube by GROUP BY over the stored answers, to check the packed one by.

Worker and commands only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.cube import BLANK, CountCube, cube_from_rows, merge_cubes, same_counts
from surveyapp.responses.coding import FormCoding, form_codings
from surveyapp.responses.cube import DIMENSIONS, count_segments, get_cube, units_of
from surveyapp.responses.models import LedgerEntry, Response, Uncounted
from surveyapp.responses.queries import cell_field


def count_by_sql(session: Session, *, round_id: int) -> CountCube:
    """The same cube by GROUP BY over the stored answers: no packing, no bits, no increments.

    The independent check of the two others; responses that still wait to be counted are left out.
    """
    units = units_of(session, round_id)
    cubes = []
    for version_id, coding in form_codings(session, round_id=round_id).items():
        values = [Response.answers[item].as_string().label(item) for item in coding.items]
        keys = (Response.unit_id, cell_field())
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


@dataclass(frozen=True, slots=True)
class Recount:
    """What three counts of one round say.

    `responses` and `answers` (of counted items, blanks left out) are those of the stored responses.
    A unit is in `stored` or `packed` where the cells or the packed answers say something else.
    """

    responses: int
    answers: int
    stored: tuple[str, ...]
    packed: tuple[str, ...]

    @property
    def agree(self) -> bool:
        """Whether all three are the same in every count and product."""
        return not self.stored and not self.packed


def compare_counts(session: Session, *, round_id: int) -> Recount:
    """Count a round from its cells, its packed answers and its responses, and compare.

    Nothing may wait to be counted, and the session must see one moment.
    """
    true = count_by_sql(session, round_id=round_id)
    return Recount(
        responses=true.n,
        answers=int(true.counts[:, :, BLANK + 1 :].sum()),
        stored=_unlike(true, lambda: get_cube(session, round_id=round_id)),
        packed=_unlike(true, lambda: count_segments(session, round_id=round_id)),
    )


def _unlike(true: CountCube, count: Callable[[], CountCube]) -> tuple[str, ...]:
    """Units that another count has otherwise; all of them where it contradicts itself."""
    try:
        other = count()
    except ValueError:
        return tuple(sorted(set(true.labels("unit"))))
    if same_counts(true, other):
        return ()
    units = sorted({*true.labels("unit"), *other.labels("unit")})
    return tuple(u for u in units if not same_counts(_of_unit(true, u), _of_unit(other, u)))


def _of_unit(cube: CountCube, unit: str) -> CountCube:
    kept = [place for place, label in enumerate(cube.labels("unit")) if label == unit]
    return replace(
        cube,
        cells=tuple(cube.cells[place] for place in kept),
        counts=cube.counts[kept],
        responses=cube.responses[kept],
        products=cube.products[kept],
    )
