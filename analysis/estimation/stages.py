"""One stage of selection: which units were drawn, from which strata, out of how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.arrays import Booleans, Floats, Numbers, Places, as_codes
from analysis.errors import AnalysisError

#: More than the sample in the population, up to rounding of a given sampling fraction.
ROUNDING = 1e-9
#: Places up to this many times the rows are counted in a table instead of being sorted.
DENSE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage of selection, as a caller describes it, row by row.

    Parameters
    ----------
    clusters : array_like (n,), optional
        The unit of this stage each row belongs to; without it every row is a unit of its own.
    strata : array_like (n,), optional
        The stratum each unit was drawn from; without it there is one stratum.
    population : array_like (n,) or number, optional
        How many units of this stage the row's stratum holds in the population (counts, not
        fractions; `inf` for a stratum drawn with replacement).
    fraction : array_like (n,) or number, optional
        The sampling fraction of the row's stratum, in (0, 1]. At most one of the two is given;
        without both the stage counts as drawn with replacement.
    nested : bool
        True where cluster labels start again in every stratum, so that cluster 1 of stratum A and
        cluster 1 of stratum B differ.
    """

    clusters: Any = None
    strata: Any = None
    population: Numbers | None = None
    fraction: Numbers | None = None
    nested: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """One stage with labels resolved to codes; strata lie inside the clusters above.

    Parameters
    ----------
    cluster : intp (n,)
        The cluster of each row, 0..C-1.
    stratum : intp (C,)
        The stratum of each cluster, 0..H-1.
    parent : intp (H,)
        The cluster of the stage above that holds the stratum (0 at the first stage).
    labels : tuple of str (H,)
        Names of the strata, for messages.
    sampled, population : float64 (H,)
        Clusters drawn, and clusters in the population (`inf`: with replacement).
    """

    cluster: Places
    stratum: Places
    parent: Places
    labels: tuple[str, ...]
    sampled: Floats
    population: Floats

    @property
    def fraction(self) -> Floats:
        """f_h = n_h / N_h, 0 for a stratum drawn with replacement."""
        return self.sampled / self.population

    def cluster_totals(self, values: Floats) -> Floats:
        """Sums of the rows (n, k) of each cluster, (C, k)."""
        if len(self.stratum) == len(self.cluster):
            totals = np.empty_like(values)
            totals[self.cluster] = values
            return totals
        return grouped_sums(self.cluster, len(self.stratum), values)

    def present(self, member: Booleans) -> Floats:
        """How many clusters of each stratum hold a member row, by column: (n, k) to (H, k)."""
        seen = self.cluster_totals(member.astype(np.float64)) > 0
        return grouped_sums(self.stratum, len(self.sampled), seen.astype(np.float64))


def grouped_sums(group: Places, groups: int, values: Floats) -> Floats:
    """Sums of the rows of `values` (n, k) by group code, (groups, k)."""
    ones = np.ones(len(group))
    membership = sparse.csr_matrix((ones, group, np.arange(len(group) + 1)), (len(group), groups))
    return np.asarray(membership.T @ values, dtype=np.float64)


def select(stage: Stage, *, n: int, above: Selection | None) -> Selection:
    """The stage as codes, checked.

    Raises
    ------
    AnalysisError
        `shape`; `missing_label`, `mixed_labels` (of strata or clusters);
        `cluster_in_two_strata`; `two_corrections`; `not_a_count`; `not_a_fraction`;
        `correction_varies`; `population_below_sample`.
    """
    parent = np.zeros(n, dtype=np.intp) if above is None else above.cluster
    names = np.zeros(n, dtype=np.intp) if stage.strata is None else stage.strata
    labels, own = _label_codes("strata", names, n)
    stratum_row = _crossed(parent, own)
    cluster = _clusters(stage, stratum_row, parent)
    first = _first_rows(cluster)
    stratum = stratum_row[first]
    if np.any(stratum[cluster] != stratum_row):
        raise AnalysisError(
            "cluster_in_two_strata",
            "a cluster label occurs in more than one stratum",
            cure="correct the labels, or give nested=True if they start again in each stratum",
        )
    rows = _first_rows(stratum_row)
    sampled = np.bincount(stratum).astype(np.float64)
    return Selection(
        cluster=cluster,
        stratum=stratum,
        parent=parent[rows],
        labels=tuple(_label(labels, own[row], parent[row], above) for row in rows),
        sampled=sampled,
        population=_population(stage, stratum_row, sampled),
    )


