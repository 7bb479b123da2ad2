"""Totals, means, proportions and ratios, in the whole sample or by domain."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.arrays import Numbers, missing_labels
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import Domains, whole_sample
from analysis.estimation.linearised import answers, linearised_ratios, with_variance
from analysis.estimation.results import Estimates


def ratios(
    design: SurveyDesign,
    numerator: Numbers,
    denominator: Numbers,
    *,
    domains: Domains | None = None,
) -> Estimates:
    """Ratios of two totals, item by item and domain by domain, with Taylor-linearised variance.

    R = Y / X with Y = sum of w y, X = sum of w x over the rows of the domain that answered both;
    linearised values z = (y - R x) / X inside, 0 outside: a domain keeps the whole design.

    Parameters
    ----------
    design : SurveyDesign
    numerator, denominator : array_like (n,) or (n, k), or one number
        NaN = no answer: the row leaves this item only, and stays in the design and in the other
        items. One column of either serves all columns of the other; one number serves all rows.
    domains : Domains, optional
        Without it, the whole sample.

    Returns
    -------
    Estimates
        m = D k. Unknown (NaN) where X = 0: nobody answered.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite` (infinite values), and those of the variance.

    Notes
    -----
    R survey: `svyratio(na.rm=TRUE)`, `svyby`. Tests: tests/analysis/estimation/test_estimates.py.
    """
    groups = whole_sample(design.n) if domains is None else domains
    given = answers(design, groups, numerator, denominator)
    ratio, linearised = linearised_ratios(design, groups, given)
    method = "ratio, linearised"
    return with_variance(design, groups, ratio, linearised, answered=given.answered, method=method)


def means(design: SurveyDesign, values: Numbers, *, domains: Domains | None = None) -> Estimates:
    """Weighted means of those who answered: `ratios` with x = 1. R: `svymean(na.rm=TRUE)`.

    Parameters and errors as `ratios`; values (n,) or (n, k), NaN = no answer, items one by one.

    Notes
    -----
    Test: tests/analysis/estimation/test_estimates.py.
    """
    return ratios(design, values, np.ones(design.n), domains=domains)


def totals(design: SurveyDesign, values: Numbers, *, domains: Domains | None = None) -> Estimates:
    """Weighted totals over those who answered, linearised value z = y. R: `svytotal(na.rm=TRUE)`.

    Parameters and errors as `ratios`; a missing value adds nothing, and nothing is imputed for it.
    A total is unknown where no row with a weight answered.

    Notes
    -----
    Test: tests/analysis/estimation/test_estimates.py.
    """
    groups = whole_sample(design.n) if domains is None else domains
    given = answers(design, groups, values, np.ones(design.n))
    total = groups.sums(design.weights[:, None] * given.numerator)
    total[given.count == 0] = np.nan
    method = "total, linearised"
    return with_variance(
        design, groups, total, given.numerator, answered=given.answered, method=method
    )


def proportions(
    design: SurveyDesign,
    labels: Any,
    *,
    categories: tuple[Any, ...],
    domains: Domains | None = None,
) -> Estimates:
    """Share of each category among those who answered: `means` of indicators, one column each.

    Parameters
    ----------
    labels : array_like (n,)
        The answers. NaN, None or a label outside `categories` is no answer.
    categories : tuple
        The categories, in the wanted order; one that nobody chose has share 0.

    Raises
    ------
    AnalysisError
        `no_category`, `label_twice`, `shape`, and those of `ratios`.

    Notes
    -----
    Test: tests/analysis/estimation/test_estimates.py.
    """
    chosen = np.asarray(labels)
    if chosen.shape != (design.n,):
        raise AnalysisError("shape", f"labels have shape {chosen.shape}, not ({design.n},)")
    if not categories:
        raise AnalysisError("no_category", "no category to estimate")
    if len(set(categories)) < len(categories):
        raise AnalysisError("label_twice", f"a category stands twice in {categories}")
    known = ~missing_labels(chosen)
    indicator = np.zeros((design.n, len(categories)))
    for place, category in enumerate(categories):
        indicator[known, place] = chosen[known] == category
    indicator[indicator.sum(axis=1) == 0] = np.nan
    return means(design, indicator, domains=domains)
