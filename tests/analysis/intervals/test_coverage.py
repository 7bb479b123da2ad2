"""The coverage that docs/statistics/interval-coverage.md states, measured again on fewer cells."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from tests.analysis.intervals.coverage import (
    INDEX_METHODS,
    SEED,
    SHARE_METHODS,
    coverage_and_width,
    line,
)
from tests.analysis.intervals.units import (
    equal_share_cells,
    equal_share_samples,
    index_survey,
    share_cells,
    share_samples,
    survey_ratios,
)

pytestmark = pytest.mark.statistics
PAGE = Path(__file__).parents[3] / "docs" / "statistics" / "interval-coverage.md"
SAMPLES = 400
STATED_SHARE, STATED_INDEX = 0.96, 0.95
#: A true coverage as stated would fall below the bound once in a million units.
CHANCE = 1e-6


def exact(method, cells):
    return [coverage_and_width(cell, SHARE_METHODS[method](cell)) for cell in cells]


def covered(method, units, ratios):
    """In how many samples of each unit the interval holds the truth."""
    results = [coverage_and_width(unit, INDEX_METHODS[method](unit, ratios)) for unit in units]
    return np.round(np.array([coverage for coverage, _ in results]) * SAMPLES)


@pytest.mark.parametrize(("uneven"), [False, True])
def test_the_probabilities_of_all_outcomes_add_up_and_their_mean_is_the_truth(uneven):
    unit = share_samples(30, 300, 0.95, uneven=uneven)
    assert unit.probability.sum() == pytest.approx(1, rel=1e-12)
    assert unit.probability @ unit.p == pytest.approx(unit.truth, rel=1e-12)


def test_the_variance_estimator_is_unbiased():
    unit = share_samples(30, 300, 0.95, uneven=True)
    spread = unit.probability @ (unit.p - unit.truth) ** 2
    assert unit.probability @ unit.variance == pytest.approx(spread, rel=1e-10)


@pytest.mark.parametrize("cells", [share_cells, equal_share_cells])
def test_the_published_share_interval_covers_as_stated_in_every_unit(cells):
    coverage = [held for held, _ in exact("**share_interval**", cells())]
    assert min(coverage) >= STATED_SHARE


@pytest.mark.parametrize("large", [0.8, 0.95])
def test_kish_caps_n_eff_because_capped_at_n_it_fails_where_weights_differ(large):
    cells = share_cells(large)
    published, at_n = (
        min(held for held, _ in exact(method, cells))
        for method in ("**share_interval**", "Korn-Graubard, n_eff <= n")
    )
    assert published >= STATED_SHARE
    assert at_n < 0.95


def test_wald_and_logit_fail_near_100_percent():
    cells = share_cells()
    for method in ("Wald t", "logit"):
        assert np.mean([held for held, _ in exact(method, cells)]) < 0.7


def test_exact_limits_are_narrower_than_korn_graubard_in_small_populations():
    cells = equal_share_cells()
    widths = {
        method: np.mean([width for _, width in exact(method, cells)])
        for method in ("**share_interval**", "Korn-Graubard, n_eff <= n")
    }
    assert widths["**share_interval**"] < 0.8 * widths["Korn-Graubard, n_eff <= n"]


def test_at_100_percent_every_sample_shows_100_percent_and_is_held():
    for unit in (share_samples(30, 300, 1.0), equal_share_samples(30, 60, 1.0)):
        assert exact("**share_interval**", [unit])[0][0] == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("correlation", [0.3, 0.9])
def test_the_published_index_interval_covers_as_stated_in_every_unit(correlation):
    rng = np.random.default_rng(SEED)
    units = index_survey(300, correlation, SAMPLES, rng)
    held = covered("**index_interval**", units, survey_ratios(units))
    assert held.min() >= binom.ppf(CHANCE, SAMPLES, STATED_INDEX)
    # Over all units together the bound is narrow: the mean coverage is above 95 %.
    assert held.sum() >= binom.ppf(CHANCE, SAMPLES * len(units), STATED_INDEX)


def test_an_index_with_its_own_n_eff_alone_covers_less_than_it_says():
    rng = np.random.default_rng(SEED)
    units = index_survey(300, 0.9, SAMPLES, rng)
    held = covered("Wilson t, n_eff", units, survey_ratios(units))
    assert held.min() < binom.ppf(CHANCE, SAMPLES, STATED_INDEX)


def test_the_page_prints_what_this_code_computes_for_shares():
    page = PAGE.read_text("utf-8")
    assert line("**share_interval**", exact("**share_interval**", share_cells())) in page
    for method in SHARE_METHODS:
        assert line(method, exact(method, equal_share_cells())) in page
