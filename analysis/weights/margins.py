"""A categorical margin: the category of each row, and the known population total of each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Places, as_codes, as_floats, sums_by
from analysis.errors import AnalysisError


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """One categorical margin of the population.

    A row is a respondent, or a cell of respondents that share all categories.

    Parameters
    ----------
    name : str
        What is counted, such as `age`.
    codes : intp, shape (n,)
        Place of each row in `categories`.
    categories : tuple of str
        Labels, each once.
    totals : float64, shape (len(categories),)
        Known population totals, 0 or more, in the unit of the weights.

    Raises
    ------
    AnalysisError
        `shape`, `label_twice`, `code_out_of_range`, `not_finite`, `not_a_number`,
        `negative_total`.
    """

    name: str
    codes: Places
    categories: tuple[str, ...]
    totals: Floats

    def __post_init__(self) -> None:
        if len(set(self.categories)) != len(self.categories):
            raise AnalysisError("label_twice", f"{self.name} names a category twice")
        codes = np.asarray(self.codes)
        if codes.ndim != 1 or codes.dtype.kind not in "iu":
            raise AnalysisError("shape", f"the codes of {self.name} are no vector of integers")
        if codes.size and not 0 <= codes.min() <= codes.max() < len(self.categories):
            raise AnalysisError("code_out_of_range", f"{self.name} has a code without category")
        totals = as_floats(f"totals of {self.name}", self.totals, shape=(len(self.categories),))
        if np.any(totals < 0):
            raise AnalysisError("negative_total", f"{self.name} has a total below 0")
        object.__setattr__(self, "codes", codes.astype(np.intp, copy=False))
        object.__setattr__(self, "totals", totals)

    @classmethod
    def of(cls, name: str, labels: Any, totals: Mapping[Any, float]) -> Margin:
        """The margin of rows that carry labels.

        Parameters
        ----------
        name : str
            What is counted.
        labels : array_like, shape (n,)
            Label of each row, none missing.
        totals : mapping of label to total, or pandas Series
            Known population totals; its order is the order of the categories. Labels are compared
            as they are: 1 and 1.0 are one label, 1 and "1" are two.

        Raises
        ------
        AnalysisError
            `missing_label`, `mixed_labels`, `label_without_total`, `empty_category` (a positive
            total and no row), `zero_total` (rows and a total of 0), and those of `Margin`.
        """
        distinct, codes = as_codes(name, labels, n=np.size(labels))
        known = dict(totals)
        places = _places_of(name, distinct.tolist(), list(known))
        margin = cls(name, places[codes], tuple(map(str, known)), _values(name, known))
        check_support(margin, np.ones(codes.size))
        return margin

    @classmethod
    def crossed(
        cls, name: str, labels: Sequence[Any], totals: Mapping[tuple[Any, ...], float]
    ) -> Margin:
        """The margin of a cross-classification, such as unit x channel.

        Parameters
        ----------
        name : str
            What is counted.
        labels : sequence of array_like, each of shape (n,)
            Labels of each crossed variable.
        totals : mapping of tuple of labels to total, or pandas Series
            Known population total of each combination.

        Raises
        ------
        AnalysisError
            As `of`; labels of a row that stand in no key are a `label_without_total`.
        """
        if not labels:
            raise AnalysisError("shape", f"{name} crosses no variable")
        n, known = np.size(labels[0]), dict(totals)
        coded = [as_codes(name, column, n=n) for column in labels]
        keys = np.stack([codes for _, codes in coded], axis=1)
        distinct, cell = np.unique(keys, axis=0, return_inverse=True)
        values = [labels_.tolist() for labels_, _ in coded]
        found = [tuple(values[j][code] for j, code in enumerate(row)) for row in distinct.tolist()]
        places = _places_of(name, found, list(known))
        categories = tuple(" x ".join(map(str, key)) for key in known)
        margin = cls(name, places[cell.reshape(-1)], categories, _values(name, known))
        check_support(margin, np.ones(n))
        return margin

    @property
    def total(self) -> float:
        """The population: the sum of the totals."""
        return float(self.totals.sum())

    def weighted(self, weights: Floats) -> Floats:
        """The sum of the weights in each category, float64, shape (len(categories),)."""
        return sums_by(self.codes, weights, len(self.categories))

    def scaled_to(self, total: float) -> Margin:
        """The same shares of another population: totals times `total` / their sum.

        The cure for `margins_disagree`, where sources count the population differently.
        """
        if not self.total > 0:
            raise AnalysisError("zero_total", f"all totals of {self.name} are 0")
        return replace(self, totals=self.totals * (total / self.total))

    def taken(self, rows: Places) -> Margin:
        """The margin of the chosen rows, with the same totals."""
        return replace(self, codes=self.codes[rows])


def check_support(margin: Margin, weights: Floats) -> None:
    """Every positive total needs weight in the sample, and weight needs a positive total.

    Raises
    ------
    AnalysisError
        `empty_category`, `zero_total`.
    """
    found = margin.weighted(weights)
    empty = _names(margin, (found <= 0) & (margin.totals > 0))
    if empty:
        raise AnalysisError(
            "empty_category",
            f"{margin.name}: no row stands for {empty}",
            cure="merge the category with a similar one, in the totals too",
        )
    unwanted = _names(margin, (found > 0) & (margin.totals == 0))
    if unwanted:
        raise AnalysisError(
            "zero_total",
            f"{margin.name}: rows in {unwanted}, whose total is 0",
            cure="correct the total, or leave these rows out as not in the population",
        )


def _names(margin: Margin, chosen: Booleans) -> str:
    return ", ".join(margin.categories[place] for place in np.flatnonzero(chosen))


def _places_of(name: str, found: Sequence[Hashable], known: Sequence[Hashable]) -> Places:
    """The place of each label among the known ones, or `label_without_total`."""
    place = {label: number for number, label in enumerate(known)}
    unknown = [str(label) for label in found if label not in place]
    if unknown:
        raise AnalysisError(
            "label_without_total",
            f"{name}: no total for {', '.join(unknown)}",
            cure="add the total, or correct the labels",
        )
    return np.array([place[label] for label in found], dtype=np.intp)


def _values(name: str, totals: Mapping[Any, float]) -> Floats:
    return as_floats(f"totals of {name}", list(totals.values()))
