"""Which shares are too uncertain to stand without a remark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Numbers, as_known_or_missing
from analysis.intervals.checks import as_shares, as_sizes, at_edge, one_shape
from analysis.intervals.interval import Interval

REFERENCE = "Parker et al. (2017), Vital and Health Statistics 2(175)"
FEWEST_ANSWERS = 30
NARROW = 0.05
WIDE = 0.30
RELATIVELY_WIDE = 1.30
FEWEST_DF = 8


@dataclass(frozen=True, slots=True, eq=False)
class PresentationFlags:
    """Remarks on estimates, element by element (bool arrays).

    Parameters
    ----------
    no_interval : bool
        The estimate has no interval; nothing else can be judged but n and df.
    few : bool
        n or the effective n is below 30.
    wide : bool
        The interval is 0.30 wide or wider.
    relatively_wide : bool
        It is wider than 0.05 and than 130 % of the estimate.
    few_df : bool
        Fewer than 8 degrees of freedom.
    at_edge : bool
        The share is 0 or 1: no event was seen.
    reference : str
        Where the flags are described.
    """

    no_interval: Booleans
    few: Booleans
    wide: Booleans
    relatively_wide: Booleans
    few_df: Booleans
    at_edge: Booleans
    reference: str = REFERENCE

    @property
    def suppress(self) -> Booleans:
        """The standard would not print the figure; we print it with "few forms"."""
        return self.few | self.wide | self.relatively_wide

    @property
    def review(self) -> Booleans:
        """A statistician looks at the figure before it is printed."""
        return ~self.suppress & (self.few_df | self.at_edge | self.no_interval)


def presentation_flags(
    p: Numbers, n: Numbers, effective_n: Numbers, df: Numbers, *, interval: Interval
) -> PresentationFlags:
    """The presentation standards for proportions of the US National Center for Health Statistics.

    Suppress: n or n_eff < 30; width >= 0.30; width > 0.05 and width / p > 1.30. Review: df < 8; no
    events (p = 0 or 1); no interval.

    Parameters
    ----------
    p : array_like
        Shares, 0..1; NaN is missing.
    n, effective_n : array_like
        Answers, and effective answers (NaN where unknown: then n alone is judged).
    df : array_like
        Degrees of freedom of the variance.
    interval : Interval
        Korn-Graubard limits of the shares at 95 %, or what is printed in their place.

    Returns
    -------
    PresentationFlags
        Broadcast shape. A missing figure raises no flag but `no_interval`.

    Raises
    ------
    AnalysisError
        `share_out_of_range`, `negative_size`, `not_finite`, `not_a_number`, `shape`.

    Notes
    -----
    Parker et al. (2017), Vital and Health Statistics 2(175). Many units of 50 forms are flagged.
    Checked in tests/analysis/intervals/test_presentation.py.
    """
    shares, sizes, worth, freedom, low, high = one_shape(
        as_shares("p", p),
        as_sizes("n", n),
        as_sizes("effective_n", effective_n),
        as_known_or_missing("df", df),
        interval.low,
        interval.high,
    )
    width = high - low
    return PresentationFlags(
        no_interval=np.isnan(width),
        few=(sizes < FEWEST_ANSWERS) | (worth < FEWEST_ANSWERS),
        wide=width >= WIDE,
        relatively_wide=(width > NARROW) & (width > RELATIVELY_WIDE * shares),
        few_df=freedom < FEWEST_DF,
        at_edge=at_edge(shares),
    )
