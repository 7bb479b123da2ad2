"""Jackknife replicates: leave one cluster out at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.arrays import Booleans
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.lonely import CENSUS, Lonely
from analysis.estimation.replicates.first_stage import first_stage
from analysis.estimation.replicates.weights import Replicates
from analysis.estimation.stages import Selection

REFERENCE = "Wolter (2007), Introduction to Variance Estimation, 4.3-4.5"


def jackknife(design: SurveyDesign, *, around_full_sample: bool = False) -> Replicates:
    """JK1 for a design of one stratum: n replicates, each without one cluster.

    The clusters left weigh n / (n - 1); scale (1 - f)(n - 1) / n, rscales 1.

    Parameters
    ----------
    design : SurveyDesign
        Stages after the first are not used: their variance is in that between clusters.
    around_full_sample : bool
        See `Replicates`.

    Raises
    ------
    AnalysisError
        `stratified` (use `stratified_jackknife`), `lonely_stratum` (one cluster), `census`,
        `already_calibrated`.

    Notes
    -----
    R survey: `as.svrepdesign(type="JK1")`. Test: tests/analysis/estimation/test_replicates.py.
    """
    if len(design.stages[0].sampled) != 1:
        raise AnalysisError(
            "stratified", "the design has strata", cure="use stratified_jackknife (JKn)"
        )
    made = stratified_jackknife(design, around_full_sample=around_full_sample)
    return replace(made, scale=float(made.rscales[0]), rscales=np.ones(made.count))


def stratified_jackknife(design: SurveyDesign, *, around_full_sample: bool = False) -> Replicates:
    """JKn: one replicate per cluster of each stratum, without it.

    The other clusters of the stratum weigh n_h / (n_h - 1), those of other strata 1;
    rscale (1 - f_h)(n_h - 1) / n_h, scale 1. A stratum sampled in full gives no replicate.
    A stratum of one cluster: `error` refuses; `remove` gives no replicate; `average` too, and
    scale = clusters / replicates; `adjust` leaves the stratum out while the others weigh
    H / (H - 1), rscale (H - 1) / H.

    Parameters, errors and notes as `jackknife`. R survey: `as.svrepdesign(type="JKn")`.

    Notes
    -----
    Test: tests/analysis/estimation/test_replicates.py.
    """
    first = first_stage(design)
    made = _replicate_clusters(first, design.lonely)
    if not made.any():
        raise AnalysisError("census", "every stratum was sampled in full: there is no variance")
    left_out = np.flatnonzero(made)
    stratum = first.stratum[left_out]
    sampled = first.sampled[stratum]
    same = first.stratum[:, None] == stratum[None, :]
    multipliers = np.where(same, sampled / np.maximum(sampled - 1, 1), 1.0)
    rscales = (1 - first.fraction[stratum]) * (sampled - 1) / sampled
    lonely = sampled == 1
    strata = len(first.sampled)
    multipliers[:, lonely] = strata / max(strata - 1, 1)
    rscales[lonely] = (strata - 1) / strata
    multipliers[left_out, np.arange(len(left_out))] = 0.0
    average = design.lonely is Lonely.AVERAGE
    return Replicates(
        full=design.weights,
        carried=design.weights,
        cluster=first.cluster,
        multipliers=multipliers,
        scale=len(first.stratum) / len(left_out) if average else 1.0,
        rscales=rscales,
        around_full_sample=around_full_sample,
        df=design.df,
        method="jackknife, one cluster left out",
        reference=REFERENCE,
    )


def _replicate_clusters(first: Selection, rule: Lonely) -> Booleans:
    """Which clusters are left out in turn."""
    sampled_part = (1 - first.fraction)[first.stratum] >= CENSUS
    several = first.sampled[first.stratum] > 1
    alone = several | (rule is Lonely.ADJUST)
    return np.asarray(sampled_part & alone)
