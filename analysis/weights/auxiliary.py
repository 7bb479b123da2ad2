"""Auxiliary variables of a calibration, used without ever building their matrix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from analysis.arrays import Floats, Places, sums_by
from analysis.weights.margins import Margin


@dataclass(frozen=True, slots=True, eq=False)
class Auxiliary:
    """The matrix x, shape (n, p): indicators of each margin's categories, then numeric columns.

    Indicators are the full set (not p - 1 of them), so x has dependent columns as soon as there
    are two margins: solve with a pseudo-inverse. Sums and cross-products come from counting, so
    that a million rows need no million x p matrix.

    Parameters
    ----------
    margins : tuple of Margin
        Categorical variables, n rows each.
    numeric : float64, shape (n, q)
        Numeric variables; q may be 0.
    """

    margins: tuple[Margin, ...]
    numeric: Floats

    @property
    def starts(self) -> tuple[int, ...]:
        """First column of each margin, and last the first numeric column."""
        sizes = [len(margin.categories) for margin in self.margins]
        return tuple(int(start) for start in np.cumsum([0, *sizes]))

    @property
    def width(self) -> int:
        """The number p of columns."""
        return self.starts[-1] + int(self.numeric.shape[1])

    def name_of(self, column: int) -> str:
        """What a column is, for messages."""
        for start, margin in zip(self.starts, self.margins, strict=False):
            if column < start + len(margin.categories):
                return f"{margin.name} = {margin.categories[column - start]}"
        return f"numeric variable {column - self.starts[-1] + 1}"

    def matrix(self) -> Floats:
        """x itself, float64, shape (n, p). Large: n p 8 bytes."""
        n = self.numeric.shape[0]
        x = np.zeros((n, self.width))
        for start, margin in zip(self.starts, self.margins, strict=False):
            x[np.arange(n), start + margin.codes] = 1.0
        x[:, self.starts[-1] :] = self.numeric
        return x

    def predictor(self, coefficients: Floats) -> Floats:
        """x' times the coefficients: float64, shape (n,)."""
        parts = zip(self.starts, self.margins, strict=False)
        terms = (coefficients[start:][margin.codes] for start, margin in parts)
        return reduce(np.add, terms, self.numeric @ coefficients[self.starts[-1] :])

    def totals(self, weights: Floats) -> Floats:
        """sum w x over the rows: float64, shape (p,)."""
        counted = [margin.weighted(weights) for margin in self.margins]
        return np.concatenate([*counted, weights @ self.numeric])

    def cross_product(self, weights: Floats) -> Floats:
        """sum w x x' over the rows: float64, shape (p, p), symmetric."""
        starts, last = self.starts, self.starts[-1]
        product = np.zeros((self.width, self.width))
        weighted = weights[:, None] * self.numeric
        product[last:, last:] = self.numeric.T @ weighted
        for i, margin in enumerate(self.margins):
            rows = slice(starts[i], starts[i + 1])
            for j, other in enumerate(self.margins[: i + 1]):
                columns = slice(starts[j], starts[j + 1])
                product[rows, columns] = _table(margin, other, weights)
                product[columns, rows] = product[rows, columns].T
            for k in range(self.numeric.shape[1]):
                product[rows, last + k] = margin.weighted(weighted[:, k])
            product[last:, rows] = product[rows, last:].T
        return product

    def taken(self, rows: Places) -> Auxiliary:
        """The auxiliary variables of the chosen rows."""
        return Auxiliary(tuple(m.taken(rows) for m in self.margins), self.numeric[rows])


def _table(rows: Margin, columns: Margin, weights: Floats) -> Floats:
    """The weighted cross-tabulation of two margins."""
    shape = (len(rows.categories), len(columns.categories))
    if rows is columns:
        return np.diag(rows.weighted(weights))
    cell = rows.codes * shape[1] + columns.codes
    return sums_by(cell, weights, shape[0] * shape[1]).reshape(shape)
