"""The count cube of a round. Worker and commands only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.arrays import Bytes, Integers
from analysis.cube import CountCube, empty_cube, merge_cubes, tally_blocks
from surveyapp.questionnaires.definition import Purpose
from surveyapp.responses.cells import unpack_tallies
from surveyapp.responses.coding import ANSWERS, FormCoding, form_codings
from surveyapp.responses.models import CountCell, Segment
from surveyapp.rounds.queries import get_round_by_id
from surveyapp.units.queries import unit_codes

DIMENSIONS = ("unit", "form", "channel", "field")
#: Bytes of packed answers held at once while segments are counted.
_CHUNK = 4_000_000


def get_cube(session: Session, *, round_id: int, purpose: Purpose | None = None) -> CountCube:
    """Valid responses of a round by unit, form, channel and field, as counted so far.

    Reads the stored cells only, so that it costs the same for a thousand answers and a million.
    The items are the ids of counted items; a field that is not known is "". With `purpose` only
    the forms of that purpose: quick ratings take no part in an index (M18).
    """
    every = form_codings(session, round_id=round_id)
    codings = {id_: each for id_, each in every.items() if purpose in (None, each.purpose)}
    units = units_of(session, round_id)
    parts: dict[int, list[tuple[str, str, int, bytes]]] = defaultdict(list)
    columns = (CountCell.unit_id, CountCell.field_code, CountCell.responses, CountCell.tally)
    for version_id, unit_id, field, responses, tally in session.execute(
        select(CountCell.questionnaire_version_id, *columns).where(
            CountCell.round_id == round_id,
            CountCell.questionnaire_version_id.in_(codings),
        )
    ):
        parts[version_id].append((units[unit_id], field, responses, tally))
    cubes = [_form_cube(codings[version_id], cells) for version_id, cells in parts.items()]
    return _whole(cubes, codings)


def count_segments(session: Session, *, round_id: int) -> CountCube:
    """The same cube from the packed answers themselves, in constant memory.

    `get_cube` must equal it; it is what a rebuild costs.
    """
    codings = form_codings(session, round_id=round_id)
    units = units_of(session, round_id)
    cubes = []
    for version_id, coding in codings.items():
        tallies: dict[tuple[str, str], _Tally] = {}
        for keys, sizes, columns in _blocks(session, round_id, version_id, len(coding.items)):
            tallied = tally_blocks(columns, sizes, scales=coding.scales, answers=ANSWERS)
            blocks = zip(keys, sizes, *tallied, strict=True)
            for (unit_id, field), size, counts, products in blocks:
                key = (units[unit_id], field)
                more = _Tally(size, counts, products)
                tallies[key] = tallies[key] + more if key in tallies else more
        cubes.append(_cube_of(coding, tallies))
    return _whole(cubes, codings)


def units_of(session: Session, round_id: int) -> Mapping[int, str]:
    round_ = get_round_by_id(session, round_id=round_id)
    return unit_codes(session, authority_id=round_.authority_id)


def _form_cube(coding: FormCoding, cells: Sequence[tuple[str, str, int, bytes]]) -> CountCube:
    found = sorted(cells)
    counts, products = unpack_tallies([cell[3] for cell in found], len(coding.items))
    return CountCube(
        DIMENSIONS,
        tuple((unit, coding.form, coding.channel, field) for unit, field, _, _ in found),
        coding.items,
        coding.scales,
        counts,
        np.array([cell[2] for cell in found], dtype=np.int64),
        products,
    )


@dataclass(frozen=True, slots=True)
class _Tally:
    """Responses of one cell, their answers and products."""

    responses: int
    counts: Integers
    products: Integers

    def __add__(self, other: _Tally) -> _Tally:
        return _Tally(
            self.responses + other.responses,
            self.counts + other.counts,
            self.products + other.products,
        )


def _cube_of(coding: FormCoding, tallies: Mapping[tuple[str, str], _Tally]) -> CountCube:
    if not tallies:
        return empty_cube(DIMENSIONS, coding.items, coding.scales, answers=ANSWERS)
    found = sorted(tallies.items())
    return CountCube(
        DIMENSIONS,
        tuple((unit, coding.form, coding.channel, field) for (unit, field), _ in found),
        coding.items,
        coding.scales,
        np.stack([tally.counts for _, tally in found]),
        np.array([tally.responses for _, tally in found], dtype=np.int64),
        np.stack([tally.products for _, tally in found]),
    )


def _whole(cubes: Sequence[CountCube], codings: Mapping[int, FormCoding]) -> CountCube:
    """All forms together, with the items of every form whether it has answers or not."""
    empty = [
        empty_cube(DIMENSIONS, coding.items, coding.scales, answers=ANSWERS)
        for coding in codings.values()
    ]
    return merge_cubes(empty_cube(DIMENSIONS, (), (), answers=ANSWERS), *empty, *cubes)


def _blocks(
    session: Session, round_id: int, version_id: int, items: int
) -> Iterator[tuple[list[tuple[int, str]], list[int], Bytes]]:
    """Valid columns of a form version, cell by cell, about `_CHUNK` bytes at a time."""
    columns = (Segment.unit_id, Segment.field_code, Segment.size, Segment.valid, Segment.answers)
    rows = session.execute(
        select(*columns)
        .where(Segment.round_id == round_id, Segment.questionnaire_version_id == version_id)
        .order_by(Segment.unit_id, Segment.field_code, Segment.number)
        .execution_options(yield_per=100)
    )
    keys: list[tuple[int, str]] = []
    sizes: list[int] = []
    pieces: list[Bytes] = []
    for unit_id, field, size, valid, answers in rows:
        piece = np.frombuffer(answers, dtype=np.uint8).reshape(items, size)
        if valid.count(b"\0"):
            piece = piece[:, np.frombuffer(valid, dtype=np.bool_)]
        if keys and keys[-1] == (unit_id, field):
            sizes[-1] += piece.shape[1]
        else:
            keys.append((unit_id, field))
            sizes.append(piece.shape[1])
        pieces.append(piece)
        if sum(sizes) * items >= _CHUNK:
            yield keys, sizes, np.concatenate(pieces, axis=1)
            keys, sizes, pieces = [], [], []
    if keys:
        yield keys, sizes, np.concatenate(pieces, axis=1)
