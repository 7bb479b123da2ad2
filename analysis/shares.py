"""Shares of satisfied answers per unit, stratum and criterion, as exact integers (M1, M2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.cube import BLANK, CountCube
from analysis.errors import AnalysisError
from analysis.tally import Counts
from analysis.tree import IndexTree


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item of a form that feeds a criterion.

    Parameters
    ----------
    stratum, item, criterion : str
        Where the item is asked, its label in the cube, the criterion that it feeds.
    valid : frozenset of int
        Answer codes of the denominator (all points of the scale, the middle one too).
    satisfied : frozenset of int
        Codes of the numerator; a subset of `valid` ({4, 5} of five by default, M1).
    no_opinion : frozenset of int
        Codes that leave the denominator like a blank and are reported apart (M2).

    Raises
    ------
    AnalysisError
        `answer_sets`: nothing valid, satisfied outside valid, or a code in two sets.
    """

    stratum: str
    item: str
    criterion: str
    valid: frozenset[int]
    satisfied: frozenset[int]
    no_opinion: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        out = self.valid & self.no_opinion
        blank = BLANK in self.valid | self.no_opinion
        if not self.valid or not self.satisfied <= self.valid or out or blank:
            raise AnalysisError("answer_sets", f"{self.stratum}/{self.item}: the code sets clash")


@dataclass(frozen=True, slots=True)
class Share:
    """Answers to a criterion, a factor, a content or all of them, in one unit.

    `valid` is the denominator; `blank` and `no_opinion` left it (M2).
    """

    satisfied: int = 0
    valid: int = 0
    blank: int = 0
    no_opinion: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.satisfied <= self.valid or self.blank < 0 or self.no_opinion < 0:
            raise AnalysisError("negative_count", f"impossible share {self}")

    @property
    def percent(self) -> Fraction | None:
        """satisfied / valid x 100, in 0..100; None where nothing is valid (M1, M6)."""
        return Fraction(100 * self.satisfied, self.valid) if self.valid else None

    def __add__(self, other: Share) -> Share:
        return Share(
            self.satisfied + other.satisfied,
            self.valid + other.valid,
            self.blank + other.blank,
            self.no_opinion + other.no_opinion,
        )


#: (unit, stratum, criterion) -> share. A stratum that does not ask a criterion has no entry.
Shares = Mapping[tuple[str, str, str], Share]


def criterion_shares(cube: CountCube, tree: IndexTree, items: Sequence[ScoredItem]) -> Shares:
    """Count satisfied, valid, blank and "no opinion" answers per unit, stratum and criterion.

    Parameters
    ----------
    cube : CountCube
        Counted answers.
    tree : IndexTree
        Whose criteria the items name.
    items : sequence of ScoredItem
        Several items of a stratum may feed one criterion; their answers add up. An item that is
        not in the cube has no answers yet.

    Raises
    ------
    AnalysisError
        `unknown_criterion`, `item_twice`, `answer_code` (an answer outside every set).

    Notes
    -----
    Tests: tests/analysis/test_shares.py.
    """
    _check_items(tree, items)
    strata = {label: place for place, label in enumerate(cube.strata)}
    labels = {label: place for place, label in enumerate(cube.items)}
    shares: dict[tuple[str, str, str], Share] = {}
    for item in items:
        if item.stratum not in strata or item.item not in labels:
            continue
        table = _item_table(cube.counts[:, strata[item.stratum], labels[item.item]], item)
        for unit, row in zip(cube.units, table.tolist(), strict=True):
            key = (unit, item.stratum, item.criterion)
            shares[key] = shares.get(key, Share()) + Share(*row)
    return shares


def _check_items(tree: IndexTree, items: Sequence[ScoredItem]) -> None:
    criteria = set(tree.criteria)
    seen: set[tuple[str, str]] = set()
    for item in items:
        if item.criterion not in criteria:
            raise AnalysisError("unknown_criterion", f"{item.item} names {item.criterion}")
        if (item.stratum, item.item) in seen:
            raise AnalysisError("item_twice", f"{item.stratum}/{item.item} is given twice")
        seen.add((item.stratum, item.item))


def _item_table(counts: Counts, item: ScoredItem) -> Counts:
    """Columns satisfied, valid, blank, no opinion; int64, shape (units, 4)."""

    def count(codes: frozenset[int]) -> Counts:
        wanted = [code for code in sorted(codes) if code < counts.shape[1]]
        total: Counts = counts[:, wanted].sum(axis=1, dtype=np.int64)
        return total

    blank = frozenset({BLANK})
    columns = [count(codes) for codes in (item.satisfied, item.valid, blank, item.no_opinion)]
    if np.any(columns[1] + columns[2] + columns[3] != counts.sum(axis=1)):
        raise AnalysisError("answer_code", f"{item.stratum}/{item.item}: a code is in no set")
    return np.stack(columns, axis=1)
