"""Exact figures in the stored document: a rational is the text `numerator/denominator`."""

from __future__ import annotations

from fractions import Fraction


def write_exact(value: Fraction | None) -> str | None:
    """`1317/16`, or `15/1` for a whole number; None stays None (chưa xác định)."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def read_exact(text: str | None) -> Fraction | None:
    """The figure of `write_exact`."""
    return None if text is None else Fraction(text)
