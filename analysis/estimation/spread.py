"""The variance of answers in the population, with its standard error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.arrays import Numbers
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import Domains, whole_sample
from analysis.estimation.estimates import means
from analysis.estimation.linearised import answers, linearised_ratios
from analysis.estimation.results import Estimates


def variances(
    design: SurveyDesign, values: Numbers, *, domains: Domains | None = None
) -> Estimates:
    """S² = n / (n - 1) sum of w (y - ȳ)² / sum of w, item by item and domain by domain.

    The variance of S² is that of the mean of (y - ȳ)²: the derivative by ȳ is 0.

    Parameters and errors as `means`. NaN with fewer than two answers; n counts those who answered.

    Notes
    -----
    R survey: `svyvar`, which with `na.rm=TRUE` takes for n all rows, blanks included; ours are
    (n - 1) / n of it apart then. Test: tests/analysis/estimation/test_design_effect.py.
    """
    groups = whole_sample(design.n) if domains is None else domains
    given = answers(design, groups, values, np.ones(design.n))
    mean, _ = linearised_ratios(design, groups, given)
    centre = groups.of_row(np.where(np.isnan(mean), 0.0, mean))
    squares = np.where(given.answered, (given.numerator - centre) ** 2, np.nan)
    average = means(design, squares, domains=groups)
    n = average.n.astype(np.float64)
    scale = np.divide(n, n - 1, out=np.full(len(n), np.nan), where=n > 1)
    return replace(
        average,
        estimate=average.estimate * scale,
        covariance=average.covariance * np.outer(scale, scale),
        method=average.method.replace("ratio", "variance of answers"),
    )
