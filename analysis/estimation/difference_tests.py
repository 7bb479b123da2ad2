"""Tests of differences, one by one and many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import Booleans, Floats, Numbers
from analysis.errors import AnalysisError
from analysis.estimation.results import Contrasts
from analysis.multiple_testing import benjamini_hochberg, holm

#: A standard error below this is rounding noise: two shares of 100 %, or margins of a calibration.
NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceTests:
    """Two-sided tests of differences against 0.

    Parameters
    ----------
    difference, standard_error, statistic : float64 (r,)
        statistic = difference / standard error, NaN where not tested.
    p_value, holm, benjamini_hochberg : float64 (r,)
        p alone, and adjusted for the tests made; NaN where not tested.
    tested : bool (r,)
        False where the difference is unknown or has no variance (100 % against 100 %: 0 / 0).
    df : float64 (r,)
        Degrees of freedom of t; `inf`: normal.
    method, reference : str
    """

    difference: Floats
    standard_error: Floats
    statistic: Floats
    p_value: Floats
    holm: Floats
    benjamini_hochberg: Floats
    tested: Booleans
    df: Floats
    method: str
    reference: str

    @property
    def not_tested(self) -> int:
        """How many differences were not tested."""
        return int((~self.tested).sum())


def difference_tests(contrasts: Contrasts, *, df: Numbers = np.inf) -> DifferenceTests:
    """Test each difference with t = difference / standard error, and adjust for their number.

    Parameters
    ----------
    contrasts : Contrasts
        Differences with covariance; only the diagonal is used.
    df : array_like, above 0
        Degrees of freedom, one or one per difference; `inf` for the normal distribution.

    Raises
    ------
    AnalysisError
        `no_degrees_of_freedom`, `shape`.

    Notes
    -----
    Holm (1979), Scand. J. Stat. 6; Benjamini, Hochberg (1995), JRSS B 57. R: `svyttest` has
    df = design df - 1. Test: tests/analysis/estimation/test_difference_tests.py.
    """
    error = contrasts.standard_error
    try:
        freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), error.shape)
    except ValueError as wrong:
        raise AnalysisError("shape", f"df is neither one nor {len(error)} numbers") from wrong
    if not np.all(freedom > 0):
        raise AnalysisError("no_degrees_of_freedom", "df must be above 0")
    tested = np.isfinite(contrasts.estimate) & (error > NO_VARIANCE)
    size = np.divide(contrasts.estimate, error, out=np.full_like(error, np.nan), where=tested)
    p_value = _two_sided(size, freedom)
    return DifferenceTests(
        difference=contrasts.estimate,
        standard_error=error,
        statistic=size,
        p_value=p_value,
        holm=holm(p_value),
        benjamini_hochberg=benjamini_hochberg(p_value),
        tested=tested,
        df=freedom.copy(),
        method="t test of a difference",
        reference="Holm (1979); Benjamini, Hochberg (1995)",
    )


def _two_sided(size: Floats, df: Floats) -> Floats:
    tail = -np.abs(size)
    normal = np.isinf(df)
    t = special.stdtr(np.where(normal, 1.0, df), tail)
    return np.asarray(2 * np.where(normal, special.ndtr(tail), t), dtype=np.float64)
