"""The satisfaction index of each unit, weighted or not (M1-M6, M13)."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from analysis.combining import combine, pool
from analysis.cube import CountCube, collapse_cube
from analysis.errors import AnalysisError
from analysis.method import CombineForms, IndexMethod, Populations
from analysis.rollup import Percent, Rolled, RollUp, check_weights, made_decimal, roll_up
from analysis.shares import CellWeights, ScoredItem, Share, Shares, criterion_shares
from analysis.tree import IndexTree

#: Significant digits kept of a weighted figure.
DIGITS = 12


class Unknown(enum.StrEnum):
    """Why an index is chưa xác định (M6)."""

    NO_RESPONSES = "no_responses"
    NO_VALID_ANSWERS = "no_valid_answers"
    NO_WEIGHT = "no_weight"
    POPULATION_MISSING = "population_missing"


@dataclass(frozen=True, slots=True)
class NodeIndex:
    """A criterion, factor or content in one unit. `percent` in 0..100; `share.valid` is its n."""

    code: str
    percent: Percent
    share: Share


@dataclass(frozen=True, slots=True)
class FormIndex:
    """One form of a unit: its valid responses, its own index and its population (M5)."""

    form: str
    n: int
    percent: Percent
    population: int | None


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """The index of a unit and what it rests on.

    `n` counts valid responses. `unknown` says why `percent` is None. `criteria_left_out` have no
    valid answer here and took no part in any mean (M6); `forms_left_out` have no index of their
    own and took no part in the combination (M5, ``per_form`` only).
    """

    unit: str
    n: int
    percent: Percent
    unknown: Unknown | None
    share: Share
    criteria: tuple[NodeIndex, ...]
    factors: tuple[NodeIndex, ...]
    contents: tuple[NodeIndex, ...]
    forms: tuple[FormIndex, ...]
    criteria_left_out: tuple[str, ...]
    forms_left_out: tuple[str, ...]
    method: str


def unit_indexes(
    cube: CountCube,
    tree: IndexTree,
    items: Sequence[ScoredItem],
    *,
    units: Sequence[str],
    method: IndexMethod | None = None,
    populations: Populations = MappingProxyType({}),
    weights: CellWeights | None = None,
) -> tuple[UnitIndex, ...]:
    """Compute the index of every unit.

    ``pool``: answers of all forms are added per criterion, then rolled up. ``per_form``: every
    form is rolled up by itself and the index is sum(N_f index_f) / sum(N_f) over the forms f with
    an index, N_f being the unit's population in f; one form alone needs no population.

    Parameters
    ----------
    cube : CountCube
        Counted valid responses, with the dimensions "unit" and "form"; a unit or form that is not
        in it has none.
    tree : IndexTree
        Content -> factor -> criterion.
    items : sequence of ScoredItem
        Which item of which form feeds which criterion.
    units : sequence of str
        The units wanted, in list order.
    method : IndexMethod, optional
        Settings; by default equal weight per criterion and pooled forms.
    populations : mapping of unit to mapping of form to int
        Needed for ``per_form``; a missing one leaves the unit unknown, never 0.
    weights : mapping of Cell to Fraction, optional
        The weight of the responses of each cell (M13). Weighted figures are made decimal at 12
        significant digits, so that they neither tie nor differ by the way they were added up.

    Returns
    -------
    tuple of UnitIndex
        One for each wanted unit, in the given order.

    Raises
    ------
    AnalysisError
        `unit_not_listed` (the cube counts a unit that is not wanted), `population`, `weights`,
        and those of `criterion_shares`.

    Notes
    -----
    Tests: tests/analysis/test_index.py, with figures worked out by hand.
    """
    method = method or IndexMethod()
    _check(cube, tree, units, method, populations)
    shares = criterion_shares(cube, tree, items, weights=weights)
    n = _responses(cube)
    forms = tuple(dict.fromkeys([*(item.form for item in items), *(form for _, form in n)]))
    weighted = weights is not None
    return tuple(
        _unit_index(
            _Unit(unit, tree.criteria, forms, shares, n, populations.get(unit, {}), weighted),
            tree,
            method,
        )
        for unit in units
    )


def _check(
    cube: CountCube,
    tree: IndexTree,
    units: Sequence[str],
    method: IndexMethod,
    populations: Populations,
) -> None:
    if method.roll_up is RollUp.WEIGHTS:
        check_weights(tree, method.weights)
    if any(count < 0 for forms in populations.values() for count in forms.values()):
        raise AnalysisError("population", "a population is negative")
    wanted = set(units)
    for unit, n in zip(cube.labels("unit"), cube.responses.tolist(), strict=True):
        if unit not in wanted and n:
            raise AnalysisError("unit_not_listed", f"{unit} has responses but is not wanted")


def _responses(cube: CountCube) -> dict[tuple[str, str], int]:
    by_form = collapse_cube(cube, "unit", "form")
    pairs = zip(by_form.cells, by_form.responses.tolist(), strict=True)
    return {(cell[0], cell[1]): n for cell, n in pairs}


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is counted about one unit."""

    code: str
    codes: tuple[str, ...]
    forms: tuple[str, ...]
    shares: Shares
    responses: Mapping[tuple[str, str], int]
    populations: Mapping[str, int]
    weighted: bool

    def criteria(self, form: str) -> dict[str, Share]:
        """Shares of one form by criterion; criteria that it does not ask are absent."""
        found = {code: self.shares.get((self.code, form, code)) for code in self.codes}
        return {code: share for code, share in found.items() if share is not None}

    def n(self, form: str) -> int:
        return self.responses.get((self.code, form), 0)


