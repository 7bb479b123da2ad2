"""Answers as arrays, linearised values, and the variance of what they estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import Domains
from analysis.estimation.results import Estimates
from analysis.estimation.variance import covariance_of_totals

REFERENCE = "Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 5.6-5.8"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Numerators and denominators (n, k), 0 where a row did not answer or is in no domain.

    Parameters
    ----------
    numerator, denominator : float64 (n, k)
    answered : bool (n, k)
    count : float64 (D, k)
        Rows of the domain that answered, those with weight 0 not counted.
    """

    numerator: Floats
    denominator: Floats
    answered: Booleans
    count: Floats


def answers(
    design: SurveyDesign, groups: Domains, numerator: Numbers, denominator: Numbers
) -> Answers:
    """The two tables, NaN in either taken as no answer to that item.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite`.
    """
    y, x, given = tables(numerator, denominator, n=design.n)
    if groups.code.shape != (design.n,):
        raise AnalysisError("shape", f"domains of {len(groups.code)} rows for {design.n}")
    answered = given & (groups.code >= 0)[:, None]
    weighted = answered & (design.weights != 0)[:, None]
    return Answers(
        np.where(answered, y, 0.0),
        np.where(answered, x, 0.0),
        answered,
        groups.sums(weighted.astype(np.float64)),
    )


def tables(numerator: Numbers, denominator: Numbers, *, n: int) -> tuple[Floats, Floats, Booleans]:
    """The two as (n, k) tables, and where both are given; one column serves all of the other.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite`.
    """
    y, x = _table("numerator", numerator, n), _table("denominator", denominator, n)
    if y.shape[1] != x.shape[1] and 1 not in (y.shape[1], x.shape[1]):
        raise AnalysisError("shape", f"{y.shape[1]} numerators for {x.shape[1]} denominators")
    y, x = np.broadcast_arrays(y, x)
    return y, x, ~np.isnan(y) & ~np.isnan(x)


def linearised_ratios(
    design: SurveyDesign, groups: Domains, given: Answers
) -> tuple[Floats, Floats]:
    """R = Y / X (D, k), NaN where X = 0, and z = (y - R x) / X of each row (n, k)."""
    weight = design.weights[:, None]
    upper = groups.sums(weight * given.numerator)
    lower = groups.sums(weight * given.denominator)
    known = lower != 0
    ratio = np.divide(upper, lower, out=np.zeros_like(upper), where=known)
    per_unit = np.divide(1.0, lower, out=np.zeros_like(lower), where=known)
    residual = given.numerator - groups.of_row(ratio) * given.denominator
    return np.where(known, ratio, np.nan), residual * groups.of_row(per_unit)


def with_variance(
    design: SurveyDesign,
    groups: Domains,
    estimate: Floats,
    linearised: Floats,
    *,
    answered: Booleans,
    method: str,
) -> Estimates:
    """The estimates (D, k) with the covariance of their linearised values (n, k)."""
    member = groups.spread_mask(answered)
    covariance = covariance_of_totals(design, groups.spread(linearised), member=member)
    flat = estimate.reshape(-1)
    unknown = np.isnan(flat)
    covariance[unknown, :] = np.nan
    covariance[:, unknown] = np.nan
    weighted = member & (design.weights != 0)[:, None]
    inside = groups.spread_mask(np.ones((design.n, 1), dtype=np.bool_))
    return Estimates(
        estimate=flat,
        covariance=covariance,
        n=weighted.sum(axis=0),
        df=np.repeat(design.df_of(inside), estimate.shape[1]),
        df_answered=design.df_of(member),
        domains=groups.labels,
        method=method if design.calibration is None else f"{method}, calibrated",
        reference=REFERENCE,
    )


def _table(name: str, values: Numbers, n: int) -> Floats:
    array = as_known_or_missing(name, values)
    if array.ndim == 0:
        array = np.full(n, array)
    if array.ndim > 2 or len(array) != n:
        raise AnalysisError("shape", f"{name} has shape {array.shape}, not ({n},) or ({n}, k)")
    if np.isinf(array).any():
        raise AnalysisError("not_finite", f"{name} holds infinite values")
    return array.reshape(n, -1)
