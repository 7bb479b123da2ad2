"""Strata with one sampled unit: their variance cannot be estimated, so a rule is named."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from analysis.arrays import Booleans, Floats
from analysis.errors import AnalysisError
from analysis.estimation.stages import Selection

#: Below this share left unsampled a stratum counts as a census.
CENSUS = 1e-7


class Lonely(StrEnum):
    """What a stratum with one sampled unit adds to the variance.

    `ERROR` refuses. `REMOVE` adds nothing. `ADJUST` takes the deviation of the unit from 0, the
    centre of all linearised values, instead of its stratum's mean: (1 - f) t². `AVERAGE` gives it
    the average of the other strata: their sum times (strata / strata with two units or more).
    A stratum sampled in full has no variance and is never lonely.
    """

    ERROR = "error"
    REMOVE = "remove"
    ADJUST = "adjust"
    AVERAGE = "average"


def stratum_factors(
    stage: Selection, *, rule: Lonely, present: Floats | None, domains_too: bool
) -> tuple[Floats, Booleans]:
    """The factor of each stratum's squared deviations, and whether they are taken from the mean.

    Parameters
    ----------
    stage : Selection
    rule : Lonely
    present : float64 (H, k) or None
        Sampled units of each stratum that each of the k estimates uses; None: all.
    domains_too : bool
        Treat a stratum of which an estimate uses one unit out of several as lonely, under `ADJUST`
        and `AVERAGE` (R: `survey.adjust.domain.lonely`).

    Returns
    -------
    (factor, centred) : float64 and bool, (H, k), k = 1 where `present` is None
        (1 - f_h) n_h / (n_h - 1), and True where deviations are taken from the stratum's mean. NaN
        where an estimate uses lonely strata only, under `AVERAGE`: its variance is unknown.

    Raises
    ------
    AnalysisError
        `lonely_stratum`; `no_stratum_to_average` where that holds for every estimate.

    Notes
    -----
    Test: tests/analysis/estimation/test_lonely.py.
    """
    seen = stage.sampled[:, None] if present is None else present
    unsampled = (1.0 - stage.fraction)[:, None]
    census = unsampled < CENSUS
    sampled = stage.sampled[:, None]
    lonely = (sampled == 1) & (seen > 0) & ~census
    if rule is Lonely.ERROR and lonely.any():
        raise _refusal(stage, lonely.any(axis=1))
    if domains_too:
        lonely = lonely | ((seen == 1) & (sampled > 1) & ~census)
    factor = np.where(census, 0.0, unsampled * sampled / np.maximum(sampled - 1, 1))
    factor = np.broadcast_to(factor, lonely.shape)
    if rule is Lonely.AVERAGE:
        factor = np.where(lonely, 0.0, factor) * _average(stage, seen > 0, lonely)
    return factor, ~(lonely & (rule is Lonely.ADJUST))


def _average(stage: Selection, used: Booleans, lonely: Booleans) -> Floats:
    """Strata / strata whose variance is known, within each cluster of the stage above."""
    parents = int(stage.parent.max(initial=0)) + 1
    strata = np.zeros((parents, used.shape[1]))
    known = np.zeros_like(strata)
    np.add.at(strata, stage.parent, used)
    np.add.at(known, stage.parent, used & ~lonely)
    lost = (known == 0) & (strata > 0)
    if lost.any(axis=0).all():
        raise AnalysisError(
            "no_stratum_to_average",
            "every stratum has a single unit",
            cure="collapse strata, or choose the rule 'adjust'",
        )
    ratio = np.divide(strata, known, out=np.where(lost, np.nan, 1.0), where=known > 0)
    return np.asarray(ratio[stage.parent], dtype=np.float64)


def _refusal(stage: Selection, lonely: Booleans) -> AnalysisError:
    names = [label for label, alone in zip(stage.labels, lonely, strict=True) if alone]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return AnalysisError(
        "lonely_stratum",
        f"strata with a single sampled unit: {', '.join(names[:5])}{more}",
        cure="collapse them with a like stratum, or choose lonely= remove, adjust or average",
    )
