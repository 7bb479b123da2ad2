"""Variance after weighting against R survey: estimation.R, `calibrated`."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.estimation.calibration import calibration
from analysis.estimation.design import SurveyDesign, survey_design
from analysis.estimation.domains import domains_of
from analysis.estimation.estimates import means, ratios, totals
from analysis.weights.calibration import calibrate
from analysis.weights.margins import Margin
from analysis.weights.poststratification import poststratify
from analysis.weights.raking import rake
from analysis.weights.result import CalibratedWeights
from tests.analysis.estimation import sipas

pytestmark = pytest.mark.statistics
#: The weights of R and ours meet their totals to 1e-12 or so; the figures follow them.
TIGHT = 1e-10
AGES = (0.15, 0.30, 0.30, 0.17, 0.08)


def margins() -> list[Margin]:
    total = sipas.weights().sum()
    ages = {str(age + 1): total * share for age, share in enumerate(AGES)}
    return [
        Margin.of("age", sipas.column("age"), ages),
        Margin.of("sex", sipas.column("sex"), {"F": total * 0.5, "M": total * 0.5}),
        Margin.of(
            "channel", sipas.column("channel"), {"counter": total * 0.6, "online": total * 0.4}
        ),
    ]


@cache
def calibrated(name: str) -> CalibratedWeights:
    base = sipas.weights()
    if name == "post":
        ages = {(str(row["age"]), row["sex"]): row["w"] for row in sipas.expected()["ages"]}
        labels = [sipas.column("age"), sipas.column("sex")]
        return poststratify(base, Margin.crossed("age x sex", labels, ages))
    if name == "regression":
        return calibrate(
            base,
            margins=[margins()[1]],
            numeric=sipas.numbers("duration"),
            numeric_totals=base.sum() * 260,
        )
    return rake(base, margins())


@cache
def design(name: str) -> SurveyDesign:
    weights = calibrated(name)
    if name == "raked_clusters":
        return survey_design(
            weights, strata=sipas.column("unit"), clusters=sipas.psu(), nested=True
        )
    return survey_design(weights, strata=sipas.column("stratum"), population=sipas.numbers("N_h"))


@pytest.mark.parametrize("name", ["post", "raked", "raked_clusters", "regression"])
def test_standard_errors_credit_the_calibration_as_r_does(name: str) -> None:
    wanted, made = sipas.expected()["calibrated"][name], design(name)
    np.testing.assert_allclose((made.weights**2).sum(), wanted["sumsq"], rtol=TIGHT)
    s, v, duration = sipas.sums(), sipas.counts(), sipas.numbers("duration")
    joint = means(made, np.column_stack([duration, s, v]))
    known = np.array(wanted["joint"]["se"]) > 1e-10  # the mean of a calibration margin has none
    np.testing.assert_allclose(joint.estimate, wanted["joint"]["estimate"], rtol=TIGHT)
    np.testing.assert_allclose(
        joint.standard_error[known], np.array(wanted["joint"]["se"])[known], rtol=TIGHT
    )
    blank = sipas.satisfied()[:, 17]
    unit = domains_of(sipas.column("unit"))
    for key, found in (
        ("total", totals(made, s)),
        ("ratio", ratios(made, s, v)),
        ("blank", means(made, blank)),
        ("by_unit", means(made, sipas.satisfied()[:, 16], domains=unit)),
    ):
        np.testing.assert_allclose(found.estimate, wanted[key]["estimate"], rtol=TIGHT)
        # Units at 100 % have a variance of rounding noise in R, and of exactly 0 here.
        np.testing.assert_allclose(found.standard_error, wanted[key]["se"], rtol=TIGHT, atol=1e-12)
    assert (joint.df == 0).sum() == 0


def test_the_standard_error_of_a_calibration_margin_is_zero() -> None:
    for name in ("raked", "raked_clusters", "regression"):
        share = means(design(name), (sipas.column("sex") == "M").astype(float))
        np.testing.assert_allclose(share.estimate, 0.5, rtol=1e-11)
        assert share.standard_error[0] < 1e-14
    mean = means(design("regression"), sipas.numbers("duration"))
    assert mean.standard_error[0] < 1e-12 * mean.estimate[0]


def test_a_calibration_margin_in_its_own_domain_has_no_variance() -> None:
    age = domains_of(sipas.column("age"))
    total = totals(design("raked"), np.ones(len(sipas.weights())), domains=age)
    np.testing.assert_allclose(total.estimate, margins()[0].totals, rtol=1e-11)
    assert np.all(total.standard_error < 1e-11 * total.estimate)


def test_a_matrix_of_auxiliaries_gives_what_margins_give() -> None:
    made = calibrated("raked")
    matrix = calibration(made.weights, base=made.base, auxiliary=made.auxiliary_matrix())
    other = survey_design(matrix, strata=sipas.column("stratum"), population=sipas.numbers("N_h"))
    values = sipas.numbers("duration")
    np.testing.assert_allclose(
        means(other, values).standard_error,
        means(design("raked"), values).standard_error,
        rtol=1e-12,
    )


def test_units_of_an_auxiliary_variable_do_not_matter() -> None:
    made = calibrated("regression")
    x = made.auxiliary_matrix()
    values = sipas.sums()
    errors = []
    for scale in (1.0, 1e6, 1e-6):
        scaled = np.column_stack([x[:, :2], scale * x[:, 2] + (scale == 1e6)])
        residual = calibration(made.weights, base=made.base, auxiliary=scaled)
        strata = sipas.column("stratum")
        errors.append(means(survey_design(residual, strata=strata), values).standard_error[0])
    np.testing.assert_allclose(errors, errors[0], rtol=1e-11)


def test_nearly_dependent_auxiliaries_keep_their_accuracy() -> None:
    made = calibrated("regression")
    x, values = made.auxiliary_matrix(), sipas.sums()
    duration = x[:, 2]
    close = np.column_stack([x[:, :2], duration, 1e4 + duration])
    strata = sipas.column("stratum")
    errors = [
        means(
            survey_design(calibration(made.weights, base=made.base, auxiliary=m), strata=strata),
            values,
        ).standard_error[0]
        for m in (x, close)
    ]
    np.testing.assert_allclose(errors[1], errors[0], rtol=1e-9)


@pytest.mark.parametrize(
    ("base", "auxiliary", "code"),
    [
        ([1.0, -1.0], [[1.0], [1.0]], "negative_weight"),
        ([0.0, 0.0], [[1.0], [1.0]], "no_weight"),
        ([1.0, 1.0], [[1.0], [np.nan]], "not_finite"),
        ([1.0, 1.0], [1.0, 1.0], "shape"),
        ([1.0], [[1.0], [1.0]], "shape"),
    ],
)
def test_impossible_calibrations_are_refused(base: list, auxiliary: list, code: str) -> None:
    with pytest.raises(AnalysisError) as refused:
        calibration([1.0, 1.0], base=base, auxiliary=auxiliary)
    assert refused.value.code == code
