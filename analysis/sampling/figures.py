"""The figures a person writes into a sampling plan, kept exact, and counts of people or forms."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np
from scipy import stats

from analysis.arrays import Integers, Numbers, as_floats, as_level
from analysis.errors import AnalysisError

#: A figure as a person writes it: "0.05", 0.05, Decimal("0.05"), Fraction(1, 20), 4711.
Written = str | float | int | Decimal | Fraction

#: Integers up to here are exact in float64.
LARGEST_COUNT = 2**53


def written(name: str, value: Written) -> Fraction:
    """The exact fraction that a person wrote: 0.05 is 1/20, not the float nearest to it.

    Raises
    ------
    AnalysisError
        `not_a_number`, `not_finite`.
    """
    if isinstance(value, Fraction):
        return value
    try:
        figure = Decimal(str(value))
    except InvalidOperation as error:
        raise AnalysisError("not_a_number", f"{name} is {value!r}, no number") from error
    if not figure.is_finite():
        raise AnalysisError("not_finite", f"{name} is {value}")
    return Fraction(figure)


def written_between(name: str, value: Written, low: int, high: float, *, code: str) -> Fraction:
    """`written`, refused with `code` unless low < value < high."""
    figure = written(name, value)
    if not low < figure < high:
        limits = f"above {low}" if math.isinf(high) else f"between {low} and {high}, both excluded"
        cure = "" if math.isinf(high) else "write 5 % as 0.05"
        raise AnalysisError(code, f"{name} is {value}; it must be {limits}", cure=cure)
    return figure


def as_counts(name: str, values: Numbers, *, shape: tuple[int, ...] | None = None) -> Integers:
    """The values as int64, refused where they are not whole numbers of 0 or more.

    Raises
    ------
    AnalysisError
        `not_a_number`, `not_finite`, `shape`, `not_a_count`.
    """
    array = as_floats(name, values, shape=shape)
    if np.any((array < 0) | (array != np.floor(array)) | (array > LARGEST_COUNT)):
        raise AnalysisError(
            "not_a_count",
            f"{name} holds something that is no whole number of 0 or more",
            cure="count people or forms; write 0 where there are none",
        )
    return array.astype(np.int64)


def sample_and_population(n: Numbers, population: Numbers) -> tuple[Integers, Integers]:
    """Both as counts of one shape, refused where a sample is larger than its population."""
    sample, whole = np.broadcast_arrays(as_counts("n", n), as_counts("population", population))
    if np.any(sample > whole):
        raise AnalysisError(
            "sample_exceeds_population",
            f"a sample is larger than its population in {int(np.sum(sample > whole))} places",
            cure="ask for at most the population",
        )
    return sample, whole


def normal_quantile(level: float) -> Fraction:
    """z, the normal quantile at (1 + level) / 2, as the fraction its float64 stands for."""
    return Fraction(float(stats.norm.ppf((1 + as_level(level)) / 2)))


def share_variance(share: Written) -> Fraction:
    """p (1 - p); at 0 or 1 it would be 0 and no form would be needed, so both are refused."""
    expected = written_between("share", share, 0, 1, code="share_range")
    return expected * (1 - expected)


def sd_variance(sd: Written) -> Fraction:
    """S^2 of a standard deviation above 0."""
    return written_between("sd", sd, 0, math.inf, code="sd_range") ** 2


def design_effect(deff: Written) -> Fraction:
    """A design effect above 0."""
    return written_between("deff", deff, 0, math.inf, code="deff_range")