def _clusters(stage: Stage, stratum_row: Places, parent: Places) -> Places:
    n = len(stratum_row)
    if stage.clusters is None:
        return np.arange(n)
    own = _label_codes("clusters", stage.clusters, n)[1]
    return _crossed(stratum_row if stage.nested else parent, own)


def _crossed(outer: Places, inner: Places) -> Places:
    """Places of the pairs that occur."""
    if len(outer) == 0:
        return outer
    return dense_codes(outer * (inner.max() + 1) + inner)[1]


def dense_codes(numbers: Places) -> tuple[Places, Places]:
    """The distinct numbers (0 or more), sorted, and the place of each; without sorting the rows."""
    if len(numbers) == 0 or numbers.max() > DENSE * len(numbers) + DENSE:
        distinct, place = np.unique(numbers, return_inverse=True)
        return distinct, place.astype(np.intp).reshape(len(numbers))
    present = np.zeros(int(numbers.max()) + 1, dtype=np.bool_)
    present[numbers] = True
    return np.flatnonzero(present), (np.cumsum(present) - 1)[numbers]


def _label_codes(name: str, labels: Any, n: int) -> tuple[npt.NDArray[Any], Places]:
    """As `as_codes`; whole numbers from 0 on are not sorted."""
    array = np.asarray(labels)
    if array.shape == (n,) and n and array.dtype.kind in "iu" and array.min() >= 0:
        return dense_codes(array.astype(np.intp))
    return as_codes(name, array, n=n)


def _first_rows(codes: Places) -> Places:
    """The first row of each code, all of 0..C-1 being present."""
    first = np.empty(int(codes.max()) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _label(labels: npt.NDArray[Any], own: int, parent: int, above: Selection | None) -> str:
    return str(labels[own]) if above is None else f"{labels[own]} in cluster {parent}"


def _population(stage: Stage, stratum_row: Places, sampled: Floats) -> Floats:
    """N_h from counts or from fractions; never guessed from the size of the number."""
    if stage.population is not None and stage.fraction is not None:
        raise AnalysisError(
            "two_corrections",
            "population and fraction are both given",
            cure="give the counts N_h or the fractions n_h / N_h, not both",
        )
    if stage.population is None and stage.fraction is None:
        return np.full(len(sampled), np.inf)
    if stage.population is not None:
        population = _counts(stage.population, stratum_row)
    else:
        population = sampled / _fractions(stage.fraction, stratum_row)
    short = population < sampled * (1 - ROUNDING)
    if np.any(short):
        raise AnalysisError(
            "population_below_sample",
            f"{int(short.sum())} strata hold fewer units in the population than were drawn",
            cure="count the units of this stage (clusters, not persons) in each stratum",
        )
    return np.maximum(population, sampled)


def _counts(given: Numbers, stratum_row: Places) -> Floats:
    population = _by_stratum("population", given, stratum_row)
    if np.any(population < 1):
        raise AnalysisError(
            "not_a_count",
            "population holds values below 1",
            cure="give sampling fractions as fraction=",
        )
    return population


def _fractions(given: Numbers | None, stratum_row: Places) -> Floats:
    fraction = _by_stratum("fraction", given, stratum_row)
    if np.any((fraction <= 0) | (fraction > 1)):
        raise AnalysisError(
            "not_a_fraction",
            "fraction holds values outside (0, 1]",
            cure="give counts as population=",
        )
    return fraction


def _by_stratum(name: str, values: Numbers | None, stratum_row: Places) -> Floats:
    try:
        rows = np.broadcast_to(np.asarray(values, dtype=np.float64), stratum_row.shape)
    except (TypeError, ValueError) as error:
        raise AnalysisError("shape", f"{name} is neither a number nor one per row") from error
    if np.isnan(rows).any():
        raise AnalysisError("not_finite", f"{name} holds missing values")
    first = rows[_first_rows(stratum_row)]
    if np.any(first[stratum_row] != rows):
        raise AnalysisError(
            "correction_varies",
            f"{name} differs between rows of one stratum",
            cure="give every row the value of its stratum",
        )
    return np.asarray(first, dtype=np.float64)
