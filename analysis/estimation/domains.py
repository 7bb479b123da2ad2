"""Domains: the groups of rows that estimates are wanted for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, as_codes
from analysis.errors import AnalysisError
from analysis.estimation.stages import Codes, grouped_sums


@dataclass(frozen=True, slots=True, eq=False)
class Domains:
    """A partition of some or all of the rows; made by `domains_of` and `whole_sample`.

    Parameters
    ----------
    code : intp (n,)
        The domain of each row, -1 for a row in none.
    labels : tuple of tuple of str (D,)
        One label per crossed variable; a domain without a row is legal, and unknown.
    """

    code: Codes
    labels: tuple[tuple[str, ...], ...]

    @property
    def count(self) -> int:
        """D, the number of domains."""
        return len(self.labels)

    def sums(self, values: Floats) -> Floats:
        """Sums of the rows (n, k) of each domain, (D, k)."""
        inside = self.code >= 0
        if inside.all():
            return grouped_sums(self.code, self.count, values)
        return grouped_sums(self.code[inside], self.count, values[inside])

    def of_row(self, values: Floats) -> Floats:
        """The values (D, k) of each row's domain, (n, k); those of domain 0 for a row in none."""
        return values[np.maximum(self.code, 0)]

    def spread(self, values: Floats) -> Floats:
        """Values (n, k) in the columns of their row's domain, 0 elsewhere: (n, D k)."""
        n, k = values.shape
        wide = np.zeros((n, self.count, k))
        inside = np.flatnonzero(self.code >= 0)
        wide[inside, self.code[inside]] = values[inside]
        return wide.reshape(n, self.count * k)

    def spread_mask(self, mask: Booleans) -> Booleans:
        """As `spread`, for a mask."""
        return self.spread(mask.astype(np.float64)) > 0


def domains_of(*variables: Any, levels: tuple[tuple[Any, ...], ...] | None = None) -> Domains:
    """The domains that one variable makes, or several crossed.

    Parameters
    ----------
    *variables : array_like (n,)
        Labels of the rows. A label that is not among `levels` puts the row in no domain.
    levels : tuple of tuples, optional
        The labels of each variable, in the wanted order; without it those that occur, sorted. All
        their combinations are domains, those without a row too.

    Raises
    ------
    AnalysisError
        `no_domain`, `shape`, `levels`.
    """
    if not variables:
        raise AnalysisError("no_domain", "no variable makes the domains")
    if levels is not None and len(levels) != len(variables):
        raise AnalysisError(
            "levels", f"{len(levels)} sets of levels for {len(variables)} variables"
        )
    n = len(np.asarray(variables[0]))
    code = np.zeros(n, dtype=np.intp)
    wanted: list[tuple[str, ...]] = []
    for number, variable in enumerate(variables):
        distinct, own = as_codes("domain", variable, n=n)
        names = [str(label) for label in distinct]
        chosen = names if levels is None else [str(label) for label in levels[number]]
        place = np.array([chosen.index(x) if x in chosen else -1 for x in names], dtype=np.intp)
        own = place[own] if n else own
        code = np.where((code < 0) | (own < 0), -1, code * len(chosen) + own)
        wanted.append(tuple(chosen))
    return Domains(code, tuple(product(*wanted)))


def whole_sample(n: int) -> Domains:
    """One domain that holds every row."""
    return Domains(np.zeros(n, dtype=np.intp), ((),))
