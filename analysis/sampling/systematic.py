"""Systematic draws: every k-th row of an ordered frame from a random start."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError
from analysis.sampling.draws import Draw, check_sizes
from analysis.sampling.figures import Written, as_counts, written
from analysis.sampling.order import check_ids, check_seed, random_order, random_start

MADOW = "Madow & Madow (1944), Ann. Math. Stat. 15, 1-24; Särndal et al. (1992), sec. 3.4"


def draw_systematic(
    ids: npt.ArrayLike,
    *,
    seed: str,
    n: int | None = None,
    interval: Written | None = None,
    start: Written | None = None,
    reserve: int = 0,
) -> Draw:
    """Every k-th row of an ordered frame: rows floor(k (u + i)), i = 0, 1, ..., counted from 0.

    Parameters
    ----------
    ids : array_like of str or int, shape (N,)
        In the order of the frame, which decides.
    seed, reserve
        As in `draw_simple`; the reserve is a simple random sample of the rows not drawn.
    n : int, optional
        Rows wanted; the interval is k = N / n, a fraction, and exactly n rows are drawn.
    interval : written figure, optional
        k, 1 or more, instead of n; the number of rows is N / k, rounded down or up by the start.
    start : written figure, optional
        u in [0, 1), the start as a part of the interval, to repeat a draw made by other means. By
        default the first 13 hexadecimal digits of SHA-256(seed|start) / 16^13.

    Returns
    -------
    Draw
        Inclusion probability 1 / k.

    Raises
    ------
    AnalysisError
        Those of `draw_simple`, `n_or_interval`, `interval_range`, `start_range`, `not_a_number`.

    Notes
    -----
    Computed in fractions: no row is hit twice or missed. There is no unbiased variance estimator;
    it is treated as a simple random sample. Source: Madow & Madow (1944).
    Tests: tests/analysis/sampling/test_draws.
    """
    rows, sown = check_ids(ids), check_seed(seed)
    if (n is None) == (interval is None):
        raise AnalysisError("n_or_interval", "give either n or the interval, and only one of them")
    rate = _rate_of_interval(interval) if n is None else _rate(n, len(rows))
    offset = start_of(start, sown)
    count = math.ceil(len(rows) * rate - offset) if rate else 0
    main = np.array([int((offset + i) / rate) for i in range(count)], dtype=np.intp)
    order = random_order(rows, sown)
    left, spare = order[~np.isin(order, main)], int(as_counts("reserve", reserve, shape=()))
    probability = np.full(len(rows), float(rate))
    method = f"systematic, start {float(offset):.6f} of the interval"
    short = max(spare - left.size, 0)
    return Draw(main, left[:spare], probability, short, sown, method, MADOW)


def start_of(start: Written | None, seed: str) -> Fraction:
    """The given start, or the one that the seed gives; refused outside [0, 1)."""
    offset = random_start(seed) if start is None else written("start", start)
    if not 0 <= offset < 1:
        raise AnalysisError(
            "start_range", f"start is {start}", cure="give it as a part of the interval, 0 to 1"
        )
    return offset


def _rate(n: int, population: int) -> Fraction:
    wanted = as_counts("n", [n])
    check_sizes(wanted, np.array([population]))
    return Fraction(int(wanted[0]), max(population, 1))


def _rate_of_interval(interval: Written | None) -> Fraction:
    """1 / k."""
    k = written("interval", interval or 0)
    if k < 1:
        raise AnalysisError(
            "interval_range", f"the interval is {interval}", cure="give rows per draw, 1 or more"
        )
    return 1 / k
