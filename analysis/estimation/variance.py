"""The variance of weighted totals under a design with any number of stages."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Booleans, Floats
from analysis.estimation.design import SurveyDesign
from analysis.estimation.lonely import Lonely, stratum_factors
from analysis.estimation.stages import Selection, grouped_sums


def covariance_of_totals(
    design: SurveyDesign, linearised: Floats, *, member: Booleans | None = None
) -> Floats:
    """Covariance matrix of the weighted totals of linearised values.

    At every stage, with t_hi the weighted sum over cluster i of stratum h, f_h = n_h / N_h, and
    e the calibration residual of z (z itself where weights are fixed)::

        t_hi = sum of w e over the rows of the cluster
        V    = sum over h of  F_h (1 - f_h) n_h / (n_h - 1) sum over i of (t_hi - t̄_h)(t_hi - t̄_h)'

    where F_h is the product of the fractions f of the strata above: 1 at the first stage.

    Parameters
    ----------
    design : SurveyDesign
    linearised : float64 (n, k)
        z, the influence of a row on each estimate; 0 outside the domain of the estimate.
    member : bool (n, k), optional
        The rows that belong to the domain of each estimate; without it, all. Only the rules for
        lonely strata look at it: a stratum that an estimate does not use is not lonely for it.

    Returns
    -------
    float64 (k, k)
        Symmetric, positive semi-definite.

    Raises
    ------
    AnalysisError
        `lonely_stratum`, `no_stratum_to_average`.

    Notes
    -----
    Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 4.3 and 5.5; R survey
    `svyrecvar`. Between two estimates of different domains the lonely factor of `AVERAGE` is the
    geometric mean of the two. Tests: tests/analysis/estimation/test_variance.py.
    """
    weighted = design.weights[:, None] * design.residuals(linearised)
    if design.calibration is not None:
        member = None  # residuals live outside the domain too: every stratum is used
    total = np.zeros((weighted.shape[1], weighted.shape[1]))
    above = np.ones(1)
    for stage in design.stages:
        share = above[stage.parent]
        total += _stage_covariance(design, stage, weighted, share, member)
        above = (share * stage.fraction)[stage.stratum]
        if not above.any():
            break
    return total


def _stage_covariance(
    design: SurveyDesign,
    stage: Selection,
    weighted: Floats,
    share: Floats,
    member: Booleans | None,
) -> Floats:
    factor, centred = stratum_factors(
        stage,
        rule=design.lonely,
        present=_present(design, stage, member),
        domains_too=design.lonely_domains,
    )
    totals = stage.cluster_totals(weighted)
    means = grouped_sums(stage.stratum, len(stage.sampled), totals) / stage.sampled[:, None]
    totals -= np.where(centred, means, 0.0)[stage.stratum]
    totals *= np.sqrt(share[:, None] * factor)[stage.stratum]
    return np.asarray(totals.T @ totals, dtype=np.float64)


def _present(design: SurveyDesign, stage: Selection, member: Booleans | None) -> Floats | None:
    """Clusters present by stratum and column, where a rule for lonely strata asks for them."""
    asked = bool(np.any(stage.sampled == 1)) or (
        design.lonely_domains and design.lonely in (Lonely.ADJUST, Lonely.AVERAGE)
    )
    return stage.present(member) if asked and member is not None else None
