"""Draws that can be repeated from a written seed: simple random and stratified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.arrays import Floats, Integers, Places, as_codes
from analysis.errors import AnalysisError
from analysis.sampling.figures import as_counts
from analysis.sampling.order import REFERENCE, check_ids, check_seed, random_order


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """What was drawn.

    Parameters
    ----------
    main, reserve : int64 places of rows
        In the order of drawing, stratum after stratum; the reserve goes on where main ends, so
        its rows are taken from the top of their stratum.
    probability : float64, shape (N,)
        Inclusion probability of every row of the frame in the main list.
    reserve_short : int
        Reserve rows asked for that the frame did not have.
    seed, method, reference : str
        The seed as it was hashed, what was drawn, and where it is described.
    """

    main: Places
    reserve: Places
    probability: Floats
    reserve_short: int
    seed: str
    method: str
    reference: str


def draw_simple(ids: npt.ArrayLike, n: int, *, seed: str, reserve: int = 0) -> Draw:
    """Simple random sample without replacement: the n rows whose SHA-256(seed|id) is smallest.

    Parameters
    ----------
    ids : array_like of str or int, shape (N,)
        Each row's own id. The order of the rows plays no part.
    n, reserve : int
        Rows of the main list and of the reserve, 0 or more.
    seed : str
        Written down before the draw. The same seed gives the same rows everywhere.

    Returns
    -------
    Draw
        Inclusion probability n / N.

    Raises
    ------
    AnalysisError
        `seed_missing`, `shape`, `id_missing`, `id_type`, `id_twice`, `not_a_count`,
        `sample_exceeds_population`.

    Notes
    -----
    Enlarging n keeps every row drawn before. Source: Ohlsson (1995).
    Tests: tests/analysis/sampling/test_draws.
    """
    rows = check_ids(ids)
    one = np.zeros(len(rows), dtype=np.int64)
    wanted, spare = as_counts("n", [n]), as_counts("reserve", [reserve])
    return _draw_in_strata(
        rows, one, wanted, spare, seed=seed, method="simple random without replacement"
    )


def draw_stratified(
    ids: npt.ArrayLike,
    strata: npt.ArrayLike,
    sizes: Mapping[Any, int],
    *,
    seed: str,
    reserve: Mapping[Any, int] | int = 0,
) -> Draw:
    """Simple random samples in every stratum, lists in the sorted order of the strata.

    Parameters
    ----------
    ids, seed
        As in `draw_simple`; ids are unique over all strata.
    strata : array_like, shape (N,)
        The stratum of each row.
    sizes : mapping of stratum to n_h
        For every stratum of the frame, 0 where nothing is to be drawn.
    reserve : int or mapping of stratum to int
        Reserve rows for each stratum.

    Returns
    -------
    Draw
        Inclusion probability n_h / N_h.

    Raises
    ------
    AnalysisError
        Those of `draw_simple`, `stratum_without_size`, `stratum_unknown`, `missing_label`,
        `mixed_labels` (of strata).

    Notes
    -----
    Source: Cochran (1977), ch. 5; Ohlsson (1995). Tests: tests/analysis/sampling/test_draws.
    """
    rows = check_ids(ids)
    labels, stratum = as_codes("strata", strata, n=len(rows))
    wanted = _by_stratum("sizes", labels, sizes)
    asked = reserve if isinstance(reserve, Mapping) else dict.fromkeys(labels.tolist(), reserve)
    spare = _by_stratum("reserve", labels, asked)
    return _draw_in_strata(
        rows, stratum, wanted, spare, seed=seed, method="stratified simple random"
    )


def _draw_in_strata(
    rows: list[str],
    stratum: Places | Integers,
    n: Integers,
    spare: Integers,
    *,
    seed: str,
    method: str,
) -> Draw:
    """The first n_h of each stratum in random order, then its reserve."""
    sown = check_seed(seed)
    population = np.bincount(stratum, minlength=n.size)
    check_sizes(n, population)
    order = random_order(rows, sown)
    order = order[np.argsort(stratum[order], kind="stable")]
    sorted_stratum = stratum[order]
    rank = np.arange(len(rows)) - (np.cumsum(population) - population)[sorted_stratum]
    first, last = n[sorted_stratum], (n + spare)[sorted_stratum]
    short = np.maximum(n + spare - population, 0).sum()
    probability = (n / np.maximum(population, 1))[stratum]
    return Draw(
        main=order[rank < first],
        reserve=order[(rank >= first) & (rank < last)],
        probability=probability,
        reserve_short=int(short),
        seed=sown,
        method=method,
        reference=REFERENCE,
    )


def _by_stratum(name: str, labels: npt.NDArray[Any], asked: Mapping[Any, int]) -> Integers:
    """The numbers in the order of the labels; both must name the same strata."""
    strata = labels.tolist()
    without = [label for label in strata if label not in asked]
    if without:
        raise AnalysisError(
            "stratum_without_size",
            f"{name} say nothing of {len(without)} strata, such as {without[0]!r}",
            cure="write 0 for a stratum that is left out on purpose",
        )
    unknown = [label for label in asked if label not in set(strata) and asked[label]]
    if unknown:
        raise AnalysisError(
            "stratum_unknown",
            f"{name} name {len(unknown)} strata without rows, such as {unknown[0]!r}",
            cure="compare the names of the strata with those of the frame",
        )
    return as_counts(name, [asked[label] for label in strata], shape=(len(strata),))


def check_sizes(n: Integers, population: Integers) -> None:
    """Refuse more rows than there are."""
    if np.any(n > population):
        raise AnalysisError(
            "sample_exceeds_population",
            f"more rows are asked for than there are, in {int(np.sum(n > population))} strata",
            cure="ask for at most the rows of the frame",
        )
