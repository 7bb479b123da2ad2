"""Matching pairs among the distinct patterns of one unit: by shared blocks or matrix products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Bytes, Floats, Numbers, Places
from analysis.quality.patterns import Matcher

#: Checking one candidate pair takes about as long as this many cells of the matrix product.
CANDIDATE_COST = 16
#: Candidate pairs checked at a time.
CHUNK = 200_000


@dataclass(frozen=True, slots=True)
class MatchRule:
    """When two patterns match: enough common items, and a share of them alike."""

    threshold: float
    minimum: int
    blank_equals_blank: bool

    def ratio(self, matches: Numbers, common: Numbers) -> Floats:
        """matches / common in float64 (exact against a decimal threshold); 0 below `minimum`."""
        below = np.asarray(common, dtype=np.float64)
        ratio = np.asarray(matches, dtype=np.float64) / np.maximum(below, 1)
        return np.where(below >= self.minimum, ratio, 0.0)

    def enough(self, rows: Bytes) -> Booleans:
        """Patterns with enough items to match anything."""
        given = np.count_nonzero(rows, axis=1)
        items = rows.shape[1] if self.blank_equals_blank else given
        return np.asarray(np.broadcast_to(items, given.shape) >= self.minimum)

    def differences(self, items: int) -> int:
        """The largest number of differences among `items` that the threshold allows."""
        allowed = (items - np.arange(items + 1)) / items >= self.threshold
        return int(np.count_nonzero(allowed)) - 1


@dataclass(frozen=True, slots=True, eq=False)
class UnitPairs:
    """Pairs (first < second, sorted) with their match; pattern pairs compared and possible."""

    first: Places
    second: Places
    match: Floats
    compared: int
    possible: int


def unit_pairs(rows: Bytes, rule: MatchRule, *, shift: int = 0) -> UnitPairs:
    """All matching pairs of distinct patterns (uint8, shape (patterns, items)).

    Tests: tests/analysis/quality/test_percent_match.py.
    """
    usable = np.flatnonzero(rule.enough(rows))
    complete = usable if rule.blank_equals_blank else usable[rows[usable].all(axis=1)]
    holed = np.setdiff1d(usable, complete, assume_unique=True)
    parts = [_dense(rows, holed, usable, rule)]
    candidates = _candidates(rows[complete], rule)
    if candidates is None:
        parts.append(_dense(rows, complete, complete, rule))
    else:
        parts.append(_checked(rows, complete[candidates[0]], complete[candidates[1]], rule))
    first, second, match = (
        np.concatenate(column) for column in zip(*(p[:3] for p in parts), strict=True)
    )
    order = np.lexsort((second, first))
    return UnitPairs(
        first=first[order] + shift,
        second=second[order] + shift,
        match=match[order],
        compared=sum(part[3] for part in parts),
        possible=rows.shape[0] * (rows.shape[0] - 1) // 2,
    )


_Part = tuple[Places, Places, Floats, int]


def _dense(rows: Bytes, wanted: Places, others: Places, rule: MatchRule) -> _Part:
    """Wanted patterns against the others by matrix products, each pair once."""
    matcher = Matcher(rows[others], blank_equals_blank=rule.blank_equals_blank)
    at = np.searchsorted(others, wanted)
    is_wanted = np.zeros(others.size, dtype=np.bool_)
    is_wanted[at] = True
    found: list[tuple[Places, Places, Floats]] = []
    for block in matcher.blocks(at):
        ratio = rule.ratio(*matcher.compare(block))
        once = ~is_wanted[None, :] | (block[:, None] < np.arange(others.size))
        one, two = np.nonzero((ratio >= rule.threshold) & once)
        found.append((block[one], two, ratio[one, two]))
    one, two = (
        np.concatenate([np.empty(0, dtype=np.intp), *(part[k] for part in found)]) for k in (0, 1)
    )
    match = np.concatenate([np.empty(0), *(part[2] for part in found)])
    compared = wanted.size * (wanted.size - 1) // 2 + wanted.size * (others.size - wanted.size)
    return others[np.minimum(one, two)], others[np.maximum(one, two)], match, compared


def _candidates(rows: Bytes, rule: MatchRule) -> tuple[Places, Places] | None:
    """Pairs that agree on a block; None where blocks spare no work."""
    u, items = rows.shape
    differences = rule.differences(items)
    if u < 2 or differences + 1 > items:
        return None
    buckets = [_bucket(rows[:, block]) for block in _item_blocks(rows, differences + 1)]
    shared = sum(int((size * (size - 1) // 2).sum()) for size in map(np.bincount, buckets))
    if shared * CANDIDATE_COST > u * (u - 1) // 2:
        return None
    keys = [_pairs_within(bucket) for bucket in buckets]
    both = np.unique(np.concatenate([first * u + second for first, second in keys]))
    return both // u, both % u


def _item_blocks(rows: Bytes, count: int) -> list[Places]:
    """Deal the items, most varied first, into blocks that split the patterns alike."""
    variety = [np.sum((np.bincount(column) / column.size) ** 2) for column in rows.T]
    order = np.argsort(variety, kind="stable").astype(np.intp)
    return [order[start::count] for start in range(count)]


def _bucket(part: Bytes) -> Places:
    packed = np.ascontiguousarray(part).view(np.dtype((np.void, part.shape[1]))).reshape(-1)
    return np.unique(packed, return_inverse=True)[1].reshape(-1).astype(np.intp)


def _pairs_within(bucket: Places) -> tuple[Places, Places]:
    """All pairs of places that share a bucket, the smaller place first."""
    order = np.argsort(bucket, kind="stable")
    size = np.bincount(bucket)
    ends = np.cumsum(size)[bucket[order]]
    later = ends - np.arange(order.size) - 1
    first = np.repeat(np.arange(order.size), later)
    step = np.arange(first.size) - np.repeat(np.cumsum(later) - later, later)
    return order[first], order[first + step + 1]


def _checked(rows: Bytes, first: Places, second: Places, rule: MatchRule) -> _Part:
    """Candidates (complete, or blank = blank) compared item by item."""
    match = np.empty(first.size)
    for start in range(0, first.size, CHUNK):
        part = slice(start, start + CHUNK)
        alike = np.count_nonzero(rows[first[part]] == rows[second[part]], axis=1)
        match[part] = rule.ratio(alike, rows.shape[1])
    kept = match >= rule.threshold
    return first[kept], second[kept], match[kept], int(first.size)
