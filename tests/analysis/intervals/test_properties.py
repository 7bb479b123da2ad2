"""What every interval must do, whatever the figures."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intervals.clopper_pearson import clopper_pearson
from analysis.intervals.counts import jeffreys, mid_p
from analysis.intervals.hypergeometric import hypergeometric
from analysis.intervals.korn_graubard import korn_graubard
from analysis.intervals.likelihood import likelihood_interval
from analysis.intervals.recommended import index_interval, share_interval
from analysis.intervals.transformed import arcsine_interval, logit_interval
from analysis.intervals.wilson import wilson

pytestmark = pytest.mark.statistics

SLACK = 1e-12  # rounding of p (1 - p) / v; the limits at 0 and 1 are exact


@dataclass(frozen=True)
class Case:
    """A share with its design effect, number of answers and degrees of freedom."""

    p: float
    deff: float
    n: int
    df: float
    level: float

    @property
    def variance(self):
        return self.deff * self.p * (1 - self.p) / self.n

    @property
    def worth(self):
        return self.n / self.deff

    @property
    def options(self):
        return {"df": self.df, "level": self.level}


METHODS = {
    "wilson": lambda c: wilson(c.p, c.worth, **c.options),
    "korn_graubard": lambda c: korn_graubard(c.p, c.variance, c.n, **c.options),
    "uncapped": lambda c: korn_graubard(c.p, c.variance, c.n, **c.options, capped=False),
    "clopper_pearson": lambda c: clopper_pearson(c.worth * c.p, c.worth, level=c.level),
    "mid_p": lambda c: mid_p(c.worth * c.p, c.worth, level=c.level),
    "likelihood": lambda c: likelihood_interval(c.p, c.variance, c.n, **c.options),
    "logit": lambda c: logit_interval(c.p, c.variance, **c.options),
    "arcsine": lambda c: arcsine_interval(c.p, c.variance, **c.options),
    "share": lambda c: (
        share_interval(c.p, c.variance, c.n, c.df, kish_n=min(c.n, c.worth), level=c.level).interval
    ),
    "index": lambda c: (
        index_interval(c.p, c.variance, c.n, c.df, ratio=3.0, level=c.level).interval
    ),
}
DEFINED_AT_THE_ENDS = sorted(set(METHODS) - {"logit", "arcsine"})

inner = st.floats(0.001, 0.999)
levels = st.floats(0.5, 0.999)


def cases(p=inner):
    df = st.one_of(st.floats(1, 500), st.just(np.inf))
    return st.builds(Case, p, st.floats(0.2, 5), st.integers(4, 5000), df, levels)


@pytest.mark.parametrize("name", DEFINED_AT_THE_ENDS)
@given(case=cases(st.one_of(inner, st.sampled_from([0.0, 1.0]))))
def test_it_holds_the_estimate_and_stays_on_the_scale(name, case):
    found = METHODS[name](case)
    assert 0 <= found.low <= case.p + SLACK
    assert case.p - SLACK <= found.high <= 1
    assert found.low == 0 or case.p > 0
    assert found.high == 1 or case.p < 1


@pytest.mark.parametrize("name", ["logit", "arcsine"])
@given(case=cases())
def test_logit_and_arcsine_do_so_between_the_ends(name, case):
    found = METHODS[name](case)
    assert 0 <= found.low <= case.p + SLACK
    assert case.p - SLACK <= found.high <= 1


@pytest.mark.parametrize("name", sorted(METHODS))
@given(case=cases())
def test_the_share_of_the_dissatisfied_has_the_mirrored_interval(name, case):
    found, mirrored = METHODS[name](case), METHODS[name](replace(case, p=1 - case.p))
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)
    assert found.high == pytest.approx(1 - mirrored.low, abs=1e-9)


@pytest.mark.parametrize("name", sorted(METHODS))
@given(case=cases(), other=levels)
def test_more_confidence_needs_more_width(name, case, other):
    low, high = sorted((case.level, other))
    less, more = (METHODS[name](replace(case, level=level)) for level in (low, high))
    assert more.low <= less.low + 1e-9
    assert more.high >= less.high - 1e-9


@pytest.mark.parametrize("name", sorted(METHODS))
@given(case=cases(), times=st.floats(1, 10))
def test_more_answers_never_widen(name, case, times):
    few, many = METHODS[name](case), METHODS[name](replace(case, n=round(case.n * times)))
    assert many.low >= few.low - 1e-9
    assert many.high <= few.high + 1e-9


@given(
    st.integers(2, 400).flatmap(
        lambda size: st.integers(1, size).flatmap(
            lambda n: st.tuples(st.integers(0, n), st.just(n), st.just(size))
        )
    )
)
def test_exact_limits_are_possible_populations_and_mirror(case):
    x, n, population = case
    found, mirrored = hypergeometric(x, n, population), hypergeometric(n - x, n, population)
    assert x / population <= found.low <= found.high <= (population - (n - x)) / population
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-15)


@given(p=inner, n=st.integers(2, 2000), c=levels)
def test_exact_holds_mid_p_and_mid_p_holds_the_share(p, n, c):
    exact, mid = clopper_pearson(p * n, n, level=c), mid_p(p * n, n, level=c)
    assert exact.low <= mid.low <= p <= mid.high <= exact.high
    assert jeffreys(n, n, level=c).high == 1


@given(st.permutations(range(6)))
def test_the_order_of_units_changes_nothing(order):
    order = np.array(order)
    p, n = np.array([0, 0.4, 0.9, 0.98, 1, 1.0]), np.array([9, 12, 40, 50, 15, 70])
    variance = p * (1 - p) / n
    options = {"kish_n": n, "population": np.array([40, 5000, 90, 51, 38, 900])}
    whole = share_interval(p, variance, n, n - 1, **options)
    turned = share_interval(
        p[order],
        variance[order],
        n[order],
        n[order] - 1,
        **{k: a[order] for k, a in options.items()},
    )
    assert whole.interval.low[order].tolist() == turned.interval.low.tolist()
    assert whole.rule[order].tolist() == turned.rule.tolist()
