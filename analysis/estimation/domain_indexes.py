"""Indexes of many coded items in many domains, from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import Booleans, Floats, Integers, Numbers, Places, sums_by
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domain_shares import BLOCK, REFERENCE, coded_items
from analysis.estimation.index_parts import check_parts, used_parts
from analysis.estimation.share_cells import ShareCells, share_cells
from analysis.estimation.share_variance import domain_variances


@dataclass(frozen=True, slots=True, eq=False)
class DomainIndexes:
    """One index in every domain.

    Parameters
    ----------
    estimate, variance : float64 (D,)
        NaN where unknown.
    n : int64 (D,)
        Rows that answered any item, those with weight 0 not counted.
    parts, unknown_parts : int64 (D,)
        Parts with an answer in the domain, and without.
    method, reference : str
    """

    estimate: Floats
    variance: Floats
    n: Integers
    parts: Integers
    unknown_parts: Integers
    method: str
    reference: str

    @property
    def standard_error(self) -> Floats:
        """Square root of the variance, (D,)."""
        return np.sqrt(self.variance)


def domain_indexes(
    design: SurveyDesign,
    codes: npt.ArrayLike,
    *,
    scores: Numbers,
    parts: Sequence[Sequence[int]],
    domain: npt.ArrayLike,
    domains: int,
    part_weights: Numbers | None = None,
    leave_out_unknown: bool = True,
) -> DomainIndexes:
    """`indexes.mean_of_shares` of coded items in D domains, in two passes over the rows.

    I = sum of a_f R_f, R_f the pooled mean of the items of part f; z of a row is the sum over its
    answers of a_f (score - R_f) / X_f, so that the covariances of the items are in it.

    Parameters
    ----------
    design, codes, scores, domain, domains
        As in `domain_shares`.
    parts : sequence of sequences of int
        Items (columns of codes) of each part: one each for the mean of item shares, factors for
        the mean of factor shares, all in one part for the pooled share. None empty.
    part_weights, leave_out_unknown
        As in `indexes.mean_of_shares`.

    Raises
    ------
    AnalysisError
        `empty_factor`, `no_such_item`, `part_weights`, and those of `domain_shares`.

    Notes
    -----
    Test: tests/analysis/estimation/test_domain_shares.py, against `indexes`.
    """
    table, values = coded_items(codes, scores, n=design.n)
    check_parts(parts, items=table.shape[1])
    cells = share_cells(design, domain, domains=domains)
    own = cells.domain[cells.cell]
    sums = _sums_by_code(design, table, own * len(values), (domains + 1) * len(values))
    sums = sums.reshape(table.shape[1], domains + 1, len(values))
    ratio, lower = _part_ratios(sums, values, parts)
    used = used_parts(part_weights, ~np.isnan(ratio), leave_out_unknown=leave_out_unknown)
    effect = _code_effects(values, parts, ratio, used.share / lower)
    linearised, answered = _linearised(table, own * len(values), effect, ~np.isnan(values))
    variance = _variance(cells, linearised, answered)
    counted = own[np.logical_and(answered, design.weights != 0)]
    return DomainIndexes(
        estimate=used.mean(ratio)[:domains],
        variance=np.where(used.complete[:domains], variance, np.nan),
        n=np.bincount(counted, minlength=domains + 1)[:domains],
        parts=used.parts[:domains],
        unknown_parts=used.unknown_parts[:domains],
        method="index by domain, linearised",
        reference=REFERENCE,
    )


def _sums_by_code(
    design: SurveyDesign, table: npt.NDArray[np.uint8], offset: Places, size: int
) -> Floats:
    """Sums of the weights of each item by domain and code, (k, size)."""
    sums = np.zeros((table.shape[1], size))
    for start in range(0, design.n, BLOCK):
        rows = slice(start, start + BLOCK)
        for item in range(table.shape[1]):
            place = offset[rows] + table[rows, item]
            sums[item] += sums_by(place, design.weights[rows], size)
    return sums


def _part_ratios(
    sums: Floats, values: Floats, parts: Sequence[Sequence[int]]
) -> tuple[Floats, Floats]:
    """R_f, NaN where nobody answered, and X_f (1 there), each (D + 1, parts)."""
    valid = ~np.isnan(values)
    pooled = np.stack([sums[list(columns)].sum(axis=0) for columns in parts], axis=1)
    upper, lower = pooled @ np.where(valid, values, 0.0), pooled @ valid
    seen = lower != 0
    ratio = np.divide(upper, lower, out=np.full_like(upper, np.nan), where=seen)
    return ratio, np.where(seen, lower, 1.0)


def _code_effects(
    values: Floats, parts: Sequence[Sequence[int]], ratio: Floats, slope: Floats
) -> list[tuple[int, Floats]]:
    """For each item of each part, a_f (score - R_f) / X_f by domain and code, flat."""
    valid = ~np.isnan(values)
    centre = np.where(np.isnan(ratio), 0.0, ratio)
    effects: list[tuple[int, Floats]] = []
    for part, columns in enumerate(parts):
        deviation = np.where(valid, values, 0.0) - centre[:, part, None]
        effect = (np.where(valid, deviation, 0.0) * slope[:, part, None]).reshape(-1)
        effects.extend((column, effect) for column in columns)
    return effects


def _linearised(
    table: npt.NDArray[np.uint8],
    offset: Places,
    effects: list[tuple[int, Floats]],
    valid: Booleans,
) -> tuple[Floats, Booleans]:
    """z of each row, and whether it answered anything."""
    linearised = np.zeros(len(table))
    answered = np.zeros(len(table), dtype=np.bool_)
    for start in range(0, len(table), BLOCK):
        rows = slice(start, start + BLOCK)
        for column, effect in effects:
            codes = table[rows, column]
            linearised[rows] += effect[offset[rows] + codes]
            answered[rows] |= valid[codes]
    return linearised, answered


def _variance(cells: ShareCells, linearised: Floats, answered: Booleans) -> Floats:
    weights = cells.design.weights
    calibrated = cells.design.calibration
    base = weights if calibrated is None else calibrated.base

    def residual_sums(fitted: Floats) -> tuple[Floats, Floats]:
        weighted = weights * (linearised - fitted[cells.cell])
        return cells.sums(weighted), cells.sums(weighted**2)

    return domain_variances(
        cells,
        base_sums=cells.sums(base * linearised),
        residual_sums=residual_sums,
        answered=cells.sums(answered.astype(np.float64)),
    )
