"""AAPOR rates: R, unknown is not zero, relations between the rates."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.rates.aapor import outcome_rates
from analysis.rates.dispositions import DISPOSITIONS

REFERENCE = Path(__file__).parents[1] / "reference" / "rates.json"
R = json.loads(REFERENCE.read_text(encoding="utf-8"))["expected"]


def agrees(rates, expected, place=()):
    for name, figure in expected.items():
        wanted = np.nan if figure is None else figure
        np.testing.assert_allclose(
            getattr(rates, name)[place], wanted, rtol=1e-12, atol=0, err_msg=name
        )


@pytest.mark.parametrize("case", R["cases"])
def test_made_up_counts_agree_with_r(case):
    agrees(outcome_rates(case["counts"]), case["by_proportion"])
    for given_e, key in [(0.7, "given_07"), (0, "given_0"), (1, "given_1")]:
        agrees(outcome_rates(case["counts"], eligible=given_e), case[key])


@pytest.mark.parametrize("table", ["by_unit", "by_unit_weighted", "by_unit_channel"])
def test_all_groups_at_once_agree_with_r(table):
    rates = outcome_rates([group["counts"] for group in R[table].values()])
    for place, group in enumerate(R[table].values()):
        agrees(rates, group["rates"], place)


def test_counts_by_name_are_the_same_as_in_order():
    named = outcome_rates({"I": 4, "P": 2, "R": 1, "NE": 5})
    assert named.rr2 == outcome_rates([4, 2, 1, 0, 0, 0, 0, 5]).rr2 == 6 / 7
    assert named.e == 7 / 12


def test_no_cases_have_no_rates():
    rates = outcome_rates([0] * 8)
    assert all(np.isnan(getattr(rates, name)) for name in ("rr1", "rr3", "coop1", "con2", "e"))
    assert rates.n == 0


COUNTS = st.lists(st.integers(0, 50), min_size=8, max_size=8)


@given(COUNTS, st.floats(0, 1))
def test_rates_are_ordered_and_lie_between_0_and_1(counts, e):
    rates = outcome_rates(counts, eligible=e)
    for low, middle, high in [
        ("rr1", "rr3", "rr5"),
        ("rr2", "rr4", "rr6"),
        ("con1", "con2", "con3"),
    ]:
        three = [getattr(rates, name) for name in (low, middle, high)]
        if not np.isnan(three).any():
            assert -1e-15 <= three[0] <= three[1] + 1e-15 <= three[2] + 2e-15 <= 1 + 3e-15


@given(COUNTS, st.floats(1e-3, 1e3))
def test_the_scale_of_the_weights_changes_nothing(counts, scale):
    here, there = outcome_rates(counts), outcome_rates(scale * np.array(counts))
    for name in ("rr1", "rr4", "coop3", "ref2", "con2", "e"):
        np.testing.assert_allclose(getattr(there, name), getattr(here, name), rtol=1e-12)


@given(COUNTS)
def test_e_of_1_and_0_give_the_outer_rates(counts):
    one, none = outcome_rates(counts, eligible=1), outcome_rates(counts, eligible=0)
    np.testing.assert_array_equal([one.rr3, one.ref2, one.con2], [one.rr1, one.ref1, one.con1])
    np.testing.assert_array_equal([none.rr3, none.ref2, none.con2], [one.rr5, one.ref3, one.con3])


def test_e_is_given_for_each_group():
    rates = outcome_rates([[4, 0, 0, 0, 0, 4, 0, 0]] * 2, eligible=[0.5, 1])
    assert rates.rr3.tolist() == [4 / 6, 4 / 8]


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("shape", lambda: outcome_rates([1, 2, 3])),
        ("shape", lambda: outcome_rates(5)),
        ("shape", lambda: outcome_rates([1] * 8, eligible=[0.5, 0.5])),
        ("negative_count", lambda: outcome_rates([-1] + [0] * 7)),
        ("not_finite", lambda: outcome_rates([np.nan] + [0] * 7)),
        ("disposition_unknown", lambda: outcome_rates({"I": 1, "XX": 2})),
        ("eligible_range", lambda: outcome_rates([1] * 8, eligible=90)),
    ],
)
def test_contradictory_counts_are_refused(code, call):
    with pytest.raises(AnalysisError) as error:
        call()
    assert error.value.code == code


def test_the_order_of_dispositions_is_the_published_one():
    assert DISPOSITIONS == ("I", "P", "R", "NC", "O", "UH", "UO", "NE")
