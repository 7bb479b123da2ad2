"""The typed rows of a result in table order, for pages and exports.

Figures are exact (`Fraction`) or None for chưa xác định; whoever prints them rounds half-up to
`decimals` digits (`surveyapp.platform.formats.number`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class PrecisionRow:
    """How sure a figure is, in percent points. `rule` says how the interval was made, or why there
    is none: unknown, too_few, no_freedom, census."""

    effective_n: Fraction | None
    standard_error: Fraction | None
    low: Fraction | None
    high: Fraction | None
    rule: str


@dataclass(frozen=True, slots=True)
class PlacesRow:
    """The places that a unit could have in its group, and its band: above, not_distinguishable or
    below the mean of the group. None where it has no interval."""

    low: int | None
    high: int | None
    holm_low: int | None
    holm_high: int | None
    band: str | None


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Responses that weigh the same: each stands for `population` / `n` dossiers."""

    channels: tuple[str, ...]
    fields: tuple[str, ...]
    population: int
    n: int

    @property
    def weight(self) -> Fraction:
        """Dossiers that one response stands for."""
        return Fraction(self.population, self.n)


@dataclass(frozen=True, slots=True)
class WeightingRow:
    """How a unit is weighted, or why it is not: no_population, population_too_small,
    no_responses."""

    state: str
    population: int
    classes: tuple[ClassRow, ...]
    joined: tuple[tuple[str, str], ...]
    channels_without_responses: tuple[str, ...]

    @property
    def weighted(self) -> bool:
        """Whether the unit's figures speak of all its dossiers."""
        return bool(self.classes)


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A content, factor or criterion of one unit; `n` counts its valid answers."""

    code: str
    name: str
    #: The code of the factor of a criterion; empty for the other levels.
    factor: str
    index: Fraction | None
    precision: PrecisionRow | None
    n: int
    satisfied: int
    blank: int
    no_opinion: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """Valid forms of one kind, and the index that they alone would give."""

    form: str
    n: int
    index: Fraction | None
    population: int | None


@dataclass(frozen=True, slots=True)
class QuickRow:
    """Quick ratings of a unit on one form: `n` responses, and the share satisfied of the `valid`
    answers in percent. No part of the index (M18)."""

    form: str
    n: int
    satisfied: int
    valid: int
    share: Fraction | None
    precision: PrecisionRow | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The reform score (Chỉ số CCHC) of a unit. `parts` in the order of the programme."""

    parts: Mapping[str, Fraction | None]
    total: Fraction | None
    max_points: Fraction | None
    index: Fraction | None
    #: Code and name of the class; empty where there is none.
    grade: str
    grade_name: str
    missing: tuple[str, ...]
    rank: int | None
    tied: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit: its satisfaction index, points and place, and what they rest on."""

    group: str
    code: str
    name: str
    n: int
    forms: tuple[FormRow, ...]
    index: Fraction | None
    #: None without responses.
    precision: PrecisionRow | None
    places: PlacesRow
    weighting: WeightingRow
    #: Why the index is unknown: no_responses, no_valid_answers, no_weight, population_missing.
    unknown: str | None
    satisfied: int
    valid: int
    blank: int
    no_opinion: int
    points: Fraction | None
    max_points: Fraction | None
    rank: int | None
    #: Units level with this one, itself included; 0 without a place.
    tied: int
    contents: tuple[NodeRow, ...]
    factors: tuple[NodeRow, ...]
    criteria: tuple[NodeRow, ...]
    criteria_left_out: tuple[str, ...]
    quick: tuple[QuickRow, ...]
    score: ScoreRow


@dataclass(frozen=True, slots=True)
class MeanRow:
    """Mean over `n` units; `left_out` units are unknown."""

    value: Fraction | None
    n: int
    left_out: int


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A group's units twice: in the order of the satisfaction table and of the reform score."""

    code: str
    name: str
    by_index: tuple[UnitRow, ...]
    by_score: tuple[UnitRow, ...]
    index_mean: MeanRow
    score_mean: MeanRow

    @property
    def compared(self) -> int:
        """How many units have an interval, so that places and bands could be worked out (M17)."""
        return sum(unit.places.low is not None for unit in self.by_index)

    @property
    def grades(self) -> Mapping[str, int]:
        """How many units are in each class, by class code; `""` counts those without one."""
        return Counter(unit.score.grade for unit in self.by_index)


@dataclass(frozen=True, slots=True)
class ResultView:
    """A whole result. `channels`, `parts`, `classes`: names by code in the programme's order;
    `quick_forms`: numbers by code."""

    round_code: str
    round_name: str
    simulated: bool
    #: Whether any unit is.
    weighted: bool
    #: Confidence of intervals, sets and bands, in percent.
    level: Fraction
    notes: tuple[str, ...]
    method: Mapping[str, Any]
    decimals: int
    n: int
    channels: Mapping[str, str]
    quick_forms: Mapping[str, str]
    parts: Mapping[str, str]
    classes: Mapping[str, str]
    groups: tuple[GroupTable, ...]
    index_mean: MeanRow
    score_mean: MeanRow
    computed_at: datetime
    seal: str

    @property
    def scored(self) -> bool:
        """Whether the programme has parts beside the satisfaction index."""
        return len(self.parts) > 1

    @property
    def unweighted_units(self) -> tuple[UnitRow, ...]:
        """Units with responses that are not weighted, in table order."""
        units = (unit for group in self.groups for unit in group.by_index)
        return tuple(unit for unit in units if unit.n and not unit.weighting.weighted)

    @property
    def rated_units(self) -> tuple[UnitRow, ...]:
        """Units with quick ratings, in table order."""
        return tuple(unit for group in self.groups for unit in group.by_index if unit.quick)

    def group_of(self, unit: UnitRow) -> GroupTable:
        """The table that a unit stands in."""
        return next(group for group in self.groups if group.code == unit.group)

    def find_unit(self, code: str) -> UnitRow | None:
        """The row of one unit."""
        units = (unit for group in self.groups for unit in group.by_index)
        return next((unit for unit in units if unit.code == code), None)
