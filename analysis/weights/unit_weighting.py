"""The weighting classes of one unit, from its dossiers and responses by channel and field (M14)."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.weights.collapsing import CollapsedClasses, collapse_classes

#: channel -> field -> how many; the field "" where a channel is not divided.
Counts = Mapping[str, Mapping[str, int]]
#: Responses that a stratum needs, so that its variance can be told.
SMALLEST_STRATUM = 2
#: Responses that a class needs, so that one person's answer never stands for too many dossiers.
SMALLEST_CLASS = 5


class WeightingState(enum.StrEnum):
    """Whether a unit is weighted, or why not."""

    WEIGHTED = "weighted"
    NO_POPULATION = "no_population"  # no dossiers are known for the unit
    POPULATION_TOO_SMALL = "population_too_small"  # fewer dossiers than responses
    NO_RESPONSES = "no_responses"


@dataclass(frozen=True, slots=True)
class WeightingClass:
    """Responses that weigh the same: `population` / `n` each.

    `channels` make the stratum; `fields` divide it, and are none where it is not divided.
    """

    channels: tuple[str, ...]
    fields: tuple[str, ...]
    population: int
    n: int

    @property
    def weight(self) -> Fraction:
        """Dossiers that one response stands for."""
        return Fraction(self.population, self.n)

    @property
    def stratum(self) -> str:
        """The label of the stratum within its unit."""
        return " + ".join(self.channels)

    def holds(self, channel: str, field: str) -> bool:
        """Whether a response of this channel and field belongs here."""
        return channel in self.channels and (not self.fields or field in self.fields)


@dataclass(frozen=True, slots=True)
class UnitWeighting:
    """The classes of one unit.

    Parameters
    ----------
    state : WeightingState
    population : int
        Dossiers of the unit; 0 where none are known.
    classes : tuple of WeightingClass
        Empty unless weighted.
    joined : tuple of (str, str)
        Channels and fields that were joined, in the order in which it was done.
    channels_without_responses : tuple of str
        Channels with dossiers for which responses of another channel stand.
    """

    state: WeightingState
    population: int = 0
    classes: tuple[WeightingClass, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    channels_without_responses: tuple[str, ...] = ()


def weigh_unit(
    dossiers: Counts,
    responses: Counts,
    *,
    smallest_stratum: int = SMALLEST_STRATUM,
    smallest_class: int = SMALLEST_CLASS,
) -> UnitWeighting:
    """Form the classes of one unit; the rules are those of `unit_classes` (M14)."""
    return _weighting(_Unit(dossiers, responses), smallest_stratum, smallest_class)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Dossiers and responses of one unit by channel and field."""

    dossiers: Counts
    responses: Counts

    def of(self, channels: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
        """Dossiers and responses by field, channels added up."""
        return _added(self.dossiers, channels), _added(self.responses, channels)


def _added(counts: Counts, channels: Sequence[str]) -> dict[str, int]:
    summed: dict[str, int] = {}
    for channel in channels:
        for field, count in counts.get(channel, {}).items():
            summed[field] = summed.get(field, 0) + count
    return summed


def _weighting(unit: _Unit, smallest_stratum: int, smallest_class: int) -> UnitWeighting:
    channels = sorted(unit.dossiers.keys() | unit.responses.keys())
    dossiers, responses = unit.of(channels)
    population = sum(dossiers.values())
    if not responses:
        return UnitWeighting(WeightingState.NO_RESPONSES, population)
    if not unit.dossiers:
        return UnitWeighting(WeightingState.NO_POPULATION)
    strata = collapse_classes(
        channels,
        [_carried(*unit.of([channel])) for channel in channels],
        smallest=smallest_stratum,
    )
    joined = list(strata.joined)
    classes: list[WeightingClass] = []
    for members in _members(strata, channels):
        found, more = _stratum_classes(members, *unit.of(members), smallest_class)
        if sum(each.population for each in found) < sum(each.n for each in found):
            return UnitWeighting(WeightingState.POPULATION_TOO_SMALL, population)
        classes += found
        joined += more
    silent = [
        channel
        for channel in channels
        if channel not in unit.responses and any(unit.dossiers[channel].values())
    ]
    return UnitWeighting(
        WeightingState.WEIGHTED, population, tuple(classes), tuple(joined), tuple(silent)
    )


def _carried(dossiers: Mapping[str, int], responses: Mapping[str, int]) -> int:
    """Responses that have dossiers to stand for."""
    return sum(responses.values()) if sum(dossiers.values()) else 0


def _stratum_classes(
    channels: tuple[str, ...],
    dossiers: Mapping[str, int],
    responses: Mapping[str, int],
    smallest: int,
) -> tuple[list[WeightingClass], Sequence[tuple[str, str]]]:
    if "" in dossiers or not responses.keys() <= dossiers.keys():
        whole = (sum(dossiers.values()), sum(responses.values()))
        return [WeightingClass(channels, (), *whole)], ()
    fields = sorted(dossiers)
    counts = [responses.get(field, 0) if dossiers[field] else 0 for field in fields]
    joined = collapse_classes(fields, counts, smallest=smallest)
    classes = [
        WeightingClass(
            channels,
            members,
            sum(dossiers[field] for field in members),
            sum(responses.get(field, 0) for field in members),
        )
        for members in _members(joined, fields)
    ]
    return classes, joined.joined


def _members(collapsed: CollapsedClasses, labels: Sequence[str]) -> list[tuple[str, ...]]:
    places = collapsed.places.tolist()
    return [
        tuple(label for label, at in zip(labels, places, strict=True) if at == place)
        for place in range(len(collapsed.labels))
    ]
