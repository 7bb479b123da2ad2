"""Forms with the same answers, collapsed to distinct patterns, and matches between patterns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import Bytes, Integers, Places

Singles = npt.NDArray[np.float32]

#: Cells of one block of the match matrix: 4 MB of float32.
BLOCK = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Distinct rows of some forms.

    Parameters
    ----------
    rows : uint8, shape (patterns, items)
    first : intp, shape (patterns,)
        First form of each pattern (place among the forms handed over).
    second : intp, shape (patterns,)
        Its second form; -1 where there is none.
    size : int64, shape (patterns,)
        Forms of each pattern.
    of : intp, shape (forms,)
        Pattern of each form.
    """

    rows: Bytes
    first: Places
    second: Places
    size: Integers
    of: Places


def distinct_patterns(rows: Bytes) -> Patterns:
    """Collapse identical rows (uint8, shape (forms, items), at least one item)."""
    packed = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
    _, first, of, size = np.unique(
        packed, return_index=True, return_inverse=True, return_counts=True
    )
    of = of.reshape(-1).astype(np.intp)
    second = np.full(first.size, -1, dtype=np.intp)
    later = np.flatnonzero(np.arange(of.size) != first[of])[::-1]
    second[of[later]] = later
    return Patterns(rows[first], first.astype(np.intp), second, size.astype(np.int64), of)


class Matcher:
    """Matches between patterns by matrix products: x_ij = sum over items and codes of equal marks.

    Parameters
    ----------
    rows : uint8, shape (patterns, items)
    blank_equals_blank : bool
        True: a blank is a code like any other, and every item is compared.
    """

    def __init__(self, rows: Bytes, *, blank_equals_blank: bool) -> None:
        codes = np.unique(rows)
        marks = codes if blank_equals_blank else codes[codes > 0]
        equal = rows[:, :, None] == marks
        self.marks: Singles = equal.reshape(rows.shape[0], rows.shape[1] * marks.size).astype(
            np.float32
        )
        complete = blank_equals_blank or bool(rows.all())
        self.given: Singles | None = None if complete else (rows > 0).astype(np.float32)
        self.items = rows.shape[1]

    def blocks(self, wanted: Places) -> list[Places]:
        """The wanted patterns in slices whose match matrix has at most BLOCK cells."""
        step = max(1, BLOCK // max(self.marks.shape[0], 1))
        return [wanted[start : start + step] for start in range(0, wanted.size, step)]

    def compare(self, wanted: Places) -> tuple[Singles, Singles]:
        """Matches and common items of the wanted patterns with all; whole numbers."""
        matches = self.marks[wanted] @ self.marks.T
        if self.given is None:
            return matches, np.full((1, 1), self.items, dtype=np.float32)
        return matches, self.given[wanted] @ self.given.T
