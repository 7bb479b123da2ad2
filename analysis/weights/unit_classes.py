"""Weighting classes of units from the population by channel and field (M14).

Inside a unit the responses of a channel are a stratum, and the fields of a channel are classes of
it. A response of a class stands for N / n dossiers, an exact fraction. Strata and classes too thin
to carry a weight are joined to a neighbour of the same unit; what was joined is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.cube import Cell, CountCube, collapse_cube
from analysis.weights.unit_weighting import (
    SMALLEST_CLASS,
    SMALLEST_STRATUM,
    Counts,
    UnitWeighting,
    WeightingClass,
    weigh_unit,
)

#: unit -> channel -> field -> finished dossiers; the field "" where a channel is not divided.
DossierCounts = Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class UnitClasses:
    """All units, and where each cell of the cube belongs.

    Parameters
    ----------
    units : mapping of unit code to UnitWeighting
    weights : mapping of Cell to Fraction
        1 for the cells of a unit that is not weighted.
    strata, classes : mapping of Cell to str
        Labels within the unit.
    populations : mapping of (unit, stratum) to int
        N_h of the strata of weighted units; the one stratum of the others, "", has none.
    """

    units: Mapping[str, UnitWeighting]
    weights: Mapping[Cell, Fraction]
    strata: Mapping[Cell, str]
    classes: Mapping[Cell, str]
    populations: Mapping[Cell, int]


def unit_classes(
    cube: CountCube,
    populations: DossierCounts,
    *,
    units: Sequence[str],
    smallest_stratum: int = SMALLEST_STRATUM,
    smallest_class: int = SMALLEST_CLASS,
) -> UnitClasses:
    """Form the weighting classes of every unit (M14).

    A channel with fewer than `smallest_stratum` responses, or without dossiers, is joined to
    another of its unit; a field with fewer than `smallest_class` responses, or without dossiers,
    to another of its stratum (`collapse_classes`). A stratum is not divided by field where its
    dossiers are not, or where a response has a field that its dossiers do not know. A unit
    whose dossiers are fewer than its responses is not weighted.

    Parameters
    ----------
    cube : CountCube
        With the dimensions "unit", "channel" and "field" among others.
    populations : mapping of unit to channel to field to int
        Finished dossiers.
    units : sequence of str
        The units wanted.

    Returns
    -------
    UnitClasses

    Raises
    ------
    AnalysisError
        `unknown_dimension`.

    Notes
    -----
    Tests: tests/analysis/weights/test_unit_classes.py, by hand.
    """
    responses = _responses(cube)
    found = {
        unit: weigh_unit(
            populations.get(unit, {}),
            responses.get(unit, {}),
            smallest_stratum=smallest_stratum,
            smallest_class=smallest_class,
        )
        for unit in units
    }
    labels = zip(*(cube.labels(name) for name in ("unit", "channel", "field")), strict=True)
    homes = {
        cell: _home(found.get(unit), channel, field)
        for cell, (unit, channel, field) in zip(cube.cells, labels, strict=True)
    }
    return UnitClasses(
        units=found,
        weights={cell: home.weight if home else Fraction(1) for cell, home in homes.items()},
        strata={cell: home.stratum if home else "" for cell, home in homes.items()},
        classes={cell: " + ".join(home.fields) if home else "" for cell, home in homes.items()},
        populations=_strata_sizes(found),
    )


def _responses(cube: CountCube) -> dict[str, dict[str, dict[str, int]]]:
    counted: dict[str, dict[str, dict[str, int]]] = {}
    small = collapse_cube(cube, "unit", "channel", "field")
    for (unit, channel, field), n in zip(small.cells, small.responses.tolist(), strict=True):
        if n:
            counted.setdefault(unit, {}).setdefault(channel, {})[field] = n
    return counted


def _strata_sizes(units: Mapping[str, UnitWeighting]) -> dict[Cell, int]:
    sizes: dict[Cell, int] = {}
    for unit, weighting in units.items():
        for each in weighting.classes:
            key = (unit, each.stratum)
            sizes[key] = sizes.get(key, 0) + each.population
    return sizes


def _home(unit: UnitWeighting | None, channel: str, field: str) -> WeightingClass | None:
    """The class of a response; None where its unit is not weighted, or has no response there."""
    classes = unit.classes if unit else ()
    return next((each for each in classes if each.holds(channel, field)), None)
