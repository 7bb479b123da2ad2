"""Adjustments for many tests at once: Holm, Benjamini and Hochberg."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats, Numbers, Places, as_known_or_missing
from analysis.errors import AnalysisError


def holm(p_values: Numbers) -> Floats:
    """Holm's step-down: p_(i) (m - i + 1), made increasing, at most 1.

    A hypothesis whose adjusted p is at most alpha is rejected; the probability of one false
    rejection or more in a family is then at most alpha, however the tests hang together.

    Parameters
    ----------
    p_values : array_like (..., hypotheses)
        In [0, 1], one family along the last axis; NaN: no test, which does not count in m.

    Returns
    -------
    float64, shape of p_values
        NaN where there is no test.

    Raises
    ------
    AnalysisError
        `not_a_probability`, `not_a_number`.

    Notes
    -----
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70. R: `p.adjust(method="holm")`.
    Tests: tests/analysis/test_multiple_testing.py.
    """
    ascending, order, place, tests = _ascending(p_values)
    stepped = np.maximum.accumulate(ascending * np.maximum(tests - place, 1), axis=-1)
    return _restored(stepped, order)


def benjamini_hochberg(p_values: Numbers) -> Floats:
    """False discovery rate: p_(i) m / i, made increasing, at most 1.

    Rejecting where the adjusted p is at most q keeps the expected share of false rejections among
    all rejections at q, for independent (or positively dependent) tests.

    Parameters
    ----------
    p_values : array_like (..., hypotheses)
        As in `holm`.

    Returns
    -------
    float64, shape of p_values
        NaN where there is no test.

    Raises
    ------
    AnalysisError
        `not_a_probability`, `not_a_number`.

    Notes
    -----
    Benjamini, Hochberg (1995), JRSS B 57, 289-300. R: `p.adjust(method="BH")`.
    Tests: tests/analysis/test_multiple_testing.py.
    """
    ascending, order, place, tests = _ascending(p_values)
    raised = ascending * tests / (place + 1)
    stepped = np.fmin.accumulate(raised[..., ::-1], axis=-1)[..., ::-1]
    return _restored(np.where(np.isnan(ascending), np.nan, stepped), order)


def _ascending(p_values: Numbers) -> tuple[Floats, Places, Places, Places]:
    """Sorted p (NaN last), where each came from, its place from 0, and the tests of its family."""
    p = np.atleast_1d(as_known_or_missing("p values", p_values))
    if np.any((p < 0) | (p > 1)):
        raise AnalysisError("not_a_probability", "p values lie in [0, 1]")
    order = np.argsort(p, axis=-1, kind="stable")
    tests = np.count_nonzero(~np.isnan(p), axis=-1, keepdims=True)
    return np.take_along_axis(p, order, axis=-1), order, np.arange(p.shape[-1]), tests


def _restored(values: Floats, order: Places) -> Floats:
    adjusted = np.empty_like(values)
    np.put_along_axis(adjusted, order, np.minimum(values, 1.0), axis=-1)
    return adjusted
