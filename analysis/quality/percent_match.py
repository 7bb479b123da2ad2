"""All pairs of forms that match to a given share, without comparing every pair if avoidable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Places
from analysis.errors import AnalysisError
from analysis.quality.answers import as_answers
from analysis.quality.groups import label_codes
from analysis.quality.near_duplicates import REFERENCE, forms_by_unit
from analysis.quality.pairs import MatchRule, UnitPairs, unit_pairs
from analysis.quality.patterns import distinct_patterns


@dataclass(frozen=True, slots=True, eq=False)
class MatchingPairs:
    """Pairs of *patterns* (distinct forms of a unit); each stands for all forms that share it.

    Parameters
    ----------
    pattern_of : intp, shape (n,)
        Pattern of each form; -1 where its unit is unknown.
    first_form : intp, size : int64, shape (patterns,)
        First form of each pattern; number of its forms.
    repeated : bool, shape (patterns,)
        Patterns with several forms, which match each other (enough items answered).
    first, second : intp, shape (pairs,)
        Different patterns of a unit that match to the threshold; first < second, sorted.
    match : float64, shape (pairs,)
    compared, possible : int
        Pattern pairs that were compared, and that exist within units.
    unknown : int
        Forms of unknown unit.
    method, reference : str
    """

    pattern_of: Places
    first_form: Places
    size: Integers
    repeated: Booleans
    first: Places
    second: Places
    match: Floats
    compared: int
    possible: int
    unknown: int
    method: str
    reference: str

    @property
    def form_pairs(self) -> int:
        """Pairs of forms: products of sizes, and pairs within repeated patterns."""
        across = self.size[self.first] * self.size[self.second]
        within = (self.size * (self.size - 1) // 2)[self.repeated]
        return int(across.sum() + within.sum())

    @property
    def has_twin(self) -> Booleans:
        """Forms with at least one partner; bool, shape (n,)."""
        twin = self.repeated.copy()
        twin[self.first] = True
        twin[self.second] = True
        return np.append(twin, False)[self.pattern_of]


def pairs_above(
    columns: Any,
    unit: Any,
    *,
    threshold: float = 0.85,
    blank_equals_blank: bool = False,
    minimum_common: int = 10,
    scale: int = 5,
) -> MatchingPairs:
    """All pairs of a unit with (items answered alike) / (items both answered) >= `threshold`.

    Forms with d = floor((1 - threshold) m) differences or fewer among m items agree completely
    on at least one of d + 1 blocks of items, so complete forms are compared only with those that
    share a block; where blocks are too common for that to spare work, and for forms with blanks,
    the matrix product of `maximum_match` is used. Both give the same pairs.

    Parameters
    ----------
    threshold : float
        In (0, 1].
    columns, unit, blank_equals_blank, minimum_common, scale
        As in `maximum_match`.

    Raises
    ------
    AnalysisError
        `scale`, `dtype`, `shape`, `answer_code`, `minimum_common`, `threshold`.

    Notes
    -----
    Kuriakose & Robbins (2016); blocks: pigeonhole principle. A pair is something to look at, not
    a proof. Tests: tests/analysis/quality/test_percent_match.py, against brute force in R.
    """
    answers = as_answers(columns, scale=scale)
    _, units = label_codes("unit", unit)
    if units.size != answers.shape[1]:
        raise AnalysisError("shape", f"{units.size} units for {answers.shape[1]} forms")
    if not 0 < threshold <= 1:
        raise AnalysisError("threshold", f"{threshold} is not in (0, 1]")
    if minimum_common < 1:
        raise AnalysisError("minimum_common", f"{minimum_common} common items", cure="ask for 1+")
    rule = MatchRule(threshold, minimum_common, blank_equals_blank)
    rows = np.ascontiguousarray(answers.T) if answers.size else np.zeros((units.size, 1), np.uint8)
    pattern_of = np.full(units.size, -1, dtype=np.intp)
    parts: list[tuple[Places, Integers, Booleans, UnitPairs]] = []
    patterns_before = 0
    for forms in forms_by_unit(units):
        patterns = distinct_patterns(rows[forms])
        pattern_of[forms] = patterns.of + patterns_before
        pairs = unit_pairs(patterns.rows, rule, shift=patterns_before)
        repeated = (patterns.size > 1) & rule.enough(patterns.rows)
        parts.append((forms[patterns.first], patterns.size, repeated, pairs))
        patterns_before += patterns.size.size
    return _joined(parts, pattern_of, unknown=int(np.count_nonzero(units < 0)))


def _joined(
    parts: list[tuple[Places, Integers, Booleans, UnitPairs]], pattern_of: Places, *, unknown: int
) -> MatchingPairs:
    found = [part[3] for part in parts]
    places, floats = np.empty(0, dtype=np.intp), np.empty(0)
    return MatchingPairs(
        pattern_of=pattern_of,
        first_form=np.concatenate([places, *(part[0] for part in parts)]),
        size=np.concatenate([np.empty(0, dtype=np.int64), *(part[1] for part in parts)]),
        repeated=np.concatenate([np.empty(0, dtype=np.bool_), *(part[2] for part in parts)]),
        first=np.concatenate([places, *(pairs.first for pairs in found)]),
        second=np.concatenate([places, *(pairs.second for pairs in found)]),
        match=np.concatenate([floats, *(pairs.match for pairs in found)]),
        compared=sum(pairs.compared for pairs in found),
        possible=sum(pairs.possible for pairs in found),
        unknown=unknown,
        method="pairs at or above the threshold; shared blocks, else matrix products",
        reference=REFERENCE,
    )
