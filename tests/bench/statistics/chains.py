"""Ours: weights, then every item, factor and index of 40 units with error and interval."""

from __future__ import annotations

from collections import Counter

import numpy as np

from analysis.cells import IndexEstimates, cell_design, index_estimates
from analysis.cube import CountCube
from analysis.estimation.design import survey_design
from analysis.estimation.domain_indexes import domain_indexes
from analysis.estimation.domain_shares import domain_shares
from analysis.intervals.effective import pooled_ratio
from analysis.intervals.recommended import index_interval, share_interval
from analysis.weights.margins import Margin
from analysis.weights.raking import rake
from analysis.weights.result import CalibratedWeights
from tests.bench.statistics.survey import LABELS, PARTS, SCORED, TREE, Survey

SCORES = (np.nan, 0.0, 0.0, 0.0, 1.0, 1.0, np.nan)


def rake_cells(cube: CountCube, survey: Survey) -> CalibratedWeights:
    """Base weights N_h / n_h of the cells, raked on four margins."""
    strata = list(zip(cube.labels("unit"), cube.labels("channel"), strict=True))
    sizes = stratum_sizes(survey)
    sampled = Counter[tuple[str, str]]()
    for key, n in zip(strata, cube.responses.tolist(), strict=True):
        sampled[key] += n
    design_weights = np.array([sizes[key] / sampled[key] for key in strata])
    margins = [
        Margin.of(name, cube.labels(name), dict(zip(LABELS[name], totals.tolist(), strict=True)))
        for name, totals in survey.totals.items()
    ]
    return rake(design_weights * cube.responses, margins)


def stratum_sizes(survey: Survey) -> dict[tuple[str, ...], float]:
    """N_h by unit and channel."""
    keys = [(unit, channel) for unit in LABELS["unit"] for channel in LABELS["channel"]]
    return dict(zip(keys, survey.population.tolist(), strict=True))


def from_cube(cube: CountCube, survey: Survey) -> IndexEstimates:
    """Everything from the cube: 40 x (22 items, 5 factors, contents, index) and intervals."""
    made = rake_cells(cube, survey)
    sizes = stratum_sizes(survey)
    design = cell_design(cube, strata=("unit", "channel"), weights=made, populations=sizes)
    found = index_estimates(design, TREE, SCORED)
    variance = found.standard_error**2
    ratio = pooled_ratio(found.estimate[:, 0], variance[:, 0], found.n[:, 0])
    index_interval(found.estimate, variance, found.n, found.df, ratio=ratio)
    share_interval(found.estimate, variance, found.n, found.df, kish_n=found.effective_n)
    return found


def rake_rows(survey: Survey, factors: np.ndarray) -> CalibratedWeights:
    """Weights that differ from person to person, raked on four margins."""
    base = (survey.population / np.bincount(survey.stratum, minlength=80))[survey.stratum]
    margins = [
        Margin(name, getattr(survey, name), tuple(map(str, range(len(totals)))), totals)
        for name, totals in survey.totals.items()
    ]
    return rake(base * factors, margins)


def from_rows(survey: Survey, factors: np.ndarray, *, calibrated: bool) -> np.ndarray:
    """Shares and indexes of 40 units with their errors, weights taken as given or as raked."""
    made = rake_rows(survey, factors)
    design = survey_design(
        made if calibrated else made.weights,
        strata=survey.stratum,
        population=survey.population[survey.stratum],
    )
    place = {"domain": survey.unit, "domains": 40}
    codes = survey.codes.T
    shares = domain_shares(design, codes, scores=SCORES, **place)
    parts = [list(range(a, b)) for a, b in PARTS.values()]
    for chosen in ([[item] for item in range(22)], parts):
        domain_indexes(design, codes, scores=SCORES, parts=chosen, **place)
    share_interval(
        shares.estimate,
        shares.variance,
        shares.n,
        shares.df_answered,
        kish_n=shares.n,
    )
    return shares.standard_error


def only_shares(survey: Survey, factors: np.ndarray, *, calibrated: bool) -> np.ndarray:
    """Only what the floor does: 22 x 40 shares and standard errors."""
    made = rake_rows(survey, factors)
    design = survey_design(
        made if calibrated else made.weights,
        strata=survey.stratum,
        population=survey.population[survey.stratum],
    )
    found = domain_shares(design, survey.codes.T, scores=SCORES, domain=survey.unit, domains=40)
    return found.standard_error
