"""Digits: last digits, heaping on round numbers, first digits of amounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from analysis.arrays import Floats, Integers, Numbers, as_known_or_missing
from analysis.errors import AnalysisError

#: Up to this many values the chi-square of equal digits is referred to its exact distribution.
EXACT_UP_TO = 60


@dataclass(frozen=True, slots=True, eq=False)
class DigitTest:
    """Digit counts against what is expected of them.

    Parameters
    ----------
    digits, counts : int64
        The digits (0..9 or 1..9) and how often they came.
    expected : float64
        Expected counts.
    chi_square, p_value : float
        NaN without values.
    orders : float
        log10(largest / smallest value); the first-digit law needs about 2 or more. NaN for the
        last digits.
    n, left_out : int
        Values used; missing ones, and for first digits those that are 0 or less.
    method, reference : str
    """

    digits: Integers
    counts: Integers
    expected: Floats
    chi_square: float
    p_value: float
    orders: float
    n: int
    left_out: int
    method: str
    reference: str


@dataclass(frozen=True, slots=True)
class Heaping:
    """Whole multiples among recorded numbers.

    Parameters
    ----------
    share, expected : float
        Share of multiples (NaN without values), and 1 / multiple.
    index : float
        100 share / expected: 100 is no heaping, 100 x multiple is nothing else (Whipple).
    p_value : float
        Exact binomial, P(X >= x); NaN without values.
    n, left_out : int
        Values used, values missing.
    method, reference : str
    """

    share: float
    expected: float
    index: float
    p_value: float
    n: int
    left_out: int
    method: str
    reference: str


def last_digits(values: Numbers) -> DigitTest:
    """Chi-square of equal frequency of the last digits, X^2 = 10 sum c^2 / n - n.

    Up to 60 values the p-value is exact: the multinomial probability of all tables whose X^2 is at
    least as large, by convolution over the digits; above, chi-square with 9 degrees of freedom.

    Parameters
    ----------
    values : whole numbers, shape (n,)
        Recorded to the last digit (minutes, counts, year of birth); NaN is left out and counted.
        Numbers that span less than about 20 do not have uniform last digits.

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `not_finite`, `not_whole`, `negative`.

    Notes
    -----
    Beber & Scacco (2012), Political Analysis 20, 211-234. Tests:
    tests/analysis/quality/test_digits.py, against R `chisq.test` and full enumeration.
    """
    known, left_out = _whole(values)
    counts = np.bincount(known % 10, minlength=10).astype(np.int64)
    n = known.size
    if n == 0:
        chi_square, p_value = np.nan, np.nan
    else:
        squares = int(counts @ counts)
        chi_square = (10 * squares - n * n) / n
        exact = n <= EXACT_UP_TO
        p_value = _exact_uniform(n, squares) if exact else float(stats.chi2.sf(chi_square, 9))
    return DigitTest(
        digits=np.arange(10),
        counts=counts,
        expected=np.full(10, n / 10),
        chi_square=float(chi_square),
        p_value=p_value,
        orders=np.nan,
        n=n,
        left_out=left_out,
        method="chi-square of equal digits, " + ("exact" if n <= EXACT_UP_TO else "9 df"),
        reference="Beber & Scacco 2012",
    )


def first_digits(values: Numbers) -> DigitTest:
    """Chi-square against Benford's law, P(d) = log10(1 + 1/d), 8 degrees of freedom.

    Parameters
    ----------
    values : float64, shape (n,)
        Amounts that grow over orders of magnitude (fees, numbers of dossiers); not durations,
        ages or answers. Missing, zero and negative values are left out and counted.

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `not_finite`.

    Notes
    -----
    Benford (1938), Proceedings of the American Philosophical Society 78, 551-572; Hill (1995),
    Statistical Science 10, 354-363. Tests: tests/analysis/quality/test_digits.py, against R
    `chisq.test`.
    """
    array = _column(values)
    known = array[array > 0]
    exponent = np.floor(np.log10(known))
    tiny = np.where(exponent < -300, 300.0, 0.0)  # 10^-308 and below is not exact in float64
    mantissa = known * 10.0**tiny / 10.0 ** (exponent + tiny)
    digits = np.clip(np.floor(mantissa * (1 + 4e-16)), 1, 9).astype(np.int64)
    counts = np.bincount(digits, minlength=10)[1:].astype(np.int64)
    n = known.size
    expected = n * np.log10(1 + 1 / np.arange(1, 10))
    chi_square = float(((counts - expected) ** 2 / expected).sum()) if n else np.nan
    return DigitTest(
        digits=np.arange(1, 10),
        counts=counts,
        expected=expected,
        chi_square=chi_square,
        p_value=float(stats.chi2.sf(chi_square, 8)) if n else np.nan,
        orders=float(np.log10(known.max()) - np.log10(known.min())) if n else np.nan,
        n=n,
        left_out=int(array.size - n),
        method="chi-square against Benford's law, 8 df",
        reference="Benford 1938; Hill 1995",
    )


def heaping(values: Numbers, *, multiple: int = 5) -> Heaping:
    """Share of whole multiples of `multiple`, expected 1 / `multiple`, exact binomial test.

    Parameters
    ----------
    values : whole numbers, shape (n,)
        Ages, minutes; NaN is left out and counted. Numbers chosen from a list do not qualify.
    multiple : int
        At least 2; 5 gives Whipple's index of ages.

    Raises
    ------
    AnalysisError
        `not_a_number`, `shape`, `not_finite`, `not_whole`, `negative`, `multiple`.

    Notes
    -----
    Shryock & Siegel (1976), The Methods and Materials of Demography, ch. 8. Tests:
    tests/analysis/quality/test_digits.py, against R `binom.test`.
    """
    if multiple < 2:
        raise AnalysisError("multiple", f"multiples of {multiple}", cure="use 2 or more")
    known, left_out = _whole(values)
    hits, n = int(np.count_nonzero(known % multiple == 0)), known.size
    share = hits / n if n else np.nan
    return Heaping(
        share=share,
        expected=1 / multiple,
        index=100 * share * multiple,
        p_value=float(stats.binom.sf(hits - 1, n, 1 / multiple)) if n else np.nan,
        n=n,
        left_out=left_out,
        method=f"exact binomial test of multiples of {multiple}",
        reference="Shryock & Siegel 1976",
    )


def _column(values: Numbers) -> Floats:
    array = as_known_or_missing("the column", values)
    if array.ndim != 1:
        raise AnalysisError("shape", f"the values have shape {array.shape}, not (n,)")
    if np.isinf(array).any():
        raise AnalysisError("not_finite", "a value is infinite")
    return array


def _whole(values: Numbers) -> tuple[Integers, int]:
    array = _column(values)
    known = array[~np.isnan(array)]
    if np.any(known != np.floor(known)):
        raise AnalysisError("not_whole", "a value has decimals", cure="pass what was recorded")
    if np.any(known < 0):
        raise AnalysisError("negative", "a value is negative")
    return known.astype(np.int64), int(array.size - known.size)


def _exact_uniform(n: int, squares: int) -> float:
    """P(sum c^2 >= squares) for n values on 10 equal digits.

    The multinomial n! / 10^n prod 1/c! is summed digit by digit over (values used, sum of c^2).
    """
    weight = np.exp(-special.gammaln(np.arange(n + 1) + 1.0))
    table = np.zeros((n + 1, n * n + 1))
    table[0, 0] = 1.0
    for _ in range(10):
        after = np.zeros_like(table)
        for c in range(n + 1):
            after[c:, c * c :] += weight[c] * table[: n + 1 - c, : n * n + 1 - c * c]
        table = after
    scale = special.gammaln(n + 1.0) - n * np.log(10.0)
    return min(1.0, float(table[n, squares:].sum() * np.exp(scale)))
