"""The sample design that rows of answers came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers, as_floats
from analysis.errors import AnalysisError
from analysis.estimation.calibration import Calibration, calibration_of
from analysis.estimation.lonely import Lonely
from analysis.estimation.stages import Selection, Stage, select
from analysis.weights.result import CalibratedWeights


@dataclass(frozen=True, slots=True, eq=False)
class SurveyDesign:
    """Weights, stages of selection, and calibration of n rows; made by `survey_design`.

    Parameters
    ----------
    weights : float64 (n,)
        Final weights; not scaled.
    stages : tuple of Selection
        From the first stage on. Later stages add variance only where the strata above have a
        finite population correction.
    lonely : Lonely
        The rule for strata with one sampled unit.
    lonely_domains : bool
        The rule also holds for strata of which a domain uses one unit.
    calibration : Calibration or None
        How the weights were calibrated; None: they are taken as fixed.
    """

    weights: Floats
    stages: tuple[Selection, ...]
    lonely: Lonely
    lonely_domains: bool
    calibration: Calibration | None

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.weights)

    @property
    def df(self) -> int:
        """Degrees of freedom: first-stage clusters - strata, those with a weight that is not 0."""
        return int(self.df_of(np.ones((self.n, 1), dtype=np.bool_))[0])

    def df_of(self, member: Booleans) -> Integers:
        """Clusters - strata that hold a member row with a weight: (n, k) to (k,), at least 0."""
        first = self.stages[0]
        weighted = member & (self.weights != 0)[:, None]
        clusters = first.present(weighted)
        return np.asarray((clusters - (clusters > 0)).sum(axis=0), dtype=np.int64)

    def residuals(self, linearised: Floats) -> Floats:
        """The values whose weighted total has the variance wanted: z, or its residual."""
        return linearised if self.calibration is None else self.calibration.residuals(linearised)


def survey_design(
    weights: Numbers | CalibratedWeights | Calibration,
    *,
    strata: Any = None,
    clusters: Any = None,
    population: Numbers | None = None,
    fraction: Numbers | None = None,
    nested: bool = False,
    later: Sequence[Stage] = (),
    lonely: Lonely | str = Lonely.ERROR,
    lonely_domains: bool = False,
) -> SurveyDesign:
    """The design of a stratified, clustered, possibly multi-stage sample.

    Parameters
    ----------
    weights : array_like (n,), 0 or more; or CalibratedWeights; or Calibration
        Weights taken as fixed; or the result of post-stratification, raking or calibration, which
        then enters the variance.
    strata, clusters, population, fraction, nested
        The first stage, as in `Stage`. The population counts first-stage *units*: clusters if
        there are clusters, rows if not.
    later : sequence of Stage
        Later stages, in order; their strata and clusters lie inside the clusters above, so labels
        may start again in every cluster.
    lonely, lonely_domains
        See `Lonely` and `SurveyDesign`.

    Raises
    ------
    AnalysisError
        `no_rows`, `negative_weight`, `no_weight`, `unknown_rule`, `not_finite`, `shape`, and the
        codes of `stages.select`.

    Notes
    -----
    Same meaning as `svydesign(ids, strata, weights, fpc, nest)` of R survey, but counts and
    fractions are told apart by name. Tests: tests/analysis/estimation/test_design.py.
    """
    calibrated = _calibration(weights)
    values = calibrated.weights if calibrated is not None else _plain_weights(weights)
    if values.ndim != 1 or len(values) == 0:
        raise AnalysisError("no_rows", f"weights have shape {values.shape}: one per row is needed")
    if lonely not in set(Lonely):
        raise AnalysisError("unknown_rule", f"{lonely!r} is no rule for lonely strata")
    first = Stage(clusters, strata, population, fraction, nested)
    stages: list[Selection] = []
    for stage in (first, *later):
        stages.append(select(stage, n=len(values), above=stages[-1] if stages else None))
    return SurveyDesign(values, tuple(stages), Lonely(lonely), lonely_domains, calibrated)


def _calibration(weights: Numbers | CalibratedWeights | Calibration) -> Calibration | None:
    if isinstance(weights, CalibratedWeights):
        return calibration_of(weights)
    return weights if isinstance(weights, Calibration) else None


def _plain_weights(weights: Any) -> Floats:
    values = as_floats("weights", weights)
    if np.any(values < 0):
        raise AnalysisError("negative_weight", f"{int((values < 0).sum())} weights are below 0")
    if values.size and not values.any():
        raise AnalysisError("no_weight", "every weight is 0")
    return values
