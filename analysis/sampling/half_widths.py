"""The half-width that a sample size gives: what a plan can promise before any form is issued."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from analysis.arrays import Floats, Numbers
from analysis.sampling.figures import (
    Written,
    as_counts,
    design_effect,
    normal_quantile,
    sample_and_population,
    sd_variance,
    share_variance,
)


def share_half_width(
    n: Numbers,
    population: Numbers | None = None,
    *,
    share: Written = "0.5",
    level: float = 0.95,
    deff: Written = 1,
) -> Floats:
    """Half-width that n forms give a share: z sqrt(p (1-p) deff / n x (N - n) / (N - 1)).

    The inverse of `share_size`, same parameters. float64, NaN where n is 0 (nothing is known), 0
    where n = N. It describes a plan; published shares have intervals of their own.

    Raises
    ------
    AnalysisError
        `not_a_count`, `sample_exceeds_population`, `share_range`, `level`, `deff_range`.

    Notes
    -----
    Source: Cochran (1977), sec. 3.2. Test: tests/analysis/sampling/test_sizes.
    """
    return _half_width(n, population, share_variance(share), level, deff, finite_loss=1)


def mean_half_width(
    n: Numbers,
    population: Numbers | None = None,
    *,
    sd: Written,
    level: float = 0.95,
    deff: Written = 1,
) -> Floats:
    """Half-width that n forms give a mean or an index: z sqrt(S^2 deff / n x (N - n) / N).

    The inverse of `mean_size`; NaN, 0 and errors as in `share_half_width`, `sd_range` besides.

    Notes
    -----
    Test: tests/analysis/sampling/test_sizes.py.
    """
    return _half_width(n, population, sd_variance(sd), level, deff, finite_loss=0)


def _half_width(
    n: Numbers,
    population: Numbers | None,
    variance: Fraction,
    level: float,
    deff: Written,
    *,
    finite_loss: int,
) -> Floats:
    """z sqrt(variance x deff / n x (N - n) / (N - loss)); loss 1 for p(1-p), 0 for S^2."""
    scale = float(normal_quantile(level)) * math.sqrt(variance * design_effect(deff))
    if population is None:
        sample = as_counts("n", n)
        left = np.ones(sample.shape)
    else:
        sample, whole = sample_and_population(n, population)
        left = (whole - sample) / np.maximum(whole - finite_loss, 1)
    return scale * np.sqrt(left / np.where(sample == 0, np.nan, sample))
