"""M10: figures are rounded half-up, exactly, and only when they are printed."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rounding import round_half_up, round_significant


def test_a_half_is_rounded_up_as_in_the_published_table_m10():
    assert str(round_half_up(Fraction(105, 8), 2)) == "13.13"
    assert str(round_half_up(Decimal("13.135"), 2)) == "13.14"
    assert str(round_half_up(Decimal("2.675"), 2)) == "2.68"


def test_decimals_are_kept_when_they_are_zeros_m10():
    assert str(round_half_up(15, 2)) == "15.00"
    assert str(round_half_up(Fraction(1, 1000), 2)) == "0.00"
    assert str(round_half_up(Fraction(999999, 10000), 3)) == "100.000"


def test_negative_figures_are_rounded_away_from_zero_and_zero_has_no_sign_m10():
    assert str(round_half_up(Fraction(-1, 200), 2)) == "-0.01"
    assert str(round_half_up(Fraction(-1, 1000), 2)) == "0.00"


@pytest.mark.parametrize("value", [13.125, True])
def test_floats_and_booleans_are_refused_m10(value):
    with pytest.raises(TypeError):
        round_half_up(value, 2)


def test_a_negative_number_of_digits_is_refused():
    with pytest.raises(ValueError, match="digits"):
        round_half_up(1, -1)
    with pytest.raises(ValueError, match="digits"):
        round_significant(1, 0)


@given(st.decimals(-10_000, 10_000, places=6), st.integers(0, 5))
def test_it_agrees_with_the_decimal_module_m10(value, digits):
    expected = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert round_half_up(value, digits) == expected


@given(st.fractions(), st.integers(0, 8))
def test_the_rounded_figure_is_within_half_a_step_m10(value, digits):
    gap = abs(Fraction(round_half_up(value, digits)) - value)
    assert gap <= Fraction(1, 2 * 10**digits)


def test_a_narrow_decimal_context_changes_nothing_m10():
    with localcontext() as context:
        context.prec = 3
        assert str(round_half_up(Fraction(123456789, 100), 2)) == "1234567.89"


def test_full_precision_drops_trailing_zeros_and_keeps_whole_numbers():
    assert str(round_significant(Fraction(1, 3), 20)) == "0.33333333333333333333"
    assert str(round_significant(Fraction(200, 3), 6)) == "66.6667"
    assert str(round_significant(Decimal("15.00"), 20)) == "15"
    assert str(round_significant(123456, 3)) == "123000"
    assert str(round_significant(Fraction(99999, 100), 3)) == "1000"
    assert str(round_significant(0, 20)) == "0"


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**6), st.integers(1, 25))
def test_significant_digits_bound_the_relative_gap(value, digits):
    gap = abs(Fraction(round_significant(value, digits)) - value) / value
    assert gap <= Fraction(1, 2) * Fraction(10) ** (1 - digits)
