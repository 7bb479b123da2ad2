"""Straight-lining: forms whose answers hardly differ from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Bytes, Floats, Integers
from analysis.quality.answers import as_answers, as_mask


@dataclass(frozen=True, slots=True, eq=False)
class StraightLining:
    """How alike the answers within each form are; arrays of shape (n,).

    Parameters
    ----------
    answered : int64
        Points given (blanks and "no opinion" are no points).
    modal_share : float64
        Share of the most frequent point, in (0, 1]; NaN where nothing is answered.
    longest_string : int64
        Longest run of one point in the order of the items; items without a point are passed over.
    deviation : float64
        Standard deviation of the points, divisor answered - 1; NaN below two points.
    identical : bool
        All points equal, with at least `minimum` of them.
    too_few : int
        Forms with fewer than `minimum` points: on these `identical` says nothing.
    minimum : int
    method, reference : str
    """

    answered: Integers
    modal_share: Floats
    longest_string: Integers
    deviation: Floats
    identical: Booleans
    too_few: int
    minimum: int
    method: str
    reference: str

    @property
    def judged(self) -> Booleans:
        """Forms with enough points to be judged."""
        return np.asarray(self.answered >= self.minimum)


def straight_lining(columns: Any, *, scale: int = 5, minimum: int = 10) -> StraightLining:
    """Measures of alike answers for every form.

    Parameters
    ----------
    columns : integers, shape (items, n)
        Packed answers, items in the order of the form.
    scale : int
        Points of the scale; `scale` + 1 is "no opinion".
    minimum : int
        Points that a form needs before "all alike" means something.

    Returns
    -------
    StraightLining
        Satisfied people of a good unit give one value too: use `fast_and_identical` or compare
        rates within units (`compare_rates`), never `identical` alone.

    Raises
    ------
    AnalysisError
        `scale`, `dtype`, `shape`, `answer_code`.

    Notes
    -----
    Schonlau & Toepoel (2015), Survey Research Methods 9, 125-137 (identical answers); Johnson
    (2005), Journal of Research in Personality 39, 103-129 (longest string); Dunn et al. (2018),
    Journal of Business and Psychology 33, 105-121 (deviation within a person). Tests:
    tests/analysis/quality/test_straight_lining.py.
    """
    answers = as_answers(columns, scale=scale)
    points = (answers > 0) & (answers <= scale)
    answered = np.count_nonzero(points, axis=0).astype(np.int64)
    modal = _modal_counts(answers, scale)
    share = np.divide(modal, answered, out=np.full(answered.shape, np.nan), where=answered > 0)
    return StraightLining(
        answered=answered,
        modal_share=share,
        longest_string=_longest_strings(answers, points),
        deviation=_deviations(answers, points, answered),
        identical=(answered >= max(minimum, 1)) & (modal == answered),
        too_few=int(np.count_nonzero(answered < minimum)),
        minimum=minimum,
        method="modal share, longest string, within-form standard deviation",
        reference="Schonlau & Toepoel 2015; Johnson 2005; Dunn et al. 2018",
    )


def fast_and_identical(result: StraightLining, fast: Any) -> Booleans:
    """Forms that are all alike *and* fast (`speed(...).fast`): the only flag on single forms.

    Notes
    -----
    An unknown duration is not fast. Errors `dtype`, `shape`. Tests:
    tests/analysis/quality/test_straight_lining.py.
    """
    mask = as_mask("fast", fast, shape=result.identical.shape)
    return np.asarray(result.identical & mask)


def _modal_counts(answers: Bytes, scale: int) -> Integers:
    modal = np.zeros(answers.shape[1], dtype=np.int64)
    for point in range(1, scale + 1):
        np.maximum(modal, np.count_nonzero(answers == point, axis=0), out=modal)
    return modal


def _longest_strings(answers: Bytes, points: Booleans) -> Integers:
    n = answers.shape[1]
    last, run, longest = (np.zeros(n, dtype=np.int64) for _ in range(3))
    for answer, given in zip(answers, points, strict=True):
        run = np.where(given, np.where(answer == last, run + 1, 1), run)
        last = np.where(given, answer, last)
        np.maximum(longest, run, out=longest)
    return longest


def _deviations(answers: Bytes, points: Booleans, answered: Integers) -> Floats:
    """sqrt((m sum x^2 - (sum x)^2) / (m (m - 1))), exact integers below the root."""
    values = np.where(points, answers, 0).astype(np.int64)
    spread = answered * (values * values).sum(axis=0) - values.sum(axis=0) ** 2
    divisor = answered * (answered - 1)
    blank = np.full(answered.shape, np.nan)
    np.divide(spread, divisor, out=blank, where=divisor > 0)
    return np.asarray(np.sqrt(blank))
