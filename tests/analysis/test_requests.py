"""From answers to figures as a statistician asks for them, against R (reference/requests.R)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from analysis.arrays import Floats
from analysis.estimation.contrasts import differences
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.design_effect import design_effects
from analysis.estimation.domains import Domains, domains_of
from analysis.estimation.estimates import means, ratios, totals
from analysis.estimation.replicates.estimates import (
    ReplicateEstimates,
    replicate_means,
    replicate_ratios,
    replicate_totals,
)
from analysis.estimation.replicates.weights import Replicates, given_replicates, reweighted
from analysis.estimation.results import Estimates
from analysis.intervals.proportion import proportion_interval
from analysis.intervals.transformed import t_interval
from analysis.weights.margins import Margin
from analysis.weights.poststratification import poststratify
from analysis.weights.raking import rake
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics
same = np.testing.assert_allclose
LEVELS = {"whole": 0.95, "women": 0.9, "raked": 0.99}


@cache
def expected() -> Any:
    return json.loads((sipas.REFERENCE / "requests.json").read_text())["expected"]


@cache
def margins(*names: str) -> list[Margin]:
    with (sipas.REFERENCE / "sipas_population.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counted: dict[str, dict[str, float]] = {name: {} for name in names}
    for row in rows:
        for name, totals_ in counted.items():
            totals_[row[name]] = totals_.get(row[name], 0.0) + float(row["N"])
    return [Margin.of(name, sipas.column(name), counted[name]) for name in names]


def answers() -> Floats:
    return sipas.satisfied()[:, 16]


def filled() -> Floats:
    return np.nan_to_num(answers())


def plain() -> SurveyDesign:
    return survey_design(
        sipas.weights(), strata=sipas.column("stratum"), population=sipas.numbers("N_h")
    )


def women() -> Domains:
    levels = (("F",), ("U07",))
    return domains_of(sipas.column("sex"), sipas.column("unit"), levels=levels)


def agree(found: Estimates | ReplicateEstimates, wanted: Any, rtol: float = 1e-10) -> None:
    same(found.estimate, wanted["estimate"], rtol=rtol)
    same(found.standard_error, wanted["se"], rtol=rtol)


@pytest.mark.parametrize(
    ("case", "names"),
    [("three", ("channel", "age", "sex")), ("four", ("unit", "channel", "age", "sex"))],
)
def test_a_raked_item_has_the_error_of_its_calibration(case: str, names: tuple[str, ...]) -> None:
    wanted = expected()["raked"][case]
    raked = rake(sipas.weights(), margins(*names))
    design = survey_design(raked, strata=sipas.column("stratum"), population=sipas.numbers("N_h"))
    whole = means(design, answers())
    agree(whole, wanted["whole"])
    interval = t_interval(whole.estimate, whole.variance, df=design.df)
    same(np.stack([interval.low, interval.high], axis=1), wanted["limits"], rtol=1e-10)
    units = domains_of(sipas.column("unit"))
    agree(means(design, answers(), domains=units), wanted["by_unit"])
    ages = domains_of(sipas.column("age"), sipas.column("channel"))
    agree(means(design, answers(), domains=ages), wanted["by_age_channel"])


@cache
def two_years() -> dict[str, Any]:
    """The second year asks two thirds again, of whom every 17th has changed his mind."""
    people = sipas.numbers("id").astype(int)
    again = people % 3 != 0
    second = np.where(people % 17 == 0, 1 - answers(), answers())[again]
    stratum = np.concatenate([sipas.column("stratum"), sipas.column("stratum")[again]])
    year = np.repeat(["1", "2"], [len(people), int(again.sum())])
    cell = np.char.add(np.char.add(year, " "), stratum)
    _, place, count = np.unique(cell, return_inverse=True, return_counts=True)
    population = np.concatenate([sipas.numbers("N_h"), sipas.numbers("N_h")[again]])
    return {
        "year": year,
        "answers": np.concatenate([answers(), second]),
        "person": np.concatenate([people, people[again]]),
        "stratum": stratum,
        "cell": cell,
        "population": population,
        "weights": population / count[place],
    }


@pytest.mark.parametrize("case", ["independent", "same_people"])
def test_two_years_are_compared_with_what_they_share(case: str) -> None:
    data, wanted = two_years(), expected()["years"][case]
    design = (
        survey_design(data["weights"], strata=data["cell"], population=data["population"])
        if case == "independent"
        else survey_design(data["weights"], strata=data["stratum"], clusters=data["person"])
    )
    found = means(design, data["answers"], domains=domains_of(data["year"]))
    agree(found, wanted["by"])
    largest = np.abs(found.covariance).max()
    same(found.covariance, wanted["covariance"], rtol=1e-10, atol=1e-12 * largest)
    rise = differences(found, pairs=[(1, 0)])
    same(rise.estimate, wanted["rise"]["estimate"], rtol=1e-10)
    same(rise.standard_error, wanted["rise"]["se"], rtol=1e-10)
    assert design.df == wanted["df"]
    interval = t_interval(rise.estimate, rise.standard_error**2, df=design.df, level=0.9)
    same([[interval.low[0], interval.high[0]]], wanted["limits"], rtol=1e-10)


@pytest.mark.parametrize(
    ("figure", "estimate"),
    [
        ("totals", lambda design, groups: totals(design, filled(), domains=groups)),
        ("means", lambda design, groups: means(design, filled(), domains=groups)),
        (
            "ratios",
            lambda design, groups: ratios(design, filled(), ~np.isnan(answers()), domains=groups),
        ),
    ],
)
def test_crossed_domains_have_covariances(
    figure: str, estimate: Callable[[SurveyDesign, Domains], Estimates]
) -> None:
    design, wanted = plain(), expected()["domains"][figure]
    found = estimate(design, domains_of(sipas.column("channel"), sipas.column("sex")))
    agree(found, wanted)
    largest = np.abs(found.covariance).max()
    same(found.covariance, wanted["covariance"], rtol=1e-10, atol=1e-12 * largest)
    interval = t_interval(found.estimate, found.variance, df=design.df)
    same(np.stack([interval.low, interval.high], axis=1), wanted["limits"], rtol=1e-10)


def test_a_domain_has_its_own_degrees_of_freedom_and_design_effect() -> None:
    design, wanted = plain(), expected()["domains"]["women"]
    found = means(design, filled(), domains=women())
    agree(found, wanted)
    assert found.df.tolist() == [wanted["df"]]
    effect = design_effects(design, filled(), found, domains=women())
    same(effect.design_effect, wanted["effect"], rtol=1e-10)
    effect = design_effects(design, filled(), found, domains=women(), replacement=True)
    same(effect.design_effect, wanted["replace"], rtol=1e-10)


@pytest.mark.parametrize("case", LEVELS)
@pytest.mark.parametrize("method", ["logit", "xlogit", "likelihood", "asin", "beta", "mean"])
def test_every_interval_of_a_proportion_is_that_of_svyciprop(case: str, method: str) -> None:
    wanted = expected()["proportions"][case]
    design = plain()
    if case == "raked":
        design = survey_design(
            poststratify(sipas.weights(), margins("sex")[0]),
            strata=sipas.column("stratum"),
            population=sipas.numbers("N_h"),
        )
    found = means(design, filled(), domains=women() if case == "women" else None)
    interval = proportion_interval(
        found.estimate,
        found.variance,
        found.n,
        df=found.df,
        method=method,
        level=LEVELS[case],
    )
    limits = np.concatenate([interval.low, interval.high])
    # R interpolates the likelihood, and its logistic regression stops early.
    rtol = {"likelihood": 5e-4, "logit": 1e-7}.get(method, 1e-10)
    same(limits, wanted["limits"][method], rtol=rtol)


def replicates() -> Replicates:
    left = (sipas.numbers("id") % 20)[:, None] != np.arange(20)
    matrix = left * sipas.weights()[:, None] * 20 / 19
    return given_replicates(sipas.weights(), matrix, scale=19 / 20, around_full_sample=True)


@pytest.mark.parametrize("case", ["given", "raked"])
def test_a_matrix_of_replicate_weights_is_taken_as_it_is_and_raked_again(case: str) -> None:
    made, wanted = replicates(), expected()["replicates"][case]
    if case == "given":
        assert made.df == wanted["df"]
    else:
        three = margins("channel", "age", "sex")
        made = reweighted(made, lambda weights: rake(weights, three).weights)
    both = np.column_stack([filled(), sipas.numbers("duration")])
    given = ~np.isnan(answers())
    agree(replicate_means(made, both), wanted["mean"])
    agree(replicate_totals(made, filled()), wanted["total"])
    agree(replicate_ratios(made, filled(), given), wanted["ratio"])
    by_age = replicate_means(made, answers(), domains=domains_of(sipas.column("age")))
    agree(by_age, wanted["by_age"])
