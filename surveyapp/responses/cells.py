"""The count cube as it is stored, cell by cell, so that no answer is read twice to count it.

A cell holds 32-bit counts: the answers of each item by code, then the upper half of the products
(`analysis.cube.CountCube`). Worker and commands only.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy.orm import Session

from analysis.arrays import Bytes, Integers
from analysis.cube import tally_blocks
from surveyapp.responses.coding import ANSWERS, FormCoding
from surveyapp.responses.models import CountCell
from surveyapp.responses.segments import SegmentKey

_STORED = np.dtype("<u4")


def add_to_cell(
    session: Session, key: SegmentKey, coding: FormCoding, *, came: Bytes, left: Bytes | None = None
) -> None:
    """Count valid responses that came to a cell, and take off those that are valid no more.

    `came` and `left` are packed columns of shape (items, responses).
    """
    cell = session.get(CountCell, tuple(key))
    if cell is None:
        size = _sizes(len(coding.items))
        cell = CountCell(**key._asdict(), responses=0, tally=bytes(sum(size) * _STORED.itemsize))
        session.add(cell)
    counts, products = unpack_tally(cell.tally, len(coding.items))
    for columns, sign in ((came, 1), (left, -1)):
        if columns is not None and columns.shape[1]:
            more = tally_blocks(columns, [columns.shape[1]], scales=coding.scales, answers=ANSWERS)
            counts += sign * more[0][0]
            products += sign * more[1][0]
            cell.responses += sign * columns.shape[1]
    cell.tally = _pack_tally(counts, products)
    session.flush()


def unpack_tally(tally: bytes, items: int) -> tuple[Integers, Integers]:
    """The counts (items, answers) and the products (2 items, 2 items) of a stored cell."""
    split, _ = _sizes(items)
    numbers = np.frombuffer(tally, dtype=_STORED).astype(np.int64)
    products = np.zeros((2 * items, 2 * items), dtype=np.int64)
    rows, columns = np.triu_indices(2 * items)
    products[rows, columns] = numbers[split:]
    products[columns, rows] = numbers[split:]
    return numbers[:split].reshape(items, ANSWERS), products


def _pack_tally(counts: Integers, products: Integers) -> bytes:
    upper = products[np.triu_indices(products.shape[0])]
    numbers = np.concatenate([counts.reshape(-1), upper])
    if numbers.min() < 0:
        raise ValueError("more responses left a cell than came")
    return numbers.astype(_STORED).tobytes()


def _sizes(items: int) -> tuple[int, int]:
    """How many counts and how many products a cell stores."""
    return items * ANSWERS, items * (2 * items + 1)
