"""Maximum percent match: how much each form looks like another form of its unit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from analysis.arrays import Bytes, Floats, Integers, Places
from analysis.errors import AnalysisError
from analysis.quality.answers import as_answers
from analysis.quality.groups import label_codes
from analysis.quality.patterns import Matcher, Patterns, distinct_patterns

REFERENCE = "Kuriakose & Robbins 2016"


@dataclass(frozen=True, slots=True, eq=False)
class MaximumMatch:
    """The closest other form of the same unit; arrays of shape (n,).

    Parameters
    ----------
    match : float64
        Share of the common items answered alike by the closest form, in [0, 1]; NaN where no
        other form of the unit has enough common items.
    partner : intp
        Place of a closest form; -1 where `match` is NaN.
    copies : int64
        Other forms of the unit with exactly the same codes, blanks included.
    unknown, without_partner : int
        Forms without a unit; forms of known units without a match.
    minimum_common : int
    method, reference : str
    """

    match: Floats
    partner: Places
    copies: Integers
    unknown: int
    without_partner: int
    minimum_common: int
    method: str
    reference: str


def maximum_match(
    columns: Any,
    unit: Any,
    *,
    blank_equals_blank: bool = False,
    minimum_common: int = 10,
    scale: int = 5,
) -> MaximumMatch:
    """max over j of (items answered alike by i and j) / (items that both answered).

    Identical forms are collapsed first: they match fully and are not compared. The others are
    compared with the distinct patterns of their unit by matrix products, in blocks of bounded
    memory; the result is exact.

    Parameters
    ----------
    columns : integers, shape (items, n)
        Packed answers; "no opinion" is an answer.
    unit : labels, shape (n,)
        Forms are compared within it, as in `as_groups`; forms of unknown unit are not compared.
    blank_equals_blank : bool
        True: all items are compared and two blanks are alike, as Stata's `percentmatch` does
        (`minimum_common` then asks for that many items on the form).
    minimum_common : int
        Items that both must have answered, at least 1.
    scale : int
        Points of the scale; `scale` + 1 is "no opinion".

    Raises
    ------
    AnalysisError
        `scale`, `dtype`, `shape`, `answer_code`, `minimum_common`.

    Notes
    -----
    Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32, 283-291; Simmons et al.
    (2016), Pew Research Center, on why 85 % proves nothing. Compare interviewers with
    `compare_values`. Tests: tests/analysis/quality/test_near_duplicates.py, against brute force
    in R.
    """
    answers, units = _checked(columns, unit, minimum_common=minimum_common, scale=scale)
    n = answers.shape[1]
    match, partner = np.full(n, np.nan), np.full(n, -1, dtype=np.intp)
    copies = np.zeros(n, dtype=np.int64)
    for forms in forms_by_unit(units):
        patterns = distinct_patterns(answers[:, forms].T)
        copies[forms] = patterns.size[patterns.of] - 1
        best, closest = _closest(patterns, blank_equals_blank, minimum_common)
        match[forms] = best[patterns.of]
        partner[forms] = _partners(patterns, closest, forms)
    return MaximumMatch(
        match=match,
        partner=partner,
        copies=copies,
        unknown=int(np.count_nonzero(units < 0)),
        without_partner=int(np.count_nonzero((units >= 0) & np.isnan(match))),
        minimum_common=minimum_common,
        method="matches / all items, blank = blank" if blank_equals_blank else "matches / common",
        reference=REFERENCE,
    )


def forms_by_unit(units: Places) -> list[Places]:
    """The places of the forms of each known unit, in order."""
    order = np.argsort(units, kind="stable")
    cuts = np.searchsorted(units[order], np.arange(units.max(initial=-1) + 2))
    return [order[start:stop] for start, stop in pairwise(cuts)]


def _checked(columns: Any, unit: Any, *, minimum_common: int, scale: int) -> tuple[Bytes, Places]:
    answers = as_answers(columns, scale=scale)
    _, units = label_codes("unit", unit)
    if units.size != answers.shape[1]:
        raise AnalysisError("shape", f"{units.size} units for {answers.shape[1]} forms")
    if minimum_common < 1:
        raise AnalysisError("minimum_common", f"{minimum_common} common items", cure="ask for 1+")
    return (answers if answers.shape[0] else np.zeros((1, units.size), np.uint8)), units


def _closest(patterns: Patterns, blank_equals_blank: bool, minimum: int) -> tuple[Floats, Places]:
    """Per pattern the best match and the pattern it is with (itself where there are copies)."""
    rows = patterns.rows
    given = np.full(rows.shape[0], rows.shape[1]) if blank_equals_blank else (rows > 0).sum(axis=1)
    best = np.full(rows.shape[0], np.nan)
    closest = np.full(rows.shape[0], -1, dtype=np.intp)
    copied = (patterns.size > 1) & (given >= minimum)
    best[copied], closest[copied] = 1.0, np.flatnonzero(copied)
    single = np.flatnonzero(~copied & (given >= minimum))
    if rows.shape[0] > 1 and single.size:
        _compare_singles(
            Matcher(rows, blank_equals_blank=blank_equals_blank), single, minimum, best, closest
        )
    return best, closest


def _compare_singles(
    matcher: Matcher, single: Places, minimum: int, best: Floats, closest: Places
) -> None:
    """Fill `best` and `closest`.

    Ratios of whole numbers below 2,000 differ by more than float32 rounds, so the largest float32
    ratio is the largest ratio; it is divided again in float64.
    """
    for block in matcher.blocks(single):
        matches, common = matcher.compare(block)
        ratio = matches / np.maximum(common, 1)
        ratio[np.broadcast_to(common < minimum, ratio.shape)] = -1
        ratio[np.arange(block.size), block] = -1
        column = ratio.argmax(axis=1)
        rows = np.arange(block.size)
        found = ratio[rows, column] >= 0
        top = matches[rows, column].astype(np.float64)
        below = np.broadcast_to(common, matches.shape)[rows, column].astype(np.float64)
        best[block[found]] = top[found] / below[found]
        closest[block[found]] = column[found]


def _partners(patterns: Patterns, closest: Places, forms: Places) -> Places:
    """First form of the closest pattern; a copy's partner is the first or second of its own."""
    target = closest[patterns.of]
    own = target == patterns.of
    place = patterns.first[target]
    itself = own & (place == np.arange(forms.size))
    place = np.where(itself, patterns.second[target], place)
    return np.where(target >= 0, forms[place], -1)
