"""Shares of small units, drawn towards those of all units: the beta-binomial model."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betaincinv, xlogy

from analysis.arrays import Booleans, Floats, Numbers, as_known_or_missing, as_level
from analysis.errors import AnalysisError
from analysis.shrinkage.beta_likelihood import log_likelihood, maximise


class Variation(enum.StrEnum):
    """How the true shares of the units vary, by maximum likelihood."""

    ESTIMATED = "estimated"
    NONE = "none"  # no more than chance explains, or answers that cannot tell
    ALL_OR_NOTHING = "all_or_nothing"  # every unit stands at 0 or at 1
    ONE_END = "one_end"  # all units at 0, or all at 1: nothing to estimate from


@dataclass(frozen=True, slots=True, eq=False)
class BetaBinomial:
    """The fitted model, and each unit's share in its light; NaN for units without answers.

    Parameters
    ----------
    alpha, beta : float
        Of the Beta distribution of true shares: both inf under `Variation.NONE`, both 0 under
        `ALL_OR_NOTHING`, NaN under `ONE_END`.
    mean : float
        alpha / (alpha + beta), or its limit.
    intraclass : float
        1 / (alpha + beta + 1): 0 where all differences are noise; NaN under `ONE_END`.
    log_likelihood : float
        At the maximum, without the binomial coefficients.
    variation : Variation
        Whether the likelihood has its maximum inside, or at which border.
    estimate : float64 (units,)
        Posterior mean (x + alpha) / (n + alpha + beta).
    low, high : float64 (units,)
        Posterior quantiles at (1 -+ level) / 2, alpha and beta taken as known; NaN at a border,
        where the model has no limits to give.
    unknown : int
        Units without answers.
    level : float
        Posterior probability between the limits, in (0, 1).
    aid_only : True
        The official figure is the direct share x / n.
    method, reference : str
        What was computed, and where it is described.
    """

    alpha: float
    beta: float
    mean: float
    intraclass: float
    log_likelihood: float
    variation: Variation
    estimate: Floats
    low: Floats
    high: Floats
    unknown: int
    level: float
    method: str
    reference: str
    aid_only: Literal[True] = True


def beta_binomial(successes: Numbers, trials: Numbers, *, level: float = 0.95) -> BetaBinomial:
    """Fit Beta(alpha, beta) to the true shares by maximum likelihood, and update it by each unit.

    l(alpha, beta) = sum_j ln B(x_j + alpha, n_j - x_j + beta) - ln B(alpha, beta); the posterior
    of unit j is Beta(x_j + alpha, n_j - x_j + beta).

    Parameters
    ----------
    successes : array_like (units,)
        x, from 0 to n; real numbers, as n_eff p is. NaN where unknown.
    trials : array_like (units,)
        n, answers or effective answers; a unit with 0 or NaN takes no part.
    level : float
        Posterior probability between the limits, in (0, 1).

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `not_finite`, `negative_trials`, `successes_out_of_range`,
        `too_few_units` (fewer than 2), `level`.

    Notes
    -----
    Limits take alpha and beta as known (parametric empirical Bayes), so they are a little too
    narrow where units are few.
    Source: Skellam (1948), Journal of the Royal Statistical Society B 10, 257-261; Morris (1983),
    Journal of the American Statistical Association 78, 47-55.
    Tests: tests/analysis/shrinkage/test_beta_binomial.py (R: reference/shrinkage.R).
    """
    share = as_level(level)
    x, n, known = _counts(successes, trials)
    variation, mean, size, top = _fit(x[known], n[known])
    estimate, low, high = (np.full(x.shape, np.nan) for _ in range(3))
    direct = x[known] / n[known]
    trust = 1.0 if size == 0 else (0.0 if np.isinf(size) else n[known] / (n[known] + size))
    estimate[known] = mean if variation is Variation.ONE_END else mean + trust * (direct - mean)
    if variation is Variation.ESTIMATED:
        a, b = x[known] + mean * size, n[known] - x[known] + (1 - mean) * size
        low[known] = betaincinv(a, b, (1 - share) / 2)
        high[known] = betaincinv(a, b, (1 + share) / 2)
    return BetaBinomial(
        alpha=mean * size if np.isfinite(size) else size,
        beta=(1 - mean) * size if np.isfinite(size) else size,
        mean=mean,
        intraclass=1 / (size + 1),
        log_likelihood=top,
        variation=variation,
        estimate=estimate,
        low=low,
        high=high,
        unknown=int(x.size - known.sum()),
        level=share,
        method="beta-binomial, maximum likelihood, posterior mean",
        reference="Skellam 1948, JRSS B 10, 257-261; Morris 1983, JASA 78, 47-55",
    )


def _fit(x: Floats, n: Floats) -> tuple[Variation, float, float, float]:
    """The kind of maximum, the mean, alpha + beta, and the log-likelihood there."""
    if x.size < 2:
        raise AnalysisError("too_few_units", f"{x.size} units with answers; 2 are needed")
    pooled = float(x.sum() / n.sum())
    if pooled in (0.0, 1.0):
        return Variation.ONE_END, pooled, np.nan, 0.0
    without = float((xlogy(x, pooled) + xlogy(n - x, 1 - pooled)).sum())
    if np.all((x == 0) | (x == n)):
        mean = float((x == n).mean())
        top = float(x.size * (xlogy(mean, mean) + xlogy(1 - mean, 1 - mean)))
        if top > without + 1e-12 * abs(without):
            return Variation.ALL_OR_NOTHING, mean, 0.0, top
        return Variation.NONE, pooled, np.inf, without
    mean, size = maximise(x, n)
    top = log_likelihood(mean, size, x, n)
    if np.isinf(size) or top <= without:
        return Variation.NONE, pooled, np.inf, without
    return Variation.ESTIMATED, mean, size, top


def _counts(successes: Numbers, trials: Numbers) -> tuple[Floats, Floats, Booleans]:
    x = as_known_or_missing("successes", successes)
    n = as_known_or_missing("trials", trials)
    if x.ndim != 1 or x.shape != n.shape:
        raise AnalysisError("shape", f"successes {x.shape} and trials {n.shape}")
    if np.isinf(x).any() or np.isinf(n).any():
        raise AnalysisError("not_finite", "successes or trials are infinite")
    if np.any(n < 0):
        raise AnalysisError("negative_trials", f"a unit has {np.nanmin(n)} trials")
    if np.any((x < -1e-12 * n) | (x > n * (1 + 1e-12))):
        raise AnalysisError("successes_out_of_range", "successes lie outside 0..trials")
    return np.clip(x, 0, n), n, ~np.isnan(x) & (n > 0)
