"""Sample sizes for a wanted half-width, and forms to issue so that they come back."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers
from analysis.errors import AnalysisError
from analysis.sampling.figures import (
    Written,
    as_counts,
    design_effect,
    normal_quantile,
    sample_and_population,
    sd_variance,
    share_variance,
    written,
    written_between,
)

YAMANE = "Yamane (1967), Statistics: An Introductory Analysis, p. 886"
COCHRAN = "Cochran (1977), Sampling Techniques, 3rd ed., ch. 4"


@dataclass(frozen=True, slots=True, eq=False)
class SampleSize:
    """Forms needed, population by population.

    Parameters
    ----------
    n : int64, shape of the populations (0-d without one)
        Valid forms needed; never more than the population.
    method, reference : str
        What was computed, and where it is described.
    """

    n: Integers
    method: str
    reference: str


@dataclass(frozen=True, slots=True, eq=False)
class FormsToIssue:
    """Forms to issue so that enough come back.

    Parameters
    ----------
    issued : int64
        Forms to issue; never more than the population.
    expected : float64
        Forms expected back, issued x rate.
    limited : bool
        True where the whole population is issued and still too few are expected back.
    """

    issued: Integers
    expected: Floats
    limited: Booleans


def yamane_size(population: Numbers, *, margin: Written = "0.05") -> SampleSize:
    """Forms by the rule of the ministry's guide: n = ceil(N / (1 + N e^2)).

    Parameters
    ----------
    population : array_like of int, any shape
        N, dossiers (or people) of each unit, 0 or more; 0 needs 0 forms.
    margin : written figure
        e, half-width as a share, in (0, 1). Read as written, so that 0.05 and N = 400 give 200.

    Returns
    -------
    SampleSize
        Computed in fractions, so no rounding error can add a form.

    Raises
    ------
    AnalysisError
        `not_a_count`, `margin_range`, and those of `as_floats` (a missing N is refused).

    Notes
    -----
    The rule is Cochran's with z = 2, p = 0.5 and (N - 1) read as N, for *one* unit.
    Source: Yamane (1967), p. 886 (also called Slovin's). Test: tests/analysis/sampling/test_sizes.
    """
    squared = written_between("margin", margin, 0, 1, code="margin_range") ** 2
    return SampleSize(
        _each(population, lambda count: Fraction(count) / (1 + count * squared)),
        f"Yamane, margin {margin}",
        YAMANE,
    )


def share_size(
    population: Numbers | None = None,
    *,
    margin: Written,
    share: Written = "0.5",
    level: float = 0.95,
    deff: Written = 1,
) -> SampleSize:
    """Forms for a share: n0 = z^2 p (1-p) deff / e^2, n = ceil(n0 / (1 + (n0 - 1) / N)).

    Parameters
    ----------
    population : array_like of int, any shape, optional
        N, 0 or more; without one the population is taken as infinite and n = ceil(n0).
    margin : written figure
        e, wanted half-width of the interval as a share, in (0, 1).
    share : written figure
        p expected, in (0, 1); 0.5 is the worst case.
    level : float
        Confidence level in (0, 1); z is the normal quantile at (1 + level) / 2.
    deff : written figure
        Design effect, above 0; it multiplies n0 before the finite population correction.

    Returns
    -------
    SampleSize
        Never more than N.

    Raises
    ------
    AnalysisError
        `not_a_count`, `margin_range`, `share_range`, `level`, `deff_range`.

    Notes
    -----
    Source: Cochran (1977), sec. 4.4. Test: tests/analysis/sampling/test_sizes.
    """
    half = written_between("margin", margin, 0, 1, code="margin_range")
    unlimited = normal_quantile(level) ** 2 * share_variance(share) * design_effect(deff) / half**2
    size = (
        np.asarray(math.ceil(unlimited), dtype=np.int64)
        if population is None
        else _each(population, lambda count: unlimited / (1 + (unlimited - 1) / count))
    )
    return SampleSize(size, f"share, margin {margin}, level {level:g}, deff {deff}", COCHRAN)


def mean_size(
    population: Numbers | None = None,
    *,
    margin: Written,
    sd: Written,
    level: float = 0.95,
    deff: Written = 1,
) -> SampleSize:
    """Forms for a mean or an index: n0 = z^2 S^2 deff / e^2, n = ceil(n0 / (1 + n0 / N)).

    Parameters
    ----------
    population, level, deff
        As in `share_size`.
    margin : written figure
        e, wanted half-width, above 0, in the unit of `sd` (points with points).
    sd : written figure
        S, standard deviation of one form's value, above 0 (divisor N - 1).

    Raises
    ------
    AnalysisError
        `not_a_count`, `margin_range`, `sd_range`, `level`, `deff_range`.

    Notes
    -----
    Source: Cochran (1977), sec. 4.6. Test: tests/analysis/sampling/test_sizes.
    """
    half = written_between("margin", margin, 0, math.inf, code="margin_range")
    unlimited = normal_quantile(level) ** 2 * sd_variance(sd) * design_effect(deff) / half**2
    size = (
        np.asarray(math.ceil(unlimited), dtype=np.int64)
        if population is None
        else _each(population, lambda count: unlimited / (1 + unlimited / count))
    )
    return SampleSize(
        size, f"mean, margin {margin}, sd {sd}, level {level:g}, deff {deff}", COCHRAN
    )


def forms_to_issue(needed: Numbers, *, rate: Written, population: Numbers) -> FormsToIssue:
    """Forms to issue so that `needed` are expected back: min(N, ceil(n / rate)).

    Parameters
    ----------
    needed : array_like of int
        n, valid forms needed.
    rate : written figure
        Share of issued forms expected back valid, in (0, 1].
    population : array_like of int, shape that broadcasts with `needed`
        N; no more than all can be issued, and `limited` says where that is too few.

    Raises
    ------
    AnalysisError
        `not_a_count`, `rate_range`, `sample_exceeds_population` (needed above N).

    Notes
    -----
    Test: tests/analysis/sampling/test_sizes.
    """
    share = written("rate", rate)
    if not 0 < share <= 1:
        raise AnalysisError("rate_range", f"rate is {rate}; it must be above 0 and at most 1")
    wanted, whole = sample_and_population(needed, population)
    inflated = _each(wanted, lambda count: count / share)
    issued = np.minimum(inflated, whole)
    return FormsToIssue(issued, issued * float(share), np.asarray(inflated > whole))


def _each(population: Numbers, size: Callable[[int], Fraction]) -> Integers:
    """The size of each population, rounded up; an empty population needs nothing."""
    counts = as_counts("population", population)
    sizes = [math.ceil(size(count)) if count else 0 for count in counts.ravel().tolist()]
    return np.asarray(sizes, dtype=np.int64).reshape(counts.shape)
