"""Holm and Benjamini-Hochberg: R, by hand, and what they may not do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.multiple_testing import benjamini_hochberg, holm
from tests.analysis.estimation import sipas

P_VALUES = st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=12)
BOTH = pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])


@pytest.mark.statistics
def test_adjusted_p_values_equal_r() -> None:
    wanted = sipas.expected()["contrasts"]
    np.testing.assert_allclose(holm(wanted["p_values"]), wanted["holm"], rtol=1e-13)
    np.testing.assert_allclose(benjamini_hochberg(wanted["p_values"]), wanted["bh"], rtol=1e-13)


def test_the_step_down_is_holms_by_hand() -> None:
    # Against 0.05/4, 0.05/3, 0.05/2, 0.05/1: the third fails and stops the fourth.
    p = np.array([0.03, 0.0125, 0.016, 0.045])
    assert (holm(p) <= 0.05).tolist() == [False, True, True, False]


@BOTH
def test_what_is_no_test_does_not_count(adjust) -> None:
    found = adjust([[0.04, np.nan], [0.04, 0.02]])
    np.testing.assert_allclose(found, [[0.04, np.nan], [0.04, 0.04]])


@BOTH
def test_each_row_is_a_family(adjust) -> None:
    p = np.random.default_rng(7).random((5, 9))
    p[p < 0.2] = np.nan
    np.testing.assert_array_equal(adjust(p), [adjust(row) for row in p])


@BOTH
@given(P_VALUES)
def test_adjustments_keep_the_order_and_never_help(adjust, p: list[float]) -> None:
    values = np.array(p)
    made = ~np.isnan(values)
    order = np.argsort(values[made], kind="stable")
    found = adjust(p)
    assert np.array_equal(np.isnan(found), ~made)
    assert np.all(found[made] >= values[made] - 1e-15)
    assert np.all(found[made] <= 1)
    assert np.all(np.diff(found[made][order]) >= 0)


@given(P_VALUES)
def test_holm_lies_between_benjamini_hochberg_and_bonferroni(p: list[float]) -> None:
    values = np.array(p)
    made = ~np.isnan(values)
    adjusted = holm(p)[made]
    assert np.all(adjusted >= benjamini_hochberg(p)[made] - 1e-15)
    assert np.all(adjusted <= np.minimum(values[made] * made.sum(), 1) + 1e-15)


@BOTH
@pytest.mark.parametrize(("p", "code"), [([1.5], "not_a_probability"), (["small"], "not_a_number")])
def test_what_is_no_probability_is_refused(adjust, p: list, code: str) -> None:
    with pytest.raises(AnalysisError) as refused:
        adjust(p)
    assert refused.value.code == code
