"""Speed: durations against the median of the same form and mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Numbers, Places, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.quality.groups import Labels, label_codes

#: Makes the median absolute deviation estimate the standard deviation of a normal variable,
#: 1 / Phi^-1(3/4) rounded as in R `mad`.
MAD_FACTOR = 1.4826


@dataclass(frozen=True, slots=True, eq=False)
class Speed:
    """Durations on a scale that forms and modes share; arrays of shape (n,).

    Parameters
    ----------
    ratio : float64
        Duration / median of the cell; NaN where not judged.
    robust_z : float64
        (log d - median log d) / (1.4826 MAD of log d); NaN where not judged or MAD = 0.
    fast, judged : bool
        `ratio` below the threshold; duration and median known.
    cells : labels, medians : float64, shape (cells,)
        Form and mode, and the median duration (NaN below `minimum` durations).
    missing, not_positive, small_cell, no_spread : int
        Forms without a duration, with 0 or less, in a cell with too few durations or without a
        label, and judged forms without `robust_z` because half their cell took equally long.
    method, reference : str
    """

    ratio: Floats
    robust_z: Floats
    fast: Booleans
    judged: Booleans
    cells: Labels
    medians: Floats
    missing: int
    not_positive: int
    small_cell: int
    no_spread: int
    method: str
    reference: str


def speed(duration: Numbers, cell: Any, *, below: float = 0.4, minimum: int = 10) -> Speed:
    """Which forms took less than `below` times the median of their form and mode.

    Parameters
    ----------
    duration : float64, shape (n,)
        Seconds (any unit); NaN is missing.
    cell : labels, shape (n,)
        Form and mode together, as in `as_groups`.
    below : float
        Threshold of the ratio, in (0, 1).
    minimum : int
        Durations that a cell needs for a median.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite` (infinite), `threshold`.

    Notes
    -----
    Ratio: Greszki, Meyer & Schoen (2015), Public Opinion Quarterly 79, 471-503. Robust z:
    Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers; on the log scale because
    durations are skewed. Tests: tests/analysis/quality/test_speed.py, against R `median`, `mad`.
    """
    if not 0 < below < 1:
        raise AnalysisError("threshold", f"below is {below}, not between 0 and 1")
    values, (cells, codes) = _durations(duration), label_codes("cell", cell)
    if values.shape != codes.shape:
        raise AnalysisError("shape", f"{values.size} durations, {codes.size} cells")
    missing, negative = np.isnan(values), values <= 0
    usable = ~missing & ~negative & (codes >= 0)
    enough = np.bincount(codes[usable], minlength=cells.size) >= max(minimum, 1)
    judged = usable & np.append(enough, False)[codes]
    medians = _medians(values[judged], codes[judged], cells.size)
    ratio = np.full(values.shape, np.nan)
    ratio[judged] = values[judged] / medians[codes[judged]]
    robust_z = np.full(values.shape, np.nan)
    robust_z[judged] = _robust_z(np.log(values[judged]), codes[judged], cells.size)
    return Speed(
        ratio=ratio,
        robust_z=robust_z,
        fast=np.asarray(ratio < below),
        judged=judged,
        cells=cells,
        medians=medians,
        missing=int(np.count_nonzero(missing)),
        not_positive=int(np.count_nonzero(negative)),
        small_cell=int(np.count_nonzero(~missing & ~negative & ~judged)),
        no_spread=int(np.count_nonzero(judged & np.isnan(robust_z))),
        method=f"ratio to the median of form and mode below {below}; robust z of log durations",
        reference="Greszki, Meyer & Schoen 2015; Iglewicz & Hoaglin 1993",
    )


def _durations(duration: Numbers) -> Floats:
    values = as_known_or_missing("duration", duration)
    if values.ndim != 1:
        raise AnalysisError("shape", f"durations have shape {values.shape}, not (n,)")
    if np.isinf(values).any():
        raise AnalysisError("not_finite", "a duration is infinite", cure="mark it missing (NaN)")
    return values


def _medians(values: Floats, codes: Places, cells: int) -> Floats:
    ordered = values[np.lexsort((values, codes))]
    count = np.bincount(codes, minlength=cells)
    start = np.cumsum(count) - count
    filled = count > 0
    low = start[filled] + (count[filled] - 1) // 2
    high = start[filled] + count[filled] // 2
    medians = np.full(cells, np.nan)
    medians[filled] = (ordered[low] + ordered[high]) / 2
    return medians


def _robust_z(logs: Floats, codes: Places, cells: int) -> Floats:
    centred = logs - _medians(logs, codes, cells)[codes]
    spread = MAD_FACTOR * _medians(np.abs(centred), codes, cells)[codes]
    robust_z = np.full(logs.shape, np.nan)
    np.divide(centred, spread, out=robust_z, where=spread > 0)
    return robust_z
