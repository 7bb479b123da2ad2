"""A stratified sample of which only cells are kept: weights, strata, populations, margins."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers, Places, as_floats
from analysis.cube import Cell, CountCube
from analysis.errors import AnalysisError
from analysis.weights.result import CalibratedWeights


class LonelyStratum(enum.StrEnum):
    """What a stratum with one response does to the variance.

    `ERROR` refuses. `UNKNOWN` leaves the standard errors of the domains in that stratum unknown.
    A stratum whose whole population answered has no variance and is never lonely.
    """

    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class CellDesign:
    """What the variance needs to know; made by `cell_design`.

    Parameters
    ----------
    cube : CountCube
        C cells, each of which lies in one stratum.
    weights, base : float64, shape (C,)
        Final weight w and base weight d of each response of a cell; 0 where there is none.
    strata : intp, shape (C,)
        Place of each cell's stratum.
    labels : tuple of Cell, length H
        Labels of the strata.
    sampled : float64, shape (H,)
        Responses n_h.
    population : float64, shape (H,)
        N_h, infinite where sampling was with replacement or N_h is not known.
    auxiliary : float64, shape (C, p), or None
        Auxiliary variables whose totals the weights meet.
    partition : intp, shape (C,), or None
        Place of each cell's post-stratum, where the weights meet one margin only; then there is
        no `auxiliary`. With neither, weights are taken as given.
    """

    cube: CountCube
    weights: Floats
    base: Floats
    strata: Places
    labels: tuple[Cell, ...]
    sampled: Floats
    population: Floats
    auxiliary: Floats | None
    partition: Places | None

    @property
    def calibrated(self) -> bool:
        """Whether the weights meet totals, which lowers the variance."""
        return self.auxiliary is not None or self.partition is not None

    @property
    def unsampled(self) -> Floats:
        """1 - n_h / N_h, float64, shape (H,)."""
        return 1.0 - self.sampled / self.population

    @property
    def lonely(self) -> Places:
        """Places of the strata whose variance one response cannot tell."""
        return np.flatnonzero((self.sampled == 1) & (self.unsampled > 0))


def cell_design(
    cube: CountCube,
    *,
    strata: Sequence[str],
    weights: Numbers | CalibratedWeights | None = None,
    populations: Mapping[Cell, float] | None = None,
) -> CellDesign:
    """Describe the sample behind a cube.

    Parameters
    ----------
    cube : CountCube
        Counted responses.
    strata : sequence of str
        Dimensions of the cube that make a stratum, such as unit and channel. None of them at all:
        one stratum.
    weights : array_like of shape (C,), CalibratedWeights, or None
        Weight of each response of a cell, above 0 and taken as given; or the result of
        post-stratification, raking or calibration whose rows are the cells and whose base weights
        are sums over the cell, and then the variance is that of the residuals; or 1 for each.
    populations : mapping of stratum to N_h, optional
        For the finite population correction; strata that are not named have none.

    Raises
    ------
    AnalysisError
        `unknown_dimension`, `shape`, `not_positive`, `unknown_stratum`,
        `population_below_sample`, and those of `as_floats`.

    Notes
    -----
    Tests: tests/analysis/cells/test_design.py.
    """
    columns = [cube.labels(dimension) for dimension in strata]
    keys = list(zip(*columns, strict=True)) if columns else [()] * len(cube.cells)
    labels = tuple(sorted(set(keys)))
    places = {label: place for place, label in enumerate(labels)}
    codes = np.array([places[key] for key in keys], dtype=np.intp)
    sampled: Floats = np.zeros(len(labels))
    np.add.at(sampled, codes, cube.responses)
    sizes = _populations(labels, sampled, populations or {})
    if not isinstance(weights, CalibratedWeights):
        given = _given(cube, weights)
        return CellDesign(cube, given, given, codes, labels, sampled, sizes, None, None)
    if weights.weights.shape != (len(cube.cells),):
        raise AnalysisError("shape", f"{weights.weights.size} weights, {len(cube.cells)} cells")
    n = np.maximum(cube.responses, 1)
    one = len(weights.margins) == 1 and not weights.numeric.shape[1]
    return CellDesign(
        cube,
        weights.weights / n,
        weights.base / n,
        codes,
        labels,
        sampled,
        sizes,
        None if one else weights.auxiliary_matrix(),
        weights.margins[0].codes if one else None,
    )


def _given(cube: CountCube, weights: Numbers | None) -> Floats:
    shape = (len(cube.cells),)
    given = np.ones(shape) if weights is None else as_floats("weights", weights, shape=shape)
    if np.any(given[cube.responses > 0] <= 0):
        raise AnalysisError("not_positive", "the weight of a cell with responses is 0 or less")
    return given


def _populations(
    labels: Sequence[Cell], sampled: Floats, populations: Mapping[Cell, float]
) -> Floats:
    unknown = set(populations) - set(labels)
    if unknown:
        raise AnalysisError("unknown_stratum", f"no response in {sorted(unknown)}")
    sizes = np.array([populations.get(label, np.inf) for label in labels], dtype=np.float64)
    small = [label for label, few in zip(labels, sizes < sampled, strict=True) if few]
    if small:
        raise AnalysisError(
            "population_below_sample",
            f"more responses than population in {small}",
            cure="correct the population, or leave it out",
        )
    return sizes
