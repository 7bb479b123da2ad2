"""Cells of rows that share cluster, domain and margins, by which large tables are summed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.arrays import Floats, Places, sums_by
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.stages import Selection, dense_codes


@dataclass(frozen=True, slots=True, eq=False)
class ShareCells:
    """The cells of a design and a domain variable; made by `share_cells`.

    Parameters
    ----------
    design : SurveyDesign
    domains : int
        D. Domain D itself gathers the rows that are in none.
    cell : intp (n,)
        The cell of each row, 0..G-1.
    domain, unit : intp (G,)
        Domain of each cell; its cluster, or its stratum where rows are the clusters.
    category : intp (margins, G)
        Column of the auxiliary variables for each calibration margin.
    weight, square, base : float64 (G,)
        Sums of w, of w², and of the base weights (of w without calibration).
    """

    design: SurveyDesign
    domains: int
    cell: Places
    domain: Places
    unit: Places
    category: Places
    weight: Floats
    square: Floats
    base: Floats

    @property
    def count(self) -> int:
        """G."""
        return len(self.domain)

    @property
    def stage(self) -> Selection:
        """The first stage of selection."""
        return self.design.stages[0]

    @property
    def rows_are_units(self) -> bool:
        """True where each row is a first-stage cluster of its own."""
        return len(self.stage.stratum) == len(self.stage.cluster)

    def sums(self, values: Floats) -> Floats:
        """Sums of the rows (n,) of each cell, (G,)."""
        return sums_by(self.cell, values, self.count)

    def by_unit(self, values: Floats) -> Floats:
        """Sums of the cells (G, k) of each cluster, or stratum where rows are clusters."""
        groups = len(self.stage.sampled) if self.rows_are_units else len(self.stage.stratum)
        shape = (groups, self.count)
        ones = np.ones(self.count)
        matrix = sparse.csr_matrix((ones, (self.unit, np.arange(self.count))), shape=shape)
        return np.asarray(matrix @ values, dtype=np.float64)

    def by_unit_and_domain(self, values: Floats) -> Floats:
        """Sums of the cells (G,) of each cluster (or stratum) in their own domain: (units, D)."""
        width = self.domains + 1
        groups = len(self.stage.sampled) if self.rows_are_units else len(self.stage.stratum)
        table = sums_by(self.unit * width + self.domain, values, groups * width)
        return table.reshape(groups, width)[:, : self.domains]

    def by_domain(self, values: Floats) -> Floats:
        """Sums of the cells (G, k) of each domain, (D + 1, k)."""
        width = values.shape[1]
        place = self.domain[:, None] * width + np.arange(width)
        flat = sums_by(place.reshape(-1), values.reshape(-1), (self.domains + 1) * width)
        return flat.reshape(-1, width)


def share_cells(design: SurveyDesign, domain: npt.ArrayLike, *, domains: int) -> ShareCells:
    """The cells, at most n.

    Parameters
    ----------
    design : SurveyDesign
        One stage; if calibrated, on categorical margins.
    domain : array_like of int (n,)
        0..D-1, or -1 for a row in no domain.
    domains : int
        D.

    Raises
    ------
    AnalysisError
        `shape`, `unknown_domain`, `several_stages`, `numeric_auxiliary`.

    Notes
    -----
    Test: tests/analysis/estimation/test_domain_shares.py.
    """
    if len(design.stages) > 1 and np.isfinite(design.stages[0].population).any():
        raise AnalysisError(
            "several_stages",
            "later stages add to the variance, and tables of shares know the first only",
            cure="use estimates.means",
        )
    own = _domain_codes(domain, n=design.n, domains=domains)
    first = design.stages[0]
    rows_are_units = len(first.stratum) == len(first.cluster)
    unit = first.stratum[first.cluster] if rows_are_units else first.cluster
    margins = _margin_codes(design)
    keys = [unit, own, *margins]
    cell = reduce(lambda a, b: dense_codes(a * (int(b.max()) + 1) + b)[1], keys)
    count = int(cell.max()) + 1
    row = np.empty(count, dtype=np.intp)
    row[cell] = np.arange(design.n)
    base = design.weights if design.calibration is None else design.calibration.base
    return ShareCells(
        design=design,
        domains=domains,
        cell=cell,
        domain=own[row],
        unit=unit[row],
        category=np.array([codes[row] for codes in margins], dtype=np.intp).reshape(-1, count),
        weight=sums_by(cell, design.weights, count),
        square=sums_by(cell, design.weights**2, count),
        base=sums_by(cell, base, count),
    )


def _domain_codes(domain: npt.ArrayLike, *, n: int, domains: int) -> Places:
    codes = np.asarray(domain)
    if codes.shape != (n,) or codes.dtype.kind not in "iu":
        raise AnalysisError("shape", f"domain is not {n} whole numbers")
    codes = codes.astype(np.intp)
    if domains < 1 or codes.min() < -1 or codes.max() >= domains:
        raise AnalysisError("unknown_domain", f"domain codes must lie between -1 and {domains - 1}")
    codes[codes < 0] = domains
    return codes


def _margin_codes(design: SurveyDesign) -> list[Places]:
    """Columns of the auxiliary variables that each row has a 1 in, margin by margin."""
    if design.calibration is None:
        return []
    auxiliary = design.calibration.auxiliary
    if auxiliary.numeric.shape[1]:
        raise AnalysisError(
            "numeric_auxiliary",
            "the weights are calibrated on numbers, which have no cells",
            cure="use estimates.means",
        )
    starts = auxiliary.starts
    return [m.codes + start for m, start in zip(auxiliary.margins, starts, strict=False)]
