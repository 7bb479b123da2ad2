"""Whole numbers of answers that print as published."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.demo.fitting import SIZES, Shape, Target, fit_all

SHAPE = Shape(always=12, offered=4)


def target(index: int, maximum: int = 15) -> Target:
    """A row whose points are those of its printed index."""
    return Target(index, int(Fraction(index * maximum, 100) + Fraction(1, 2)), maximum)


def test_a_perfect_unit_has_only_satisfied_answers() -> None:
    fit = fit_all({"u": target(10_000)}, SHAPE, total=50)["u"]
    assert (fit.forms, fit.satisfied, fit.exact) == (50, 50 * 12, True)


def test_the_forms_add_up_to_the_wanted_total() -> None:
    targets = {str(index): target(index) for index in range(9000, 9020)}
    fits = fit_all(targets, SHAPE, total=1003)
    assert sum(fit.forms for fit in fits.values()) == 1003


@given(st.integers(7000, 10_000))
def test_an_exact_fit_is_exact_and_any_other_says_so(index: int) -> None:
    fit = fit_all({"u": target(index)}, SHAPE, total=50)["u"]
    speaking = fit.forms - fit.without_opinion
    value = (
        Fraction(fit.satisfied, fit.forms) + Fraction(fit.satisfied_where_offered, speaking)
    ) / SHAPE.criteria
    assert fit.exact == (int(value * 10_000 + Fraction(1, 2)) == index)
    assert fit.forms in SIZES


def test_one_criterion_and_few_forms_cannot_give_every_index() -> None:
    fit = fit_all({"u": target(9999)}, Shape(always=1, offered=0), total=50)["u"]
    assert not fit.exact
    assert fit.satisfied == fit.forms
