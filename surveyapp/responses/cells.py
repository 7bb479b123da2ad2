"""The count cube as it is stored, cell by cell, so that no answer is read twice to count it.

A cell holds 32-bit counts: the answers of each item by code, then the upper half of the products
(`analysis.cube.CountCube`). Worker and commands only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.arrays import Bytes, Integers, Places
from analysis.cube import tally_blocks
from surveyapp.responses.coding import ANSWERS, FormCoding
from surveyapp.responses.models import CountCell
from surveyapp.responses.segments import SegmentKey

_STORED = np.dtype("<u4")


def change_cells(
    session: Session,
    coding: FormCoding,
    came: Mapping[SegmentKey, Bytes],
    left: Mapping[SegmentKey, Bytes] | None = None,
) -> None:
    """Count valid responses that came to cells of one form version, and take off those that left.

    `came` and `left` hold packed columns of shape (items, responses) for each cell.
    """
    gone = left or {}
    keys = sorted(came.keys() | gone.keys())
    if not keys:
        return
    cells = _cells(session, keys, coding)
    for columns, sign in ((came, 1), (gone, -1)):
        sizes = [columns[key].shape[1] if key in columns else 0 for key in keys]
        if not any(sizes):
            continue
        joined = np.concatenate([columns[key] for key in keys if key in columns], axis=1)
        counts, products = tally_blocks(joined, sizes, scales=coding.scales, answers=ANSWERS)
        for key, size, tally in zip(keys, sizes, _numbers(counts, products), strict=True):
            if size:
                _add(cells[key], sign * size, sign * tally)
    session.flush()


def unpack_tallies(tallies: Sequence[bytes], items: int) -> tuple[Integers, Integers]:
    """Counts (cells, items, answers) and products (cells, 2 items, 2 items) of stored cells."""
    cells, split, width = len(tallies), items * ANSWERS, 2 * items
    stored = np.frombuffer(b"".join(tallies), dtype=_STORED)
    # A form without scored items has no numbers at all, so no length is left to be inferred.
    numbers = stored.reshape(cells, split + len(_upper(width)[0])).astype(np.int64)
    products = np.empty((cells, width, width), dtype=np.int64)
    rows, columns = _upper(width)
    products[:, rows, columns] = products[:, columns, rows] = numbers[:, split:]
    return numbers[:, :split].reshape(cells, items, ANSWERS), products


def _cells(
    session: Session, keys: Sequence[SegmentKey], coding: FormCoding
) -> dict[SegmentKey, CountCell]:
    """The cells of these keys, all of one round and form version; new ones are empty."""
    round_id, _, version_id, _ = keys[0]
    rows = session.scalars(
        select(CountCell).where(
            CountCell.round_id == round_id,
            CountCell.questionnaire_version_id == version_id,
            CountCell.unit_id.in_({key.unit_id for key in keys}),
        )
    )
    found = {
        SegmentKey(row.round_id, row.unit_id, row.questionnaire_version_id, row.field_code): row
        for row in rows
    }
    items = len(coding.items)
    empty = bytes((items * ANSWERS + len(_upper(2 * items)[0])) * _STORED.itemsize)
    for key in keys:
        if key not in found:
            found[key] = CountCell(**key._asdict(), responses=0, tally=empty)
            session.add(found[key])
    return found


def _numbers(counts: Integers, products: Integers) -> Integers:
    """What is stored of each cell: shape (cells, numbers)."""
    rows, columns = _upper(products.shape[1])
    return np.concatenate([counts.reshape(len(counts), -1), products[:, rows, columns]], axis=1)


def _add(cell: CountCell, responses: int, tally: Integers) -> None:
    total = np.frombuffer(cell.tally, dtype=_STORED).astype(np.int64) + tally
    if np.any(total < 0) or cell.responses + responses < 0:
        raise ValueError("more responses left a cell than came")
    cell.responses += responses
    cell.tally = total.astype(_STORED).tobytes()


@cache
def _upper(width: int) -> tuple[Places, Places]:
    """Places of the upper half of a square of this width, with its diagonal."""
    rows, columns = np.triu_indices(width)
    return rows, columns
