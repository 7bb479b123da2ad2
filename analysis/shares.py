"""Shares of satisfied answers per unit, form and criterion, exact (M1, M2, M13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.arrays import Integers
from analysis.cube import BLANK, FIVE_POINT, Cell, CountCube, Scale
from analysis.errors import AnalysisError
from analysis.tree import IndexTree

#: The weight of every response of a cell, above 0.
CellWeights = Mapping[Cell, Fraction]


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item of a form that feeds a criterion.

    Parameters
    ----------
    form, item, criterion : str
        Where the item is asked, its label in the cube, the criterion that it feeds.
    scale : Scale
        The valid and the satisfied codes ({4, 5} of five by default, M1).
    no_opinion : frozenset of int
        Codes that leave the denominator like a blank and are reported apart (M2).

    Raises
    ------
    AnalysisError
        `answer_sets`: a code of "no opinion" is valid too, or is the blank.
    """

    form: str
    item: str
    criterion: str
    scale: Scale = FIVE_POINT
    no_opinion: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.scale.valid & self.no_opinion or BLANK in self.no_opinion:
            raise AnalysisError("answer_sets", f"{self.form}/{self.item}: the code sets clash")


@dataclass(frozen=True, slots=True)
class Share:
    """Answers to a criterion, a factor, a content or all of them, in one unit.

    `valid` is the denominator; `blank` and `no_opinion` left it (M2). `weighted` holds the sums of
    the weights of the satisfied and of the valid answers; None where nothing is weighted (M13).
    """

    satisfied: int = 0
    valid: int = 0
    blank: int = 0
    no_opinion: int = 0
    weighted: tuple[Fraction, Fraction] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.satisfied <= self.valid or self.blank < 0 or self.no_opinion < 0:
            raise AnalysisError("negative_count", f"impossible share {self}")

    @property
    def percent(self) -> Fraction | None:
        """satisfied / valid x 100, in 0..100; None where nothing is valid (M1, M6)."""
        satisfied, valid = self.weighted or (Fraction(self.satisfied), Fraction(self.valid))
        return 100 * satisfied / valid if valid else None

    def __add__(self, other: Share) -> Share:
        return Share(
            self.satisfied + other.satisfied,
            self.valid + other.valid,
            self.blank + other.blank,
            self.no_opinion + other.no_opinion,
            _sum(self.weighted, other.weighted),
        )


def _sum(
    ours: tuple[Fraction, Fraction] | None, theirs: tuple[Fraction, Fraction] | None
) -> tuple[Fraction, Fraction] | None:
    """Weighted sums; a share that was never counted, as that of an empty sum, adds nothing."""
    if ours is None or theirs is None:
        return ours or theirs
    return ours[0] + theirs[0], ours[1] + theirs[1]


#: (unit, form, criterion) -> share. A form that does not ask a criterion has no entry.
Shares = Mapping[tuple[str, str, str], Share]


def criterion_shares(
    cube: CountCube,
    tree: IndexTree,
    items: Sequence[ScoredItem],
    *,
    weights: CellWeights | None = None,
) -> Shares:
    """Count satisfied, valid, blank and "no opinion" answers per unit, form and criterion.

    Parameters
    ----------
    cube : CountCube
        Counted answers, with the dimensions "unit" and "form" among others.
    tree : IndexTree
        Whose criteria the items name.
    items : sequence of ScoredItem
        Several items of a form may feed one criterion; their answers add up. An item that is not
        in the cube has no answers yet.
    weights : mapping of Cell to Fraction, optional
        The weight of the responses of each cell that has any; without it each counts 1.

    Raises
    ------
    AnalysisError
        `unknown_criterion`, `item_twice`, `answer_code` (an answer outside every set),
        `scales_differ` (the cube was counted by another scale), `weight_missing`, `not_positive`,
        `unknown_dimension`.

    Notes
    -----
    Tests: tests/analysis/test_shares.py.
    """
    _check_items(tree, items)
    weight = _cell_weights(cube, weights)
    forms = cube.labels("form")
    owners = list(zip(cube.labels("unit"), forms, strict=True))
    labels = {label: place for place, label in enumerate(cube.items)}
    shares: dict[tuple[str, str, str], Share] = {}
    for item in items:
        if item.item not in labels:
            continue
        cells = [c for c, form in enumerate(forms) if form == item.form]
        table = _item_table(cube, cells, labels[item.item], item)
        for cell, row in zip(cells, table.tolist(), strict=True):
            key = (*owners[cell], item.criterion)
            shares[key] = shares.get(key, Share()) + _share(row, weight[cell])
    return shares


def _check_items(tree: IndexTree, items: Sequence[ScoredItem]) -> None:
    criteria = set(tree.criteria)
    seen: set[tuple[str, str]] = set()
    for item in items:
        if item.criterion not in criteria:
            raise AnalysisError("unknown_criterion", f"{item.item} names {item.criterion}")
        if (item.form, item.item) in seen:
            raise AnalysisError("item_twice", f"{item.form}/{item.item} is given twice")
        seen.add((item.form, item.item))


def _cell_weights(cube: CountCube, weights: CellWeights | None) -> list[Fraction | None]:
    if weights is None:
        return [None] * len(cube.cells)
    found: list[Fraction | None] = []
    for cell, n in zip(cube.cells, cube.responses.tolist(), strict=True):
        if n and cell not in weights:
            raise AnalysisError("weight_missing", f"the cell {cell} has responses and no weight")
        weight = weights.get(cell, Fraction(1))
        if weight <= 0:
            raise AnalysisError("not_positive", f"the weight of {cell} is {weight}")
        found.append(weight)
    return found


def _share(row: Sequence[int], weight: Fraction | None) -> Share:
    weighted = None if weight is None else (weight * row[0], weight * row[1])
    return Share(row[0], row[1], row[2], row[3], weighted)


def _item_table(cube: CountCube, cells: list[int], column: int, item: ScoredItem) -> Integers:
    """Columns satisfied, valid, blank, no opinion; int64, shape (cells, 4)."""
    if cube.scales[column] != item.scale:
        raise AnalysisError("scales_differ", f"{item.form}/{item.item}: not the scale of the cube")
    counts = cube.counts[cells, column]

    def count(codes: frozenset[int]) -> Integers:
        wanted = [code for code in sorted(codes) if code < counts.shape[1]]
        total: Integers = counts[:, wanted].sum(axis=1, dtype=np.int64)
        return total

    sets = (item.scale.satisfied, item.scale.valid, frozenset({BLANK}), item.no_opinion)
    columns = [count(codes) for codes in sets]
    if np.any(columns[1] + columns[2] + columns[3] != counts.sum(axis=1)):
        raise AnalysisError("answer_code", f"{item.form}/{item.item}: a code is in no set")
    return np.stack(columns, axis=1)
