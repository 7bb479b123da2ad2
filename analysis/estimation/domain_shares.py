"""Shares (or mean scores) of many items in many domains, from rows: one pass per item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import Floats, Integers, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.share_cells import ShareCells, share_cells
from analysis.estimation.share_variance import domain_variances, present_units

#: Rows taken at a time, so that their numbers stay in the processor's cache.
BLOCK = 1 << 16
REFERENCE = "Särndal, Swensson, Wretman (1992), 5.8; Deville, Särndal (1992)"


@dataclass(frozen=True, slots=True, eq=False)
class DomainShares:
    """Estimates by domain and item.

    Parameters
    ----------
    estimate, variance : float64 (D, k)
        NaN where nobody of the domain answered the item.
    n : int64 (D, k)
        Rows that answered, those with weight 0 not counted.
    total : float64 (D, k)
        Sum of the weights of those that answered.
    df_answered : int64 (D, k)
        Clusters - strata among those that answered.
    method, reference : str
    """

    estimate: Floats
    variance: Floats
    n: Integers
    total: Floats
    df_answered: Integers
    method: str
    reference: str

    @property
    def standard_error(self) -> Floats:
        """Square root of the variance, (D, k)."""
        return np.sqrt(self.variance)

    @property
    def unknown(self) -> int:
        """How many estimates are unknown."""
        return int(np.isnan(self.estimate).sum())


@dataclass(frozen=True, slots=True, eq=False)
class _CodeSums:
    """Sums over the rows of a cell by code of one item, each (G, C)."""

    weight: Floats
    square: Floats
    base: Floats
    rows: Floats


def domain_shares(
    design: SurveyDesign,
    codes: npt.ArrayLike,
    *,
    scores: Numbers,
    domain: npt.ArrayLike,
    domains: int,
) -> DomainShares:
    """`estimates.means` of k coded items in D domains, without a table of n rows by D domains.

    Weights, linearised values and residuals enter only through sums by cell (cluster or stratum,
    domain, margins) and code, which are exact for any weights: per item a few `bincount`, and
    an algebra of cells by domains. The covariances between items are not computed.

    Parameters
    ----------
    design : SurveyDesign
        One stage; fixed weights, or calibrated on categorical margins.
    codes : array_like of uint8 (n, k)
        Coded answers, 0..C-1.
    scores : array_like (C,)
        The number that each code stands for, such as 0 and 1 for a share; NaN: no answer.
    domain : array_like of int (n,)
        0..D-1; -1 for a row in no domain.
    domains : int
        D.

    Raises
    ------
    AnalysisError
        `shape`, `unknown_code`, `unknown_domain`, `several_stages`, `numeric_auxiliary`,
        `not_a_number`, `not_finite`, `lonely_stratum`, `no_stratum_to_average`.

    Notes
    -----
    Memory: 60 bytes a row and the codes. Test: tests/analysis/estimation/test_domain_shares.py,
    against `estimates.means`.
    """
    table, values = coded_items(codes, scores, n=design.n)
    cells = share_cells(design, domain, domains=domains)
    offset = cells.cell * len(values)
    square = design.weights**2
    columns = [
        _one_item(cells, _code_sums(cells, offset, square, table[:, item], len(values)), values)
        for item in range(table.shape[1])
    ]
    estimate, variance, n, total, df = (
        np.stack(part, axis=1) for part in zip(*columns, strict=True)
    )
    calibrated = ", calibrated" if design.calibration is not None else ""
    return DomainShares(
        estimate=estimate,
        variance=variance,
        n=n.astype(np.int64),
        total=total,
        df_answered=df.astype(np.int64),
        method=f"share by domain, linearised{calibrated}",
        reference=REFERENCE,
    )


def coded_items(
    codes: npt.ArrayLike, scores: Numbers, *, n: int
) -> tuple[npt.NDArray[np.uint8], Floats]:
    """The codes (n, k), column by column in memory, and the scores (C,), checked."""
    table = np.asarray(codes)
    if table.ndim != 2 or len(table) != n or table.shape[1] == 0 or table.dtype.kind not in "iu":
        raise AnalysisError("shape", f"codes {table.shape} are not {n} rows of whole numbers")
    values = as_known_or_missing("scores", scores)
    if values.ndim != 1 or not 1 <= len(values) <= 256:
        raise AnalysisError("shape", f"scores have shape {values.shape}, not one per code")
    if np.isinf(values).any():
        raise AnalysisError("not_finite", "scores hold infinite values")
    if table.min() < 0 or table.max() >= len(values):
        raise AnalysisError("unknown_code", f"codes must lie between 0 and {len(values) - 1}")
    return np.asfortranarray(table.astype(np.uint8, copy=False)), values


def linearised_codes(sums: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """From sums of weights by code (D, C): the mean R and X (D,), and z of each code (D, C)."""
    valid = ~np.isnan(values)
    scored = np.where(valid, values, 0.0)
    lower, upper = sums @ valid, sums @ scored
    ratio = np.divide(upper, lower, out=np.full_like(upper, np.nan), where=lower != 0)
    known = ~np.isnan(ratio)
    per_unit = np.divide(1.0, lower, out=np.zeros_like(lower), where=known)
    centre = np.where(known, ratio, 0.0)[:, None]
    return ratio, lower, np.where(valid, scored - centre, 0.0) * per_unit[:, None]


def _one_item(cells: ShareCells, sums: _CodeSums, values: Floats) -> tuple[Floats, ...]:
    """Estimate, variance, n, sum of weights and df of one item in every domain, each (D,)."""
    ratio, lower, by_domain = linearised_codes(cells.by_domain(sums.weight), values)
    linearised = by_domain[cells.domain]
    answered = sums.rows @ (~np.isnan(values)).astype(np.float64)

    def residual_sums(fitted: Floats) -> tuple[Floats, Floats]:
        residual = linearised - fitted[:, None]
        return (sums.weight * residual).sum(axis=1), (sums.square * residual**2).sum(axis=1)

    variance = domain_variances(
        cells,
        base_sums=(sums.base * linearised).sum(axis=1),
        residual_sums=residual_sums,
        answered=answered,
    )
    present = present_units(cells, answered)
    df = present.sum(axis=0) - (present > 0).sum(axis=0)
    n = cells.by_domain(answered[:, None])[:-1, 0]
    unknown = np.isnan(ratio[:-1])
    return ratio[:-1], np.where(unknown, np.nan, variance), n, lower[:-1], df


def _code_sums(
    cells: ShareCells,
    offset: npt.NDArray[np.intp],
    square: Floats,
    column: npt.NDArray[np.uint8],
    codes: int,
) -> _CodeSums:
    """Sums of w, w², d and rows of one item by cell and code, over blocks of rows."""
    design, size = cells.design, cells.count * codes
    base = None if design.calibration is None else design.calibration.base
    weighted = None if design.weights.all() else (design.weights != 0).astype(np.float64)
    sums = np.zeros((4, size))
    for start in range(0, design.n, BLOCK):
        rows = slice(start, start + BLOCK)
        place = offset[rows] + column[rows]
        sums[0] += np.bincount(place, design.weights[rows], size)
        sums[1] += np.bincount(place, square[rows], size)
        if base is not None:
            sums[2] += np.bincount(place, base[rows], size)
        sums[3] += np.bincount(place, None if weighted is None else weighted[rows], size)
    return _CodeSums(*sums.reshape(4, cells.count, codes))
