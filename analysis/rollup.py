"""From criteria to factors, contents and the overall index (M3, M4, M6)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from types import MappingProxyType

from analysis.errors import AnalysisError
from analysis.rounding import round_significant
from analysis.shares import Share
from analysis.tree import IndexTree

#: A figure in 0..100, or None for chưa xác định.
Percent = Fraction | None


class RollUp(enum.StrEnum):
    """How figures of criteria become figures above them (M4)."""

    CRITERIA = "criteria"
    FACTORS = "factors"
    CONTENTS = "contents"
    POOLED = "pooled"
    WEIGHTS = "weights"


@dataclass(frozen=True, slots=True)
class Rolled:
    """Percent of every node of the tree, and of all of it."""

    criteria: Mapping[str, Percent]
    factors: Mapping[str, Percent]
    contents: Mapping[str, Percent]
    overall: Percent


def mean(values: Iterable[Percent]) -> Percent:
    """Arithmetic mean of the known values; None when there is none (M6)."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    # One common denominator and one reduction, instead of a reduction per addition.
    common = lcm(*(value.denominator for value in known))
    total = sum(value.numerator * (common // value.denominator) for value in known)
    return Fraction(total, common * len(known))


def weighted_mean(pairs: Iterable[tuple[Percent, Fraction]]) -> Percent:
    """sum(w x) / sum(w) over the known values; None when their weights add up to 0 (M4, M6)."""
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum((weight for _, weight in known), Fraction(0))
    if total == 0:
        return None
    return sum((value * weight for value, weight in known), Fraction(0)) / total


def roll_up(
    tree: IndexTree,
    shares: Mapping[str, Share],
    *,
    how: RollUp = RollUp.CRITERIA,
    weights: Mapping[str, Fraction] = MappingProxyType({}),
) -> Rolled:
    """Compute every level of one unit from the shares of its criteria.

    With c the percent of a known criterion (one with valid answers):

    - ``criteria``: factor, content and overall are mean(c) over their criteria.
    - ``factors``: factor = mean(c); content and overall = mean of their factors.
    - ``contents``: factor and content = mean(c); overall = mean of the contents.
    - ``pooled``: sum(satisfied) / sum(valid) x 100 on every level.
    - ``weights``: sum(w c) / sum(w) on every level, over the known criteria.

    Parameters
    ----------
    tree : IndexTree
        The programme's tree.
    shares : mapping of criterion code to Share
        A missing criterion has no answers and is unknown.
    how : RollUp
        The rule (M4); `criteria` reproduces the ministry's figures of 2023 and 2024.
    weights : mapping of criterion code to Fraction
        For ``weights`` only: one for each criterion, 0 or more, not all 0.

    Raises
    ------
    AnalysisError
        `weights`: they do not fit the tree.

    Notes
    -----
    Tests: tests/analysis/test_rollup.py, with figures worked out by hand.
    """
    if how is RollUp.WEIGHTS:
        check_weights(tree, weights)
    criteria = {code: shares.get(code, Share()).percent for code in tree.criteria}

    def level(codes: Sequence[str]) -> Percent:
        if how is RollUp.POOLED:
            return sum((shares.get(code, Share()) for code in codes), Share()).percent
        if how is RollUp.WEIGHTS:
            return weighted_mean((criteria[code], weights[code]) for code in codes)
        return mean(criteria[code] for code in codes)

    factors = {factor.code: level(factor.criteria) for factor in tree.factors}
    contents: dict[str, Percent] = {}
    for content in tree.contents:
        by_factors = how is RollUp.FACTORS
        parts = (factors[factor.code] for factor in content.factors)
        contents[content.code] = mean(parts) if by_factors else level(content.criteria)
    overall = level(tree.criteria)
    if how is RollUp.FACTORS:
        overall = mean(factors.values())
    elif how is RollUp.CONTENTS:
        overall = mean(contents.values())
    return Rolled(criteria, factors, contents, overall)


def check_weights(tree: IndexTree, weights: Mapping[str, Fraction]) -> None:
    """Own weights name every criterion once, none is negative and some are above 0."""
    if set(weights) != set(tree.criteria):
        raise AnalysisError("weights", "weights and criteria of the tree differ")
    if any(weight < 0 for weight in weights.values()) or not any(weights.values()):
        raise AnalysisError("weights", "weights are 0 or more, and not all 0")


def made_decimal(rolled: Rolled, *, digits: int) -> Rolled:
    """Every figure at so many significant digits (M13)."""

    def made(percent: Percent) -> Percent:
        return None if percent is None else Fraction(round_significant(percent, digits))

    def level(percents: Mapping[str, Percent]) -> dict[str, Percent]:
        return {code: made(percent) for code, percent in percents.items()}

    levels = (level(rolled.criteria), level(rolled.factors), level(rolled.contents))
    return Rolled(*levels, made(rolled.overall))
