"""Design weights: how many of the population each drawn row stands for."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Booleans, Floats, Numbers, as_floats
from analysis.errors import AnalysisError


def inverse_probability_weights(probabilities: Numbers) -> Floats:
    """d = 1 / pi, from the inclusion probability of each row.

    Parameters
    ----------
    probabilities : array_like, shape (n,)
        Inclusion probabilities pi, in (0, 1].

    Returns
    -------
    float64, shape (n,)
        Design weights, 1 or more.

    Raises
    ------
    AnalysisError
        `probability`, `not_finite`, `not_a_number`.

    References
    ----------
    Horvitz & Thompson (1952), JASA 47(260), 663-685.
    Tests: tests/analysis/weights/test_design_weights.py (by hand).
    """
    pi = as_floats("inclusion probabilities", probabilities)
    if np.any((pi <= 0) | (pi > 1)):
        raise AnalysisError(
            "probability",
            "an inclusion probability is not in (0, 1]",
            cure="a row that could not be drawn has no design weight: leave it out",
        )
    return np.asarray(1 / pi, dtype=np.float64)


def expansion_weights(population: Numbers, drawn: Numbers) -> Floats:
    """d_h = N_h / n_h, for simple random sampling in strata.

    The weight of a row is that of its stratum: index the result by the stratum of each row. With
    `drawn` counting the valid answers instead of the draw, the result is design weight times
    non-response factor where the stratum is the response class.

    Parameters
    ----------
    population : array_like, shape (strata,)
        Population N_h of each stratum, 0 or more.
    drawn : array_like, shape (strata,)
        Rows drawn n_h in each stratum, at most N_h.

    Returns
    -------
    float64, shape (strata,)
        Weights, 1 or more; 0 where nobody is in the stratum.

    Raises
    ------
    AnalysisError
        `empty_stratum` (somebody there and nobody drawn), `drawn_above_population`,
        `negative_count`, `shape`, `not_finite`, `not_a_number`.

    References
    ----------
    Cochran (1977), Sampling Techniques, chapter 5.
    Tests: tests/analysis/weights/test_design_weights.py (by hand).
    """
    whole = as_floats("population", population)
    taken = as_floats("drawn", drawn, shape=whole.shape)
    if np.any(whole < 0) or np.any(taken < 0):
        raise AnalysisError("negative_count", "a population or a draw is below 0")
    if np.any(taken > whole):
        raise AnalysisError(
            "drawn_above_population",
            f"strata {_list(taken > whole)} have more rows than people",
            cure="correct the population, or leave repeated answers out",
        )
    if np.any((taken == 0) & (whole > 0)):
        raise AnalysisError(
            "empty_stratum",
            f"nobody was drawn from strata {_list((taken == 0) & (whole > 0))}",
            cure="join the stratum to a similar one, or say that it is not covered",
        )
    return np.divide(whole, taken, out=np.zeros_like(whole), where=taken > 0)


def _list(strata: Booleans) -> str:
    return ", ".join(map(str, np.flatnonzero(strata)))
