"""Design effects: what the design costs against a simple random sample of the same size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import Domains, whole_sample
from analysis.estimation.linearised import answers, linearised_ratios
from analysis.estimation.results import Estimates


@dataclass(frozen=True, slots=True, eq=False)
class DesignEffects:
    """Design effects of means or totals, place by place as in the estimates.

    Parameters
    ----------
    design_effect : float64 (m,)
        V / V_srs; NaN where there is none: fewer than two answers, no spread, or a sum of weights
        below n without replacement.
    effective_n : float64 (m,)
        n / design effect.
    undefined : int
        How many effects are NaN.
    method, reference : str
    """

    design_effect: Floats
    effective_n: Floats
    undefined: int
    method: str
    reference: str


def design_effects(
    design: SurveyDesign,
    values: Numbers,
    estimates: Estimates,
    *,
    domains: Domains | None = None,
    of_totals: bool = False,
    replacement: bool = False,
) -> DesignEffects:
    """The variance of means (or totals) over that of simple random sampling of as many answers.

    With N = sum of w and n the answers of the domain, ȳ their weighted mean::

        S²    = n / (n - 1) sum of w (y - ȳ)² / N
        V_srs = (1 - n / N) S² / n        (times N² for a total; without 1 - n / N if replacement)

    Parameters
    ----------
    design, values, domains
        What `estimates` was computed from by `means` or `totals`.
    estimates : Estimates
        The means, or with `of_totals` the totals.
    of_totals, replacement : bool

    Raises
    ------
    AnalysisError
        `shape`.

    Notes
    -----
    What unequal weights alone cost (Kish) is `analysis.weights.precision`.
    Kish (1965), Survey Sampling, 8.2; R survey: `deff=TRUE`, `deff="replace"`. Test:
    tests/analysis/estimation/test_design_effect.py.
    """
    groups = whole_sample(design.n) if domains is None else domains
    population, n, spread = _spread(design, groups, values)
    if spread.size != estimates.estimate.size:
        raise AnalysisError(
            "shape", f"{spread.size} spreads for {estimates.estimate.size} estimates"
        )
    left = np.ones_like(n) if replacement else 1 - n / np.where(population == 0, np.inf, population)
    simple = np.where(left >= 0, left, np.nan) * spread / np.maximum(n, 1)
    simple = (simple * population**2 if of_totals else simple).reshape(-1)
    usable = np.isfinite(simple) & (simple > 0) & estimates.known
    unknown = np.full_like(simple, np.nan)
    effect = np.divide(estimates.variance, simple, out=unknown.copy(), where=usable)
    size = np.divide(n.reshape(-1), effect, out=unknown, where=usable & (effect > 0))
    method = "with replacement" if replacement else "without replacement"
    undefined = int(np.isnan(effect).sum())
    return DesignEffects(effect, size, undefined, f"design effect, {method}", "Kish (1965), 8.2")


def population_variances(
    design: SurveyDesign, values: Numbers, *, domains: Domains | None = None
) -> Floats:
    """S² of each item and domain (m,): n / (n - 1) sum of w (y - ȳ)² / N among those who answered.

    NaN with fewer than two answers. `spread.variances` gives it with its standard error.

    Notes
    -----
    Test: tests/analysis/estimation/test_design_effect.py.
    """
    groups = whole_sample(design.n) if domains is None else domains
    return _spread(design, groups, values)[2].reshape(-1)


def _spread(
    design: SurveyDesign, groups: Domains, values: Numbers
) -> tuple[Floats, Floats, Floats]:
    """Sum of weights, answers, and S² (NaN below two answers), each (D, k)."""
    given = answers(design, groups, values, np.ones(design.n))
    mean, _ = linearised_ratios(design, groups, given)
    centre = groups.of_row(np.where(np.isnan(mean), 0.0, mean))
    deviation = (given.numerator - centre) * given.answered
    weight = design.weights[:, None]
    population = groups.sums(weight * given.denominator)
    squares = groups.sums(weight * deviation**2)
    enough = (given.count > 1) & (population != 0)
    scale = np.divide(given.count, given.count - 1, out=np.ones_like(mean), where=given.count > 1)
    average = np.divide(squares, population, out=np.full_like(mean, np.nan), where=enough)
    return population, given.count, scale * average
