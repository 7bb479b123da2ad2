"""The scale on which shares are compared: its variance is known, at 100 % too."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.intervals.checks import as_shares


@dataclass(frozen=True, slots=True, eq=False)
class ArcsineScale:
    """Shares on the arcsine scale, element by element; NaN for a unit whose share is unknown.

    Parameters
    ----------
    estimate : float64 (units,)
        y = asin sqrt((x + 3/8) / (n + 3/4)), in (0, pi/2).
    variance : float64 (units,)
        1 / (4 n + 2), above 0 at every share.
    effective_n : float64 (units,)
        The n of the formulas.
    unknown : int
        Units without a share, which take no part in what follows.
    method, reference : str
        What was computed, and where it is described.
    """

    estimate: Floats
    variance: Floats
    effective_n: Floats
    unknown: int
    method: str
    reference: str


def arcsine_scale(shares: Numbers, effective_n: Numbers) -> ArcsineScale:
    """Put shares on the scale where their variance depends on n alone.

    y = asin sqrt((x + 3/8) / (n + 3/4)) with x = n p, and Var(y) = 1 / (4 n + 2): defined, and
    above 0, at p = 0 and p = 1 too, where the usual variance p (1 - p) / n says 0.

    Parameters
    ----------
    shares : array_like (units,)
        p in [0, 1] (1e-12 outside is taken for rounding); NaN where unknown.
    effective_n : array_like (units,)
        Effective number of answers, above 0; not looked at where the share is unknown. For one
        item: min(p (1 - p) / v, n), with v the variance of p under the design, and n divided by
        Kish's design effect where v = 0. For an index of several items: p (1 - p) / v with the
        index's own v, at most r n, r the p (1 - p) / (n v) of the whole survey and at most 5, n
        Kish's where weights are unequal;
        where v = 0, r n: that is the `effective_n` of `index_interval`.

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `share_out_of_range`, `no_effective_n`.

    Notes
    -----
    Source: Anscombe (1948), Biometrika 35, 246-254 (3/8 and 3/4); Freeman and Tukey (1950),
    Annals of Mathematical Statistics 21, 607-611 (1 / (4 n + 2)).
    Tests: tests/analysis/ranks/test_arcsine.py.
    """
    p, n = as_shares("shares", shares), as_known_or_missing("effective_n", effective_n)
    if p.ndim != 1 or p.shape != n.shape:
        raise AnalysisError("shape", f"shares {p.shape} and effective n {n.shape}")
    known = ~np.isnan(p)
    if not (np.isfinite(n) & (n > 0))[known].all():
        raise AnalysisError(
            "no_effective_n",
            "a unit with a share has no effective n above 0",
            cure="where the variance is 0, pass n divided by the design effect of the weights",
        )
    n = np.where(known, n, np.nan)
    return ArcsineScale(
        estimate=np.arcsin(np.sqrt((n * p + 3 / 8) / (n + 3 / 4))),
        variance=1 / (4 * n + 2),
        effective_n=n,
        unknown=int(p.size - known.sum()),
        method="arcsine, y = asin sqrt((x + 3/8) / (n + 3/4)), variance 1 / (4 n + 2)",
        reference="Anscombe 1948, Biometrika 35; Freeman and Tukey 1950, Ann. Math. Stat. 21",
    )


def share_of(angles: Numbers) -> Floats:
    """The shares sin(y)^2 of angles; those outside [0, pi/2], as limits may be, give 0 or 1.

    Parameters
    ----------
    angles : array_like
        Radians; NaN stays NaN.

    Notes
    -----
    Tests: tests/analysis/ranks/test_arcsine.py.
    """
    shares: Floats = np.sin(np.clip(np.asarray(angles, dtype=np.float64), 0, math.pi / 2)) ** 2
    return shares
