"""The intervals this software publishes: one rule for a share, one for an index of many items."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Booleans, Floats, Numbers, as_known_or_missing, as_level
from analysis.errors import AnalysisError
from analysis.intervals.checks import as_sizes, one_shape
from analysis.intervals.clopper_pearson import beta_limits
from analysis.intervals.effective import effective_n
from analysis.intervals.hypergeometric import hypergeometric
from analysis.intervals.interval import Interval
from analysis.intervals.korn_graubard import korn_graubard_n
from analysis.intervals.rules import (
    Figures,
    Rule,
    RuledInterval,
    checked_figures,
    ruled,
    without_interval,
)
from analysis.intervals.wilson import wilson

SHARE_METHOD = "Korn-Graubard, n_eff at most Kish's; exact hypergeometric for small populations"
SHARE_REFERENCE = "Korn and Graubard (1998); Parker et al. (2017); Wright (1991)"
INDEX_METHOD = "Wilson with t, n_eff at most the survey's ratio times n"
INDEX_REFERENCE = "Wilson (1927); Franco, Little, Louis and Slud (2019)"
#: Above this part of the population asked, its smallness counts.
EXACT_FROM_FRACTION = 0.1
#: Beyond this population the exact limits gain nothing that their time is worth.
EXACT_UP_TO = 10_000
#: A form of many items is never taken for more than so many independent answers.
LARGEST_RATIO = 5.0
#: How far weights may be from equal, or a count from whole, by rounding alone.
ROUNDING = 1e-9


def share_interval(
    p: Numbers,
    variance: Numbers,
    n: Numbers,
    df: Numbers,
    *,
    kish_n: Numbers,
    population: Numbers | None = None,
    level: float = 0.95,
) -> RuledInterval:
    """The published interval of a share on one item.

    1. n < 2 or df <= 0: none. n = N: none either, the share is the population's.
    2. Equal weights (kish_n = n), n/N > 0.1 and N <= 10,000: exact hypergeometric limits, widened
       to p where no whole number of the population gives p.
    3. Else Korn-Graubard with n_eff = p (1-p)/v (t_{n-1}/t_df)², at most kish_n; where v = 0,
       n_eff = kish_n (t_{n-1}/t_df)².

    The cap is Kish's n_eff, not n: capped at n the coverage falls below the level once the weights
    have a deff above 1.3, and a unit at 100 % would look less certain than one at 99.9 %.

    Parameters
    ----------
    p : array_like
        Weighted shares, 0..1; NaN is missing.
    variance : array_like
        Their variances under the design.
    n : array_like
        Numbers of answers.
    df : array_like
        Answers less strata that hold answers (or PSUs less strata).
    kish_n : array_like
        (sum w)² / sum w² over the answers; n itself for equal weights.
    population : array_like, optional
        Population sizes N; NaN or None is unknown and taken as large.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    RuledInterval
        Broadcast shape; limits in [0, 1] around p, or NaN with the reason in `rule`.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_variance`, `variance_at_edge`, `negative_size`,
        `kish_above_n`, `more_answers_than_population`, `not_finite`, `not_a_number`, `level`,
        `shape`.

    Notes
    -----
    Coverage: docs/statistics/interval-coverage.md. Korn and Graubard (1998); the cap: Parker et al.
    (2017), Vital and Health Statistics 2(175); Wright (1991).
    Checked in tests/analysis/intervals/test_recommended.py and test_coverage.py.
    """
    level = as_level(level)
    figures = checked_figures(p, variance, n, df, population, worth=as_sizes("kish_n", kish_n))
    _check_kish(figures.worth, figures.n)
    share, variances, sizes = figures.p, figures.variance, figures.n
    rule = np.where(variances > 0, Rule.KORN_GRAUBARD, Rule.KORN_GRAUBARD_KISH)
    rule = np.where(_is_exact(figures), Rule.HYPERGEOMETRIC, rule)
    rule = without_interval(figures, rule)
    n_eff = korn_graubard_n(
        share,
        variances,
        sizes,
        df=figures.df,
        level=level,
        capped=False,
        at_zero_variance=figures.worth,
    )
    n_eff = np.minimum(n_eff, figures.worth)
    low, high = beta_limits(n_eff * share, n_eff * (1 - share), (1 - level) / 2)
    exact = rule == Rule.HYPERGEOMETRIC
    low[exact], high[exact] = _exact_limits(figures, exact, level)
    interval = Interval(low, high, level, SHARE_METHOD, SHARE_REFERENCE)
    return ruled(figures, np.where(exact, sizes, n_eff), interval, rule)


def index_interval(
    p: Numbers,
    variance: Numbers,
    n: Numbers,
    df: Numbers,
    *,
    ratio: Numbers,
    kish_n: Numbers | None = None,
    population: Numbers | None = None,
    level: float = 0.95,
) -> RuledInterval:
    """The published interval of an index: the mean of the shares of many items.

    1. n < 2 or df <= 0: none. n = N: none either, the index is the population's.
    2. Else Wilson with the t quantile of df and n_eff = p (1-p)/v, at most m kish_n, where
       m = min(ratio, 5); n_eff = m kish_n where v = 0. Without a ratio (NaN) m = 1.

    Where v = 0 only Kish's n tells that the weights are unequal.

    Parameters
    ----------
    p : array_like
        Indexes on the scale 0..1; NaN is missing.
    variance : array_like
        Their variances, with the covariance of the items.
    n : array_like
        Numbers of forms.
    df : array_like
        Forms less strata that hold forms (or PSUs less strata).
    ratio : array_like
        `pooled_ratio` of all units of the survey, by their kish_n; NaN if no unit has a variance.
    kish_n : array_like, optional
        (sum w)² / sum w² over the forms; n itself by default, which is right for equal weights.
    population : array_like, optional
        Population sizes N; NaN or None is unknown.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    RuledInterval
        Broadcast shape; limits in [0, 1] around p, or NaN with the reason in `rule`.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_variance`, `variance_at_edge`, `negative_size`, `ratio`,
        `kish_above_n`, `more_answers_than_population`, `not_finite`, `not_a_number`, `level`,
        `shape`.

    Notes
    -----
    Coverage: docs/statistics/interval-coverage.md. Wilson (1927); the modelled effective size:
    Franco, Little, Louis and Slud (2019).
    Checked in tests/analysis/intervals/test_recommended.py and test_coverage.py.
    """
    as_level(level)
    kish, form_worth = one_shape(
        as_sizes("kish_n", n if kish_n is None else kish_n), _worth_of_a_form(ratio)
    )
    figures = checked_figures(p, variance, n, df, population, worth=kish * form_worth)
    _check_kish(kish, figures.n)
    n_eff = effective_n(figures.p, figures.variance, at_zero_variance=figures.worth)
    n_eff = np.minimum(n_eff, figures.worth)
    limits = wilson(figures.p, n_eff, level=level, df=figures.df)
    rule = np.where(figures.variance > 0, Rule.WILSON, Rule.WILSON_RATIO)
    named = Interval(limits.low, limits.high, level, INDEX_METHOD, INDEX_REFERENCE)
    return ruled(figures, n_eff, named, without_interval(figures, rule))


def _check_kish(kish_n: Floats, n: Floats) -> None:
    if np.any(kish_n > n * (1 + ROUNDING)):
        raise AnalysisError("kish_above_n", "Kish's effective n is above n")


def _worth_of_a_form(ratio: Numbers) -> Floats:
    values = as_known_or_missing("ratio", ratio)
    if np.any(values <= 0):
        raise AnalysisError("ratio", "a ratio is not above 0", cure="take it from pooled_ratio")
    return np.where(np.isnan(values), 1.0, np.minimum(values, LARGEST_RATIO))


def _is_exact(figures: Figures) -> Booleans:
    """Whether the answers are a simple random sample from a small population."""
    counted = figures.p * figures.n
    whole = np.abs(counted - np.round(counted)) <= ROUNDING * np.maximum(figures.n, 1)
    sizes = (figures.n == np.round(figures.n)) & (
        figures.population == np.round(figures.population)
    )
    equal = figures.worth >= figures.n * (1 - ROUNDING)
    large_part = figures.n > EXACT_FROM_FRACTION * figures.population
    small = large_part & (figures.population <= EXACT_UP_TO)
    return np.asarray(whole & sizes & equal & small)


def _exact_limits(figures: Figures, exact: Booleans, level: float) -> tuple[Floats, Floats]:
    """Hypergeometric limits, widened to the estimate where no whole K gives it."""
    p, n, population = figures.p[exact], figures.n[exact], figures.population[exact]
    found = hypergeometric(np.round(p * n), n, population, level=level)
    return np.minimum(found.low, p), np.maximum(found.high, p)
