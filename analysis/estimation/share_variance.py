"""The variance of one linearised variable in every domain, from sums by cell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.arrays import Floats, sums_by
from analysis.estimation.lonely import stratum_factors
from analysis.estimation.share_cells import ShareCells
from analysis.estimation.stages import grouped_sums

#: Numbers in a table of cells by domains, at most: further domains follow in another table.
TABLE = 1 << 20
#: Below this share of the sum of squares, what is left of it in a stratum is rounding.
ROUNDING = 1e-12
#: From fitted values (G,) to the sums of w (z - fit) and of w² (z - fit)² of each cell.
ResidualSums = Callable[[Floats], tuple[Floats, Floats]]


def domain_variances(
    cells: ShareCells, *, base_sums: Floats, residual_sums: ResidualSums, answered: Floats
) -> Floats:
    """V of each domain's total of w z, z being linearised for the row's own domain.

    Rows of other domains have z = 0, but under calibration their residual is - x'B. With s and q
    the sums of w e and w² e² (q only where rows are clusters)::

        V_d = sum over h of (1 - f_h) n_h / (n_h - 1) (sum of t² - (sum of t)² / n_h)

    Parameters
    ----------
    cells : ShareCells
    base_sums : float64 (G,)
        Sums of d z over the cells (not used without calibration).
    residual_sums : callable
    answered : float64 (G,)
        Rows of the cell that answered; for the rules of lonely strata.

    Returns
    -------
    float64 (D,)
        A stratum's sum of squares that is rounding only counts as 0.

    Notes
    -----
    Test: tests/analysis/estimation/test_domain_shares.py.
    """
    fitted, slopes = _regression(cells, base_sums)
    own, own_square = residual_sums(fitted)
    if slopes is None:
        tables = [(cells.by_unit_and_domain(own), cells.by_unit_and_domain(own_square))]
    else:
        tables = list(_calibrated_tables(cells, slopes, own, own_square))
    total = np.concatenate([table[0] for table in tables], axis=1)
    square = np.concatenate([table[1] for table in tables], axis=1)
    if not cells.rows_are_units:
        square, total = _by_stratum(cells, total**2), _by_stratum(cells, total)
    return _combined(cells, total, square, answered)


def present_units(cells: ShareCells, answered: Floats) -> Floats:
    """Clusters of each stratum with a row of the domain that answered, (H, D)."""
    rows = cells.by_unit_and_domain(answered)
    return rows if cells.rows_are_units else _by_stratum(cells, (rows > 0).astype(np.float64))


def _combined(cells: ShareCells, total: Floats, square: Floats, answered: Floats) -> Floats:
    stage, design = cells.stage, cells.design
    present = None if design.calibration is not None else present_units(cells, answered)
    factor, centred = stratum_factors(
        stage, rule=design.lonely, present=present, domains_too=design.lonely_domains
    )
    spread = square - np.where(centred, total**2 / stage.sampled[:, None], 0.0)
    spread = np.where(spread > ROUNDING * square, spread, 0.0)
    return np.asarray((factor * spread).sum(axis=0), dtype=np.float64)


def _regression(cells: ShareCells, base_sums: Floats) -> tuple[Floats, Floats | None]:
    """x'B of each cell for its own domain (G,), and B of every domain (p, D + 1)."""
    calibrated = cells.design.calibration
    if calibrated is None:
        return np.zeros(cells.count), None
    width = cells.domains + 1
    place = (cells.category * width + cells.domain).reshape(-1)
    sums = np.tile(base_sums, len(cells.category))
    cross = sums_by(place, sums, calibrated.auxiliary.width * width).reshape(-1, width)
    slopes = calibrated.slopes(cross)
    return slopes[cells.category, cells.domain].sum(axis=0), slopes


def _calibrated_tables(
    cells: ShareCells, slopes: Floats, own: Floats, own_square: Floats
) -> list[tuple[Floats, Floats]]:
    """Sums of w e and of w² e² by cluster (or stratum) and domain, a block of domains at a time."""
    step = max(1, TABLE // cells.count)
    tables = []
    for start in range(0, cells.domains, step):
        stop = min(start + step, cells.domains)
        fit = slopes[cells.category, start:stop].sum(axis=0)
        inside = np.flatnonzero((cells.domain >= start) & (cells.domain < stop))
        column = cells.domain[inside] - start
        total = -cells.weight[:, None] * fit
        total[inside, column] = own[inside]
        square = cells.square[:, None] * fit**2
        square[inside, column] = own_square[inside]
        tables.append((cells.by_unit(total), cells.by_unit(square)))
    return tables


def _by_stratum(cells: ShareCells, values: Floats) -> Floats:
    return grouped_sums(cells.stage.stratum, len(cells.stage.sampled), values)
