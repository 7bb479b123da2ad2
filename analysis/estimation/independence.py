"""Whether two questions are independent: Rao and Scott's second-order corrected test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, special

from analysis.arrays import Floats
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.estimates import means


@dataclass(frozen=True, slots=True)
class IndependenceTest:
    """Rao and Scott's F test of a two-way table.

    Parameters
    ----------
    pearson : float
        X² of the weighted table scaled to n, not corrected for the design.
    statistic : float
        F = X² / sum of the generalised design effects.
    numerator_df, denominator_df : float
    p_value : float
    n : int
        Rows that answered both questions.
    left_out : int
        Rows that did not.
    method, reference : str
    """

    pearson: float
    statistic: float
    numerator_df: float
    denominator_df: float
    p_value: float
    n: int
    left_out: int
    method: str
    reference: str


def independence_test(
    design: SurveyDesign,
    rows: Any,
    columns: Any,
    *,
    row_categories: tuple[Any, ...],
    column_categories: tuple[Any, ...],
) -> IndependenceTest:
    """Test that the answers to two questions are independent in the population.

    With cell shares p (V their covariance under the design), margins p_i and p_j, and the
    generalised design effects, the eigenvalues of Delta = (C'D⁻¹C / n)⁻¹ C'D⁻¹VD⁻¹C, D = diag(p),
    C the interactions orthogonal to the margins::

        X² = n sum of (p_ij - p_i p_j)² / (p_i p_j)
        F  = X² / tr Delta  ~  F(d, d df),   d = (tr Delta)² / tr Delta²

    Parameters
    ----------
    design : SurveyDesign
    rows, columns : array_like (n,)
        Answers; one that is not among the categories leaves the row out, and is counted.
    row_categories, column_categories : tuple
        Two categories or more, each of which somebody chose.

    Raises
    ------
    AnalysisError
        `shape`, `too_few_categories`, `empty_category`, `no_degrees_of_freedom`, and those of the
        variance.

    Notes
    -----
    Rao, Scott (1984), Annals of Statistics 12; Thomas, Rao (1987). R survey: `svychisq`. Test:
    tests/analysis/estimation/test_independence.py.
    """
    cell, shape = _cells(design, (rows, columns), (row_categories, column_categories))
    answered = cell >= 0
    indicator = np.where(answered[:, None], cell[:, None] == np.arange(np.prod(shape)), np.nan)
    shares = means(design, indicator)
    table = shares.estimate.reshape(shape)
    if not np.all(table.sum(axis=0) > 0) or not np.all(table.sum(axis=1) > 0):
        raise AnalysisError(
            "empty_category", "nobody chose one of the categories", cure="leave it out"
        )
    n, df = int(answered.sum()), _degrees_of_freedom(design, int(shares.df_answered[0]))
    if df < 1:
        raise AnalysisError("no_degrees_of_freedom", "no more clusters than strata answered")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = n * float(((table - expected) ** 2 / expected).sum())
    effects = _design_effects(table, shares.covariance, n)
    trace = float(np.trace(effects))
    order = trace**2 / float(np.trace(effects @ effects))
    statistic = pearson / trace
    return IndependenceTest(
        pearson=pearson,
        statistic=statistic,
        numerator_df=order,
        denominator_df=order * df,
        p_value=float(special.fdtrc(order, order * df, statistic)),
        n=n,
        left_out=design.n - n,
        method="Rao-Scott second-order F",
        reference="Rao, Scott (1984), Annals of Statistics 12, 46-60",
    )


def _degrees_of_freedom(design: SurveyDesign, answered: int) -> int:
    """Of those who answered; if calibrated of the design, for every row has a residual."""
    return answered if design.calibration is None else design.df


def _cells(
    design: SurveyDesign, answers: tuple[Any, Any], categories: tuple[tuple[Any, ...], ...]
) -> tuple[Floats, tuple[int, int]]:
    """The cell of each row, -1 where an answer is missing, and the shape of the table."""
    places = []
    for given, wanted in zip(answers, categories, strict=True):
        labels = np.asarray(given)
        if labels.shape != (design.n,):
            raise AnalysisError("shape", f"answers {labels.shape} are not one per row")
        if len(wanted) < 2:
            raise AnalysisError("too_few_categories", "a question needs two categories")
        place = np.full(design.n, -1.0)
        for number, category in enumerate(wanted):
            place[labels == category] = number
        places.append(place)
    shape = (len(categories[0]), len(categories[1]))
    missing = (places[0] < 0) | (places[1] < 0)
    return np.where(missing, -1.0, places[0] * shape[1] + places[1]), shape


def _design_effects(table: Floats, covariance: Floats, n: int) -> Floats:
    """Delta, whose eigenvalues are the design effects of the interactions."""
    interactions = _interactions(table.shape[0], table.shape[1])
    shares = table.reshape(-1)
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    scaled = inverse[:, None] * interactions
    simple = interactions.T @ scaled / n
    return np.asarray(linalg.solve(simple, scaled.T @ covariance @ scaled, assume_a="sym"))


def _interactions(rows: int, columns: int) -> Floats:
    """Contrasts of the cells that are 0 in every row and column sum, ((r c), (r-1)(c-1))."""
    down = np.eye(rows)[:, 1:] - 1 / rows
    across = np.eye(columns)[:, 1:] - 1 / columns
    return np.asarray(np.kron(down, across), dtype=np.float64)
