"""Sample sizes and the half-widths they give: R, hand calculations, limits."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.sampling.half_widths import mean_half_width, share_half_width
from analysis.sampling.sizes import forms_to_issue, mean_size, share_size, yamane_size
from tests.analysis.sampling.reference import from_r


def test_yamane_agrees_with_r_for_every_unit():
    sizes = from_r("sizes")
    assert yamane_size(sizes["population"], margin=0.03).n.tolist() == sizes["yamane_03"]


@pytest.mark.parametrize("plan", from_r("sizes")["share"])
def test_a_size_for_a_share_agrees_with_r(plan):
    wanted = {key: plan[key] for key in ("margin", "share", "level", "deff")}
    assert share_size(from_r("sizes")["population"], **wanted).n.tolist() == plan["n"]


@pytest.mark.parametrize("plan", from_r("sizes")["mean"])
def test_a_size_for_a_mean_agrees_with_r(plan):
    wanted = {key: plan[key] for key in ("margin", "sd", "level", "deff")}
    assert mean_size(from_r("sizes")["population"], **wanted).n.tolist() == plan["n"]


def test_a_half_width_agrees_with_r():
    sizes = from_r("sizes")
    widths = share_half_width(30, sizes["population"], share="0.9", deff="1.2")
    np.testing.assert_allclose(widths, sizes["half_width"], rtol=1e-12)


@pytest.mark.parametrize("margin", ["0.05", 0.05, Decimal("0.05"), Fraction(1, 20)])
def test_a_whole_result_of_yamane_is_not_rounded_up(margin):
    assert yamane_size([400, 1200, 3600], margin=margin).n.tolist() == [200, 300, 360]


def test_an_infinite_population_needs_385_forms_for_five_points():
    assert share_size(margin="0.05").n == 385


def test_fifty_forms_give_eight_points_at_ninety_percent():
    assert share_half_width(50, share="0.9") == pytest.approx(0.083154, abs=1e-6)


def test_an_index_with_a_spread_of_20_points_needs_62_forms_for_five_points():
    assert mean_size(margin=5, sd=20).n == 62  # (1.96 x 20 / 5)^2 = 61.46


def test_nobody_is_asked_where_nobody_is():
    for size in (yamane_size([0]), share_size([0], margin=0.1), mean_size([0], margin=1, sd=2)):
        assert size.n.tolist() == [0]


def test_a_census_has_no_half_width_and_no_forms_have_none_at_all():
    widths = share_half_width([1, 7, 0], [1, 7, 7])
    assert widths[:2].tolist() == [0, 0]
    assert np.isnan(widths[2])


def test_forms_to_issue_grow_by_the_response_rate_and_stop_at_the_population():
    issue = forms_to_issue([400, 90, 0], rate="0.8", population=[1000, 100, 5])
    assert issue.issued.tolist() == [500, 100, 0]
    assert issue.expected.tolist() == [400, 80, 0]
    assert issue.limited.tolist() == [False, True, False]


@given(
    st.integers(1, 10**7),
    st.decimals("0.01", "0.3", places=3),
    st.decimals("0.05", "0.95", places=2),
    st.decimals("0.5", "3", places=1),
)
def test_the_size_is_the_smallest_that_keeps_the_half_width(population, margin, share, deff):
    n = int(share_size(population, margin=margin, share=share, deff=deff).n)
    assert 1 <= n <= population
    wanted = float(margin) * (1 + 1e-12)  # the half-width is a float, the size a fraction
    assert share_half_width(n, population, share=share, deff=deff) <= wanted
    if n > 1:
        assert share_half_width(n - 1, population, share=share, deff=deff) > float(margin)


@given(st.integers(1, 10**7), st.integers(1, 50), st.integers(1, 50))
def test_the_size_for_a_mean_is_the_smallest_that_keeps_the_half_width(population, margin, sd):
    n = int(mean_size(population, margin=margin, sd=sd).n)
    assert 1 <= n <= population
    assert mean_half_width(n, population, sd=sd) <= margin * (1 + 1e-12)
    if n > 1:
        assert mean_half_width(n - 1, population, sd=sd) > margin


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("margin_range", lambda: yamane_size(10, margin=5)),
        ("margin_range", lambda: share_size(10, margin=0)),
        ("margin_range", lambda: mean_size(10, margin=0, sd=1)),
        ("share_range", lambda: share_size(10, margin=0.1, share=1)),
        ("level", lambda: share_size(10, margin=0.1, level=95)),
        ("deff_range", lambda: share_size(10, margin=0.1, deff=0)),
        ("sd_range", lambda: mean_size(10, margin=0.1, sd=-1)),
        ("not_a_count", lambda: yamane_size([10.5])),
        ("not_a_count", lambda: yamane_size([-1])),
        ("not_finite", lambda: yamane_size([np.nan])),
        ("not_finite", lambda: yamane_size(10, margin="nan")),
        ("not_a_number", lambda: yamane_size(10, margin="5 %")),
        ("rate_range", lambda: forms_to_issue(5, rate=0, population=10)),
        ("rate_range", lambda: forms_to_issue(5, rate=80, population=100)),
        ("sample_exceeds_population", lambda: forms_to_issue(11, rate=1, population=10)),
        ("sample_exceeds_population", lambda: share_half_width(11, 10)),
    ],
)
def test_a_contradictory_plan_is_refused(code, call):
    with pytest.raises(AnalysisError) as error:
        call()
    assert error.value.code == code
