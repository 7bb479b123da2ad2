"""Rounding of exact figures, only when they are printed (M10). A float never takes part."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

#: An exact figure. Booleans and floats are refused, because neither is one.
Exact = Fraction | Decimal | int


def exact(value: Exact) -> Fraction:
    """The figure as a fraction.

    Raises
    ------
    TypeError
        For a float or a boolean: 13.125 would survive a float, 13.135 would not.
    """
    if isinstance(value, bool) or not isinstance(value, (Fraction, Decimal, int)):
        raise TypeError(f"an exact figure is needed, not {type(value).__name__}")
    return Fraction(value)


def round_half_up(value: Exact, digits: int) -> Decimal:
    """Round to `digits` decimals, a half away from zero, as the published tables do (M10).

    Parameters
    ----------
    value : Fraction, Decimal or int
        Any exact figure, of either sign.
    digits : int
        Decimals kept, 0 or more; they are kept when they are zeros too.

    Returns
    -------
    Decimal
        floor(|value| * 10**digits + 1/2) / 10**digits with the sign of `value`; zero is positive.

    Notes
    -----
    Source: report 56/BC-SNV of Sóc Trăng (2022), where 13.125 is printed 13,13.
    Tests: tests/analysis/test_rounding.py.
    """
    if digits < 0:
        raise ValueError("digits must be 0 or more")
    figure = exact(value)
    return _decimal(figure, _nearest(figure, -digits), -digits)


def round_significant(value: Exact, digits: int) -> Decimal:
    """Round to `digits` significant digits, a half away from zero; trailing zeros are dropped.

    Exports use it for figures of full precision (a third has no last decimal).

    Parameters
    ----------
    value : Fraction, Decimal or int
        Any exact figure.
    digits : int
        Significant digits kept, 1 or more.

    Raises
    ------
    ValueError
        Fewer than 1 digit: a fault of the program, not of the data.

    Notes
    -----
    Test: tests/analysis/test_rounding.py.
    """
    if digits < 1:
        raise ValueError("digits must be 1 or more")
    figure = exact(value)
    if figure == 0:
        return Decimal(0)
    exponent = _magnitude(figure) - digits + 1
    count = _nearest(figure, exponent)
    while exponent < 0 and count % 10 == 0:
        count, exponent = count // 10, exponent + 1
    return _decimal(figure, count, exponent)


def _magnitude(figure: Fraction) -> int:
    """The largest k with 10**k <= |figure|."""
    size = abs(figure)
    power = len(str(size.numerator)) - len(str(size.denominator))
    return power if size >= Fraction(10) ** power else power - 1


def _nearest(figure: Fraction, exponent: int) -> int:
    """|figure| in steps of 10**exponent, a half upwards."""
    steps = abs(figure) / Fraction(10) ** exponent
    return (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)


def _decimal(figure: Fraction, count: int, exponent: int) -> Decimal:
    """`count` steps of 10**exponent with the sign of `figure`, whatever the decimal context."""
    if exponent > 0:
        count, exponent = count * 10**exponent, 0
    sign = 1 if figure < 0 and count else 0
    return Decimal((sign, tuple(int(place) for place in str(count)), exponent))
