"""Item non-response: blanks and "no opinion" per item and per form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.errors import AnalysisError
from analysis.quality.answers import as_answers, as_mask


@dataclass(frozen=True, slots=True, eq=False)
class ItemNonresponse:
    """Counts per item (shape (items,)) and per form (shape (n,)).

    Parameters
    ----------
    item_asked, item_blank, item_no_opinion : int64, shape (items,)
        Forms that asked the item, left it blank, answered "no opinion".
    form_asked, form_blank, form_no_opinion : int64, shape (n,)
        The same for the items of each form.
    unasked_answers : int
        Answers to items that were not asked; they are in no count above.
    method, reference : str
    """

    item_asked: Integers
    item_blank: Integers
    item_no_opinion: Integers
    form_asked: Integers
    form_blank: Integers
    form_no_opinion: Integers
    unasked_answers: int
    method: str
    reference: str

    @property
    def item_rate(self) -> Floats:
        """Blank / asked per item; NaN where it was never asked."""
        return _ratio(self.item_blank, self.item_asked)

    @property
    def form_rate(self) -> Floats:
        """Blank / asked per form; NaN where nothing was asked."""
        return _ratio(self.form_blank, self.form_asked)

    @property
    def form_no_opinion_rate(self) -> Floats:
        """ "No opinion" / asked per form; NaN where nothing was asked."""
        return _ratio(self.form_no_opinion, self.form_asked)

    def many_blanks(self, *, share: float = 0.2) -> Booleans:
        """Forms with more than `share` (0 <= share < 1) of their items blank; code `threshold`."""
        if not 0 <= share < 1:
            raise AnalysisError("threshold", f"share is {share}, not in [0, 1)")
        return np.asarray(self.form_rate > share)


def item_nonresponse(columns: Any, *, asked: Any | None = None, scale: int = 5) -> ItemNonresponse:
    """Count what was asked and left blank; "no opinion" is an answer and is counted apart.

    Parameters
    ----------
    columns : integers, shape (items, n)
        Packed answers.
    asked : bool, shape (items, n), optional
        False where the route through the form passes the item over; all were asked by default.
    scale : int
        Points of the scale; `scale` + 1 is "no opinion".

    Raises
    ------
    AnalysisError
        `scale`, `dtype`, `shape`, `answer_code`.

    Notes
    -----
    Blanks of one form depend on each other: compare interviewers by forms (`compare_values` on
    `form_rate`, `compare_rates` on `many_blanks`), not by cells. De Leeuw, Hox & Huisman (2003),
    Journal of Official Statistics 19, 153-176. Tests: tests/analysis/quality/test_blanks.py.
    """
    answers = as_answers(columns, scale=scale)
    shape = answers.shape
    put = np.ones(shape, dtype=np.bool_) if asked is None else as_mask("asked", asked, shape=shape)
    blank = (answers == 0) & put
    no_opinion = (answers == scale + 1) & put
    return ItemNonresponse(
        item_asked=_count(put, 1),
        item_blank=_count(blank, 1),
        item_no_opinion=_count(no_opinion, 1),
        form_asked=_count(put, 0),
        form_blank=_count(blank, 0),
        form_no_opinion=_count(no_opinion, 0),
        unasked_answers=int(np.count_nonzero((answers > 0) & ~put)),
        method="blank / asked, no opinion apart",
        reference="de Leeuw, Hox & Huisman 2003",
    )


def _count(mask: Booleans, axis: int) -> Integers:
    return np.asarray(np.count_nonzero(mask, axis=axis), dtype=np.int64)


def _ratio(part: Integers, whole: Integers) -> Floats:
    ratio = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio
