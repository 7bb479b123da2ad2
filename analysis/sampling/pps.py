"""Draws with probability proportional to size, in which large units are certain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.arrays import Booleans, Floats, Numbers, Places, as_floats
from analysis.errors import AnalysisError
from analysis.sampling.draws import Draw
from analysis.sampling.figures import Written, as_counts
from analysis.sampling.order import check_ids, check_seed, random_numbers
from analysis.sampling.systematic import start_of

TILLE = "Tillé (2006), Sampling Algorithms, ch. 2, 5 and 7"

#: A probability this close to 1 is certain: it differs by rounding errors only.
ALMOST = 1e-12


def inclusion_probabilities(sizes: Numbers, n: int) -> Floats:
    """Probabilities proportional to size: pi_k = n x_k / sum x, those of 1 or more made certain.

    Parameters
    ----------
    sizes : array_like, shape (N,)
        x_k, 0 or more; a size of 0 is never drawn.
    n : int
        Units to draw, at most those with a size above 0.

    Returns
    -------
    float64, shape (N,)
        In [0, 1], with sum n. Units that reach 1 are fixed there and the others share the rest in
        proportion to size, until none reaches 1.

    Raises
    ------
    AnalysisError
        `not_a_number`, `not_finite`, `shape`, `negative_size`, `not_a_count`,
        `sample_exceeds_population`.

    Notes
    -----
    Source: Tillé (2006), sec. 2.10. Test: tests/analysis/sampling/test_pps, against R.
    """
    measure, wanted = _sizes(sizes), int(as_counts("n", n, shape=()))
    possible = measure > 0
    if wanted > possible.sum():
        raise AnalysisError(
            "sample_exceeds_population",
            f"{wanted} units are asked for, {int(possible.sum())} have a size above 0",
            cure="ask for fewer units, or give every unit a size",
        )
    certain = np.zeros(measure.size, dtype=np.bool_)
    while True:
        probability = _proportional(measure, wanted, certain)
        reached = possible & (probability >= 1 - ALMOST)
        if np.array_equal(reached, certain):
            return probability
        certain = reached


def draw_pps_systematic(
    ids: npt.ArrayLike,
    sizes: Numbers,
    n: int,
    *,
    seed: str,
    start: Written | None = None,
    reserve: int = 0,
) -> Draw:
    """Systematic draw proportional to size: unit k where sum_{j<k} pi <= u + i < sum_{j<=k} pi.

    Parameters
    ----------
    ids : array_like of str or int, shape (N,)
        In the order of the frame, which decides.
    sizes, n
        As in `inclusion_probabilities`.
    seed : str
        Written down before the draw.
    start : written figure, optional
        u in [0, 1), to repeat a draw made by other means; by default from the seed.
    reserve : int
        Further units, drawn one after the other from those that are left, each time proportional
        to size: in the order of -log(1 - r_k) / x_k, r_k being the unit's own random number. A
        unit that replaces another does not inherit its inclusion probability.

    Returns
    -------
    Draw
        `main` in the order of the frame, exactly n units; `reserve` in the order of replacement.

    Raises
    ------
    AnalysisError
        Those of `inclusion_probabilities`, `seed_missing`, `id_missing`, `id_type`, `id_twice`,
        `start_range`, `not_a_count`.

    Notes
    -----
    Certain units are set aside first, which changes no unit drawn. Source: Madow (1949), Ann.
    Math. Stat. 20, 333-354; Tillé (2006), ch. 7; the reserve is Rosén's (1997) successive
    sampling, J. Statist. Plann. Inference 62, 159-191. Test: tests/analysis/sampling/test_pps.
    """
    rows, sown = check_ids(ids), check_seed(seed)
    _one_size_each(sizes, rows)
    probability, offset = inclusion_probabilities(sizes, n), start_of(start, sown)
    drawn = probability == 1
    others = np.flatnonzero(~drawn)
    drawn[others] = _systematic(probability[others], float(offset), n - int(drawn.sum()))
    method = f"systematic, proportional to size, start {float(offset):.6f}"
    order = _successive(rows, as_floats("sizes", sizes), sown, ~drawn)
    return _draw(drawn, probability, order, reserve, seed=sown, method=method)


def draw_poisson(ids: npt.ArrayLike, sizes: Numbers, n: int, *, seed: str) -> Draw:
    """Poisson draw proportional to size: the units whose own random number is below pi_k.

    The number drawn is random, n on average; the order of the frame plays no part, and a frame
    that grows keeps its sample as far as possible. Parameters, result and errors as in
    `draw_pps_systematic`, without a start.

    Notes
    -----
    Random number: first 13 hexadecimal digits of SHA-256(seed|id) / 16^13. Source: Brewer, Early
    & Joyce (1972), Austral. J. Statist. 14, 231-239. Test: tests/analysis/sampling/test_pps.
    """
    rows, sown = check_ids(ids), check_seed(seed)
    _one_size_each(sizes, rows)
    probability = inclusion_probabilities(sizes, n)
    drawn = random_numbers(rows, sown) < probability
    nobody: Places = np.zeros(0, dtype=np.intp)
    method = "Poisson, proportional to size"
    return _draw(drawn, probability, nobody, 0, seed=sown, method=method)


def _systematic(probability: Floats, start: float, n: int) -> Booleans:
    """Which units hold one of the points start, start + 1, ... on their cumulated probability."""
    edges = np.concatenate([[0.0], np.cumsum(probability)])
    edges[edges >= edges[-1]] = n
    points_below = np.ceil(edges - start)
    return np.diff(points_below) > 0


def _proportional(measure: Floats, n: int, certain: Booleans) -> Floats:
    """1 for the certain units, and the rest of n in proportion to size for the others."""
    rest = measure[~certain].sum()
    share = (n - certain.sum()) / rest if rest > 0 else 0.0
    return np.where(certain, 1.0, share * measure)


def _successive(rows: list[str], measure: Floats, seed: str, left: Booleans) -> Places:
    """The units that are left and have a size, as successive draws would take them."""
    places = np.flatnonzero(left & (measure > 0))
    keys = -np.log1p(-random_numbers(rows, seed)[places]) / measure[places]
    order: Places = places[np.argsort(keys, kind="stable")]
    return order


def _draw(
    drawn: Booleans,
    probability: Floats,
    order: Places,
    reserve: int,
    *,
    seed: str,
    method: str,
) -> Draw:
    spare = int(as_counts("reserve", reserve, shape=()))
    short = max(spare - order.size, 0)
    return Draw(np.flatnonzero(drawn), order[:spare], probability, short, seed, method, TILLE)


def _sizes(sizes: Numbers) -> Floats:
    measure = as_floats("sizes", sizes)
    if measure.ndim != 1:
        raise AnalysisError("shape", f"sizes have shape {measure.shape}, not (N,)")
    if np.any(measure < 0):
        raise AnalysisError("negative_size", "a size is negative", cure="write 0 to leave it out")
    return measure


def _one_size_each(sizes: Numbers, rows: list[str]) -> None:
    as_floats("sizes", sizes, shape=(len(rows),))
