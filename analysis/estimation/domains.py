"""Domains: the groups of rows that estimates are wanted for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Places, as_codes, missing_labels
from analysis.errors import AnalysisError
from analysis.estimation.stages import grouped_sums


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

    code: Places
    labels: tuple[tuple[str, ...], ...]

    @property
    def count(self) -> int:
        """D, the number of domains."""
        return len(self.labels)

    @property
    def outside(self) -> int:
        """How many rows are in no domain; they stay in the design."""
        return int(np.count_nonzero(self.code < 0))

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
        Labels of the rows. A missing label (None, NaN), or one that is not among `levels`, puts the
        row in no domain: `outside` counts such rows.
    levels : tuple of tuples, optional
        The labels of each variable, in the wanted order; without it those that occur, sorted. All
        their combinations are domains, those without a row too. 1, 1.0 and "1" name one label.

    Raises
    ------
    AnalysisError
        `no_domain`, `shape`, `levels`, `label_twice` (in the levels), `mixed_labels`.

    Notes
    -----
    R survey: `svyby(~y, ~a + b)`. Tests: tests/analysis/estimation/test_domains.py.
    """
    if not variables:
        raise AnalysisError("no_domain", "no variable makes the domains")
    if levels is not None and len(levels) != len(variables):
        raise AnalysisError(
            "levels", f"{len(levels)} sets of levels for {len(variables)} variables"
        )
    code = np.zeros(np.size(variables[0]), dtype=np.intp)
    wanted: list[tuple[str, ...]] = []
    for number, variable in enumerate(variables):
        names, own = _labelled(variable, None if levels is None else levels[number], n=len(code))
        code = np.where((code < 0) | (own < 0), -1, code * len(names) + own)
        wanted.append(names)
    return Domains(code, tuple(product(*wanted)))


def _labelled(
    variable: Any, levels: tuple[Any, ...] | None, *, n: int
) -> tuple[tuple[str, ...], Places]:
    """Names of the labels of one variable, and the place of each row's, -1 where it has none."""
    labels = np.asarray(variable)
    if labels.shape != (n,):
        raise AnalysisError("shape", f"a domain variable has shape {labels.shape}, not ({n},)")
    known = ~missing_labels(labels)
    distinct, code = as_codes("domain", labels[known], n=int(known.sum()))
    chosen = distinct.tolist() if levels is None else list(levels)
    place = {_name(label): number for number, label in enumerate(chosen)}
    if len(place) < len(chosen):
        raise AnalysisError("label_twice", f"a label stands twice in {tuple(chosen)}")
    found = [place.get(_name(label), -1) for label in distinct.tolist()]
    own = np.full(n, -1, dtype=np.intp)
    own[known] = np.array(found, dtype=np.intp)[code]
    return tuple(place), own


def _name(label: object) -> str:
    """A label as text; whole numbers read from a column with blanks are floats: 1.0 is 1."""
    return f"{label:.0f}" if isinstance(label, float) and label.is_integer() else str(label)


def whole_sample(n: int) -> Domains:
    """One domain that holds every row."""
    return Domains(np.zeros(n, dtype=np.intp), ((),))
