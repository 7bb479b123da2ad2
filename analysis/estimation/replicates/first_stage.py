"""What replicates take from a design: its first stage, with weights not yet calibrated."""

from __future__ import annotations

from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.lonely import Lonely, stratum_factors
from analysis.estimation.stages import Selection


def first_stage(design: SurveyDesign) -> Selection:
    """The first stage, refused where replicates of it would be wrong.

    Raises
    ------
    AnalysisError
        `already_calibrated`, `lonely_stratum`.
    """
    if design.calibration is not None:
        raise AnalysisError(
            "already_calibrated",
            "the weights are calibrated: those of the replicates must be calibrated too",
            cure="make replicates of the base weights and repeat the weighting with reweighted",
        )
    first = design.stages[0]
    if design.lonely is Lonely.ERROR:
        stratum_factors(first, rule=Lonely.ERROR, present=None, domains_too=False)
    return first
