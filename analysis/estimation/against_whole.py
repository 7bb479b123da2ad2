"""Domains against the whole sample that holds them."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Numbers
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import Domains, whole_sample
from analysis.estimation.linearised import answers, linearised_ratios
from analysis.estimation.results import Contrasts
from analysis.estimation.variance import covariance_of_totals


def differences_from_whole(
    design: SurveyDesign, numerator: Numbers, denominator: Numbers, *, domains: Domains
) -> Contrasts:
    """The ratio of each domain minus that of the whole sample, with their covariance.

    A domain is part of the whole, so that the two are correlated: the linearised value of
    R_d - R is z_d - z, the first 0 outside the domain. With the denominator 1: means and shares.

    Parameters
    ----------
    design : SurveyDesign
    numerator, denominator : array_like (n,) or (n, k)
        As in `estimates.ratios`; NaN = no answer.
    domains : Domains
        The whole sample takes in the rows in none of them.

    Returns
    -------
    Contrasts
        r = D k, place d k + j for item j of domain d; NaN where the domain is unknown.

    Raises
    ------
    AnalysisError
        Those of `estimates.ratios`.

    Notes
    -----
    What "clearly above the mean" is judged by. R survey: `svycontrast` on the totals of the domain
    and of the whole. Test: tests/analysis/estimation/test_contrasts.py.
    """
    every = whole_sample(design.n)
    inner = answers(design, domains, numerator, denominator)
    outer = answers(design, every, numerator, denominator)
    of_domain, part = linearised_ratios(design, domains, inner)
    of_whole, whole = linearised_ratios(design, every, outer)
    value = (of_domain - of_whole).reshape(-1)
    linearised = domains.spread(part) - np.tile(whole, (1, domains.count))
    member = np.tile(outer.answered, (1, domains.count))
    covariance = covariance_of_totals(design, linearised, member=member)
    unknown = np.isnan(value)
    covariance[unknown, :] = np.nan
    covariance[:, unknown] = np.nan
    return Contrasts(
        value,
        covariance,
        "difference from the whole, linearised",
        "Särndal, Swensson, Wretman (1992), 5.6-5.8",
    )
