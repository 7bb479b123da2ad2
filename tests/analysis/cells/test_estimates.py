"""M15: standard errors from the cube are those of R's survey on the rows."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from analysis.cells import OVERALL, LonelyStratum, Node, cell_design, index_estimates
from analysis.cube import collapse_cube
from analysis.errors import AnalysisError
from analysis.method import IndexMethod
from analysis.rollup import RollUp
from analysis.weights.margins import Margin
from analysis.weights.poststratification import poststratify
from analysis.weights.raking import rake
from tests.analysis.cells.survey import (
    REFERENCE,
    SCORED,
    TREE,
    base_weights,
    margin_totals,
    strata_sizes,
    survey_cube,
)

EXPECTED = json.loads((REFERENCE / "cells.json").read_text("utf-8"))["expected"]
STRATA = ("unit", "channel")


@cache
def design(kind):
    cube = survey_cube()
    sizes = strata_sizes() if kind != "replacement" else None
    weights = raked() if kind == "raked" else base_weights()
    return cell_design(cube, strata=STRATA, weights=weights, populations=sizes)


@cache
def raked():
    cube = survey_cube()
    margins = [
        Margin.of(name, cube.labels(name), margin_totals(name))
        for name in ("unit", "channel", "age", "sex")
    ]
    return rake(base_weights() * cube.responses, margins)


@pytest.mark.parametrize("kind", ["stratified", "replacement", "raked"])
@pytest.mark.parametrize("how", ["criteria", "factors", "pooled"])
def test_the_index_and_its_covariance_between_units_equal_r_m15(kind, how):
    expected = EXPECTED[kind]
    method = IndexMethod(RollUp(how))
    found = index_estimates(design(kind), TREE, SCORED, method=method)
    places = [found.domains.index((unit,)) for unit in expected["units"]]
    assert found.nodes[0] == OVERALL
    reference = expected[how]
    assert found.estimate[places, 0] == pytest.approx(reference["estimate"], rel=1e-11)
    covariance = np.array(reference["covariance"])
    ours = found.covariance[np.ix_(places, places)]
    # Entries that cancel to nothing are compared with the size of the variances around them.
    assert ours == pytest.approx(covariance, rel=1e-9, abs=1e-9 * covariance.max())
    se = np.sqrt(np.diag(covariance))
    assert found.standard_error[places, 0] == pytest.approx(se, rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("kind", ["stratified", "replacement", "raked"])
def test_the_index_of_everybody_equals_r_m15(kind):
    found = index_estimates(design(kind), TREE, SCORED, by=())
    reference = EXPECTED[kind]["everybody"]
    assert found.estimate[0, 0] == pytest.approx(reference["estimate"], rel=1e-12)
    assert found.standard_error[0, 0] == pytest.approx(
        float(np.squeeze(reference["covariance"])) ** 0.5, 1e-10
    )


@pytest.mark.parametrize("kind", ["stratified", "replacement", "raked"])
def test_shares_of_single_items_equal_r_m15(kind):
    found = index_estimates(design(kind), TREE, SCORED)
    for row in EXPECTED[kind]["items"]:
        u = found.domains.index((row["unit"],))
        m = found.nodes.index(Node("criterion", row["item"]))
        assert found.estimate[u, m] == pytest.approx(row["estimate"], rel=1e-12)
        assert found.standard_error[u, m] == pytest.approx(row["se"], rel=1e-9, abs=1e-12)


def test_cells_may_be_as_fine_or_coarse_as_the_weights_allow_m15():
    fine = index_estimates(design("stratified"), TREE, SCORED)
    cube = collapse_cube(survey_cube(), "unit", "form", "channel")
    keys = zip(cube.labels("unit"), cube.labels("channel"), strict=True)
    weights = [strata_sizes()[key] / n for key, n in zip(keys, cube.responses, strict=True)]
    coarse = index_estimates(
        cell_design(cube, strata=STRATA, weights=weights, populations=strata_sizes()), TREE, SCORED
    )
    assert coarse.estimate == pytest.approx(fine.estimate, rel=1e-12)
    assert coarse.standard_error == pytest.approx(fine.standard_error, rel=1e-10, abs=1e-14)
    assert coarse.effective_n == pytest.approx(fine.effective_n, rel=1e-12)


def test_scaling_all_weights_changes_nothing_m15():
    cube = survey_cube()
    one = index_estimates(cell_design(cube, strata=STRATA, weights=base_weights()), TREE, SCORED)
    ten = index_estimates(
        cell_design(cube, strata=STRATA, weights=10 * base_weights()), TREE, SCORED
    )
    assert ten.standard_error == pytest.approx(one.standard_error, rel=1e-12, abs=1e-15)


def test_a_lonely_stratum_is_refused_or_leaves_its_units_unknown_m15():
    cube = survey_cube()
    lonely = cell_design(cube, strata=("unit", "channel", "age", "sex"))
    assert len(lonely.lonely) > 0
    with pytest.raises(AnalysisError, match="lonely_stratum"):
        index_estimates(lonely, TREE, SCORED)
    found = index_estimates(lonely, TREE, SCORED, lonely=LonelyStratum.UNKNOWN)
    touched = {lonely.labels[place][0] for place in lonely.lonely}
    for u, (unit,) in enumerate(found.domains):
        assert np.isnan(found.standard_error[u]).all() == (unit in touched)
        assert not np.isnan(found.estimate[u, 0])


@pytest.mark.parametrize("by", [("unit",), ("sex",), ()])
@pytest.mark.parametrize("classes", [("unit", "channel"), ("unit", "sex"), ("age",)])
def test_one_margin_is_a_calibration_like_any_other_m15(by, classes):
    """A partition takes a shorter way than a matrix of auxiliary variables: same figures."""
    cube = survey_cube()
    labels = [" ".join(key) for key in zip(*(cube.labels(name) for name in classes), strict=True)]
    totals = {label: 1000.0 + 7 * place for place, label in enumerate(sorted(set(labels)))}
    one = poststratify(base_weights() * cube.responses, Margin.of("class", labels, totals))
    short = cell_design(cube, strata=STRATA, weights=one, populations=strata_sizes())
    long = replace(short, auxiliary=one.auxiliary_matrix(), partition=None)
    ours, theirs = (index_estimates(d, TREE, SCORED, by=by) for d in (short, long))
    assert ours.standard_error == pytest.approx(theirs.standard_error, rel=1e-9, abs=1e-9)
    assert ours.covariance == pytest.approx(theirs.covariance, rel=1e-9, abs=1e-16)
