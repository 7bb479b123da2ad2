"""M7: points are index x maximum / 100."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.points import Precision, converted_points
from analysis.rounding import round_half_up


def test_points_follow_the_index_m7():
    assert converted_points(Decimal("87.5"), 15) == Fraction(105, 8)
    assert converted_points(Fraction(0), 16) == 0
    assert converted_points(100, 16) == 16


def test_points_can_start_from_the_printed_index_m7():
    index = Fraction(200, 3)
    assert converted_points(index, 15) == 10
    printed = converted_points(index, 15, precision=Precision.PRINTED)
    assert printed == Fraction("66.67") * 15 / 100
    assert str(round_half_up(printed, 2)) == "10.00"
    coarse = converted_points(index, 15, precision=Precision.PRINTED, digits=0)
    assert coarse == Fraction("10.05")


def test_unknown_is_not_zero_m6():
    assert converted_points(None, 15) is None
    assert converted_points(Fraction(90), None) is None


@pytest.mark.parametrize(
    ("index", "maximum", "code"),
    [(101, 15, "index_range"), (-1, 15, "index_range"), (50, -1, "maximum_range")],
)
def test_figures_out_of_range_are_refused(index, maximum, code):
    with pytest.raises(AnalysisError, match=code):
        converted_points(index, maximum)


@given(st.fractions(0, 100), st.fractions(0, 100), st.integers(0, 100))
def test_points_stay_within_the_maximum_and_keep_the_order_m7(a, b, maximum):
    first, second = converted_points(a, maximum), converted_points(b, maximum)
    assert 0 <= first <= maximum
    assert (first <= second) or a > b
