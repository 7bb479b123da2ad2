"""Which rule makes a published interval, when there is none, and what the result carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analysis.arrays import Floats, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.intervals.checks import (
    as_shares,
    as_sizes,
    as_variances,
    one_shape,
    without_edge_noise,
)
from analysis.intervals.interval import Interval

Rules = npt.NDArray[np.str_]


class Rule(StrEnum):
    """Which rule gave an interval, or why there is none."""

    UNKNOWN = "unknown"  # no estimate, variance, n or df: no interval
    TOO_FEW = "too_few"  # n < 2: no interval
    NO_FREEDOM = "no_freedom"  # df <= 0, one answer in each stratum: no interval
    CENSUS = "census"  # everybody answered: the estimate is the figure, no interval
    HYPERGEOMETRIC = "hypergeometric"  # equal weights, more than a tenth of a small population
    KORN_GRAUBARD = "korn_graubard"  # n_eff from the variance, at most Kish's
    KORN_GRAUBARD_KISH = "korn_graubard_kish"  # no variance: n_eff from the weights
    WILSON = "wilson"  # n_eff from the variance, at most the survey's ratio times n
    WILSON_RATIO = "wilson_ratio"  # no variance: n_eff = the survey's ratio times n


#: Rules under which there is no interval.
NO_INTERVAL = (Rule.UNKNOWN, Rule.TOO_FEW, Rule.NO_FREEDOM, Rule.CENSUS)


@dataclass(frozen=True, slots=True, eq=False)
class RuledInterval:
    """Estimates with their interval and the rule that gave it, element by element.

    Parameters
    ----------
    estimate, standard_error, n : float64
        As given, in one shape.
    effective_n : float64
        The effective number of answers the interval rests on; NaN where there is no interval.
    interval : Interval
        NaN where there is none.
    rule : str array
        Values of `Rule`: `result.rule == "census"` works.
    """

    estimate: Floats
    standard_error: Floats
    n: Floats
    effective_n: Floats
    interval: Interval
    rule: Rules


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What the rules look at, checked and in one shape. `worth`: n_eff without a variance."""

    p: Floats
    variance: Floats
    n: Floats
    df: Floats
    population: Floats
    worth: Floats


def checked_figures(
    p: Numbers,
    variance: Numbers,
    n: Numbers,
    df: Numbers,
    population: Numbers | None,
    *,
    worth: Floats,
) -> Figures:
    """The figures of the estimates in one shape; errors as `share_interval`."""
    shares, variances, sizes, freedom, whole, worth = one_shape(
        as_shares("p", p),
        as_variances("variance", variance),
        as_sizes("n", n),
        as_known_or_missing("df", df),
        as_sizes("population", np.nan if population is None else population),
        worth,
    )
    variances = without_edge_noise(shares, variances)
    figures = Figures(shares, variances, sizes, freedom, whole, worth)
    if np.any(figures.n > figures.population):
        raise AnalysisError(
            "more_answers_than_population",
            "n is above N",
            cure="correct the population of the unit, or count every person once",
        )
    return figures


def without_interval(figures: Figures, rule: Rules) -> Rules:
    """The rules, replaced by the reason where there can be no interval."""
    unknown = np.isnan(figures.p) | np.isnan(figures.n)
    unsettled = np.isnan(figures.variance + figures.df + figures.worth)
    reasons = {
        Rule.UNKNOWN: unknown,
        Rule.CENSUS: figures.n == figures.population,
        Rule.TOO_FEW: figures.n < 2,
        Rule.NO_FREEDOM: figures.df <= 0,
    }
    rule = np.where(unsettled, Rule.UNKNOWN, rule)
    return np.asarray(np.select(list(reasons.values()), list(reasons), default=rule))


def ruled(figures: Figures, effective_n: Floats, interval: Interval, rule: Rules) -> RuledInterval:
    """The result, with NaN where the rule says that there is no interval."""
    none = np.isin(rule, [str(reason) for reason in NO_INTERVAL])
    shown = Interval(
        np.where(none, np.nan, interval.low),
        np.where(none, np.nan, interval.high),
        interval.level,
        interval.method,
        interval.reference,
    )
    n_eff = np.where(none, np.nan, effective_n)
    error = np.asarray(np.sqrt(figures.variance))
    return RuledInterval(figures.p, error, figures.n, n_eff, shown, rule)
