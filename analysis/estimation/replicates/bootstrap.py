"""Bootstrap replicates that a written seed repeats."""

from __future__ import annotations

import numpy as np

from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.lonely import Lonely
from analysis.estimation.replicates.first_stage import first_stage
from analysis.estimation.replicates.weights import Replicates


def rescaling_bootstrap(
    design: SurveyDesign, *, replicates: int, seed: int, around_full_sample: bool = False
) -> Replicates:
    """Rao and Wu's rescaling bootstrap with n_h - 1 draws.

    In each replicate n_h - 1 clusters of each stratum are drawn with replacement; a cluster drawn
    m times weighs 1 + sqrt(1 - f_h) (m n_h / (n_h - 1) - 1): without a finite population
    correction m n_h / (n_h - 1). Scale 1 / (B - 1), rscales 1.

    Parameters
    ----------
    design : SurveyDesign
        Stages after the first are not used: their variance is in that between clusters. Lonely
        strata are refused, or with the rule `remove` keep their weight in every replicate.
    replicates : int
        B, at least 2.
    seed : int
        The same seed gives the same replicates for the same clusters in the same order.
    around_full_sample : bool
        See `Replicates`.

    Raises
    ------
    AnalysisError
        `too_few_replicates`, `lonely_stratum`, `rule_without_bootstrap`, `already_calibrated`.

    Notes
    -----
    Rao, Wu (1988), JASA 83; Rao, Wu, Yue (1992), Survey Methodology 18. R survey:
    `as.svrepdesign(type="subbootstrap")`, whose draws differ and know no correction. Test:
    tests/analysis/estimation/test_replicates.py.
    """
    if replicates < 2:
        raise AnalysisError("too_few_replicates", f"{replicates} replicates have no variance")
    first = first_stage(design)
    if design.lonely in (Lonely.ADJUST, Lonely.AVERAGE) and np.any(first.sampled == 1):
        raise AnalysisError(
            "rule_without_bootstrap",
            f"the rule {design.lonely} has no bootstrap",
            cure="collapse the lonely strata, or use stratified_jackknife",
        )
    random = np.random.default_rng(seed)
    multipliers = np.ones((len(first.stratum), replicates))
    shrink = np.sqrt(1 - first.fraction)
    for stratum in np.flatnonzero(first.sampled > 1):
        n = int(first.sampled[stratum])
        drawn = random.multinomial(n - 1, np.full(n, 1 / n), size=replicates).T
        clusters = np.flatnonzero(first.stratum == stratum)
        multipliers[clusters] = 1 + shrink[stratum] * (drawn * n / (n - 1) - 1)
    return Replicates(
        full=design.weights,
        carried=design.weights,
        cluster=first.cluster,
        multipliers=multipliers,
        scale=1 / (replicates - 1),
        rscales=np.ones(replicates),
        around_full_sample=around_full_sample,
        df=min(design.df, replicates - 1),
        method=f"rescaling bootstrap, {replicates} replicates, seed {seed}",
        reference="Rao, Wu (1988), JASA 83, 231-241",
    )
