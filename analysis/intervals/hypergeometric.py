"""Exact limits for a small population of which a good part was asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from analysis.arrays import Booleans, Floats, Numbers, as_level
from analysis.errors import AnalysisError
from analysis.intervals.checks import as_sizes, one_shape
from analysis.intervals.interval import Interval

REFERENCE = "Wright (1991), Exact Confidence Bounds when Sampling from Small Finite Universes"
#: Probabilities held at once: bounds the memory (64 MB) however many intervals are wanted.
CELLS = 2**22


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """x successes among n drawn without replacement from N, one element per interval."""

    x: Floats
    n: Floats
    population: Floats


def hypergeometric(x: Numbers, n: Numbers, population: Numbers, *, level: float = 0.95) -> Interval:
    """The shares K/N that neither one-sided hypergeometric test rejects at a/2, a = 1 - level.

    low = min{K: P(X >= x | K) > a/2} / N, high = max{K: P(X <= x | K) > a/2} / N for a simple
    random sample of n from N of which K are successes.

    Parameters
    ----------
    x, n, population : array_like
        Successes, answers and population size N: whole numbers, 0 <= x <= n <= N.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    Interval
        Broadcast shape; multiples of 1/N, and x/n itself for a census (n = N). As K is whole, the
        interval may leave out an x/n that no K reaches. NaN where n = 0 or a figure is missing.

    Raises
    ------
    AnalysisError
        `not_whole`, `count_out_of_range`, `negative_size`, `not_finite`, `not_a_number`, `level`,
        `shape`.

    Notes
    -----
    Found by bisection over K: log2 N sums of at most min(x, n - x) + 1 probabilities.
    15 of 15 from 38 gives 32/38 = 84.2 %, where the binomial limit is 78.2 %.
    Checked in tests/analysis/intervals/test_hypergeometric.py.
    """
    tail = (1 - as_level(level)) / 2
    draws, shape = _checked(x, n, population)
    known = ~np.isnan(draws.x + draws.n + draws.population) & (draws.n > 0)
    low, high = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    some = _Draws(draws.x[known], draws.n[known], draws.population[known])
    mirrored = _Draws(some.n - some.x, some.n, some.population)
    low[known] = _fewest(some, tail) / some.population
    high[known] = (some.population - _fewest(mirrored, tail)) / some.population
    return Interval(
        low.reshape(shape), high.reshape(shape), level, "exact hypergeometric", REFERENCE
    )


def _checked(x: Numbers, n: Numbers, population: Numbers) -> tuple[_Draws, tuple[int, ...]]:
    arrays = one_shape(as_sizes("x", x), as_sizes("n", n), as_sizes("population", population))
    if any(np.any(array != np.round(array)) for array in _without_missing(arrays)):
        raise AnalysisError(
            "not_whole", "x, n and N are counts", cure="use korn_graubard for weighted shares"
        )
    if np.any(arrays[0] > arrays[1]) or np.any(arrays[1] > arrays[2]):
        raise AnalysisError("count_out_of_range", "not 0 <= x <= n <= N")
    flat = [array.reshape(-1) for array in arrays]
    return _Draws(flat[0], flat[1], flat[2]), arrays[0].shape


def _without_missing(arrays: tuple[Floats, ...]) -> list[Floats]:
    return [array[~np.isnan(array)] for array in arrays]


def _fewest(draws: _Draws, tail: float) -> Floats:
    """The smallest number of successes K in the population with P(X >= x | K) > tail."""
    low, high = draws.x.copy(), draws.population - (draws.n - draws.x)
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        enough = _is_likely(draws, middle, tail)
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low


def _is_likely(draws: _Draws, successes: Floats, tail: float) -> Booleans:
    """Whether P(X >= x | K) > tail, with the shorter side of the distribution summed."""
    down = draws.n - draws.x > draws.x
    x = np.where(down, draws.n - draws.x, draws.x)
    good = np.where(down, draws.population - successes, successes)
    towards = _Draws(x, draws.n, draws.population)
    at, beyond = np.empty(x.shape), np.empty(x.shape)
    step = max(1, CELLS // int(np.max(draws.n - x, initial=1)))
    for start in range(0, x.size, step):
        part = slice(start, start + step)
        at[part], beyond[part] = _probabilities(towards, good, part)
    return np.where(down, beyond < 1 - tail, at + beyond > tail)


def _probabilities(draws: _Draws, successes: Floats, part: slice) -> tuple[Floats, Floats]:
    """P(X = x | K) and P(X > x | K) by p(k+1)/p(k) = (K-k)(n-k) / ((k+1)(N-K-n+k+1))."""
    x, n, population = draws.x[part], draws.n[part], draws.population[part]
    good = successes[part]
    log_first = (
        _log_choose(good, x) + _log_choose(population - good, n - x) - _log_choose(population, n)
    )
    k = x[:, None] + np.arange(int(np.max(n - x, initial=0)))
    ratio = np.maximum(good[:, None] - k, 0) * np.maximum(n[:, None] - k, 0)
    ratio /= (k + 1) * ((population - good - n)[:, None] + k + 1)
    with np.errstate(divide="ignore"):
        log_p = log_first[:, None] + np.cumsum(np.log(ratio), axis=1)
    return np.exp(log_first), np.exp(log_p).sum(axis=1)


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