def _unit_index(unit: _Unit, tree: IndexTree, method: IndexMethod) -> UnitIndex:
    by_form = {form: unit.criteria(form) for form in unit.forms}
    pooled = pool(unit.codes, by_form.values())
    rolled_forms = {form: _roll(shares, tree, method) for form, shares in by_form.items()}
    forms = tuple(
        FormIndex(form, unit.n(form), rolled.overall, unit.populations.get(form))
        for form, rolled in rolled_forms.items()
    )
    if method.combine_forms is CombineForms.POOL:
        rolled = _roll(pooled, tree, method)
    else:
        rolled = combine(rolled_forms, unit.populations)
    if unit.weighted:
        rolled = made_decimal(rolled, digits=DIGITS)
    n = sum(unit.n(form) for form in unit.forms)
    per_form = method.combine_forms is CombineForms.PER_FORM
    return UnitIndex(
        unit=unit.code,
        n=n,
        percent=rolled.overall,
        unknown=_reason(n, rolled, forms, pooled),
        share=_sum(pooled, tree.criteria),
        criteria=_nodes({code: (code,) for code in tree.criteria}, rolled.criteria, pooled),
        factors=_nodes({f.code: f.criteria for f in tree.factors}, rolled.factors, pooled),
        contents=_nodes({c.code: c.criteria for c in tree.contents}, rolled.contents, pooled),
        forms=forms,
        criteria_left_out=tuple(code for code in tree.criteria if not pooled[code].valid),
        forms_left_out=tuple(f.form for f in forms if per_form and f.percent is None),
        method=f"{'weighted' if unit.weighted else 'unweighted'}, {method}",
    )


def _roll(shares: Mapping[str, Share], tree: IndexTree, method: IndexMethod) -> Rolled:
    return roll_up(tree, shares, how=method.roll_up, weights=method.weights)


def _reason(
    n: int, rolled: Rolled, forms: Sequence[FormIndex], pooled: Mapping[str, Share]
) -> Unknown | None:
    if rolled.overall is not None:
        return None
    if not n:
        return Unknown.NO_RESPONSES
    if not any(share.valid for share in pooled.values()):
        return Unknown.NO_VALID_ANSWERS
    known = [form for form in forms if form.percent is not None]
    return Unknown.POPULATION_MISSING if known else Unknown.NO_WEIGHT


def _sum(shares: Mapping[str, Share], codes: Sequence[str]) -> Share:
    return sum((shares[code] for code in codes), Share())


def _nodes(
    criteria: Mapping[str, Sequence[str]],
    percents: Mapping[str, Percent],
    shares: Mapping[str, Share],
) -> tuple[NodeIndex, ...]:
    return tuple(
        NodeIndex(code, percents[code], _sum(shares, below)) for code, below in criteria.items()
    )
