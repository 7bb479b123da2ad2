"""Non-response: respondents of a class stand for those of the class who did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.arrays import Booleans, Floats, Numbers, Places, as_codes, sums_by
from analysis.errors import AnalysisError
from analysis.weights.checks import as_base_weights

REFERENCE = "Valliant, Dever & Kreuter (2018), Practical Tools, 2nd ed., sections 13.4-13.5"


@dataclass(frozen=True, slots=True, eq=False)
class NonresponseWeights:
    """Weights after non-response, and what happened in each class.

    Parameters
    ----------
    weights : float64, shape (n,)
        Base weight times factor for respondents, 0 for all other rows.
    base : float64, shape (n,)
        Base weights d.
    classes : tuple of str
        Labels of the classes, sorted.
    eligibility_factor : float64, shape (classes,)
        (sum d) / (sum d of known eligibility): spreads rows of unknown eligibility.
    response_factor : float64, shape (classes,)
        (sum d eligible) / (sum d responding); NaN in a class without eligible rows.
    factor : float64, shape (classes,)
        The product of both.
    issued, respondents : float64, shape (classes,)
        Rows.
    response_rate : float64, shape (classes,)
        (sum d responding) / (sum d eligible), weighted; NaN as above.
    ineligible_total : float
        Weight that stands for people found not eligible; it leaves the population.
    method, reference : str
        What was computed, and where it is described.
    """

    weights: Floats
    base: Floats
    classes: tuple[str, ...]
    eligibility_factor: Floats
    response_factor: Floats
    factor: Floats
    issued: Floats
    respondents: Floats
    response_rate: Floats
    ineligible_total: float
    method: str
    reference: str


def adjust_for_nonresponse(
    base: Numbers,
    classes: Any,
    *,
    responding: npt.ArrayLike,
    eligible: npt.ArrayLike | None = None,
    known: npt.ArrayLike | None = None,
) -> NonresponseWeights:
    """Weights of respondents after adjustment within classes.

    factor_c = (sum d) / (sum d of known eligibility) x (sum d eligible) / (sum d responding),
    all sums over the rows issued in class c; w = d factor for respondents and 0 for others.

    Parameters
    ----------
    base : array_like, shape (n,)
        Base weights d of all rows issued, 0 or more. Where a row is a cell of rows that agree in
        all else, their sum (then `issued` and `respondents` count cells).
    classes : array_like, shape (n,)
        Class of each row, such as unit x channel.
    responding : array_like of bool, shape (n,)
        Valid answers.
    eligible : array_like of bool, shape (n,), optional
        Known to be eligible; default: all of known eligibility.
    known : array_like of bool, shape (n,), optional
        Known to be eligible or not; default all.

    Returns
    -------
    NonresponseWeights

    Raises
    ------
    AnalysisError
        `class_without_respondents` (with the classes; none of known eligibility counts too),
        `disposition` (a respondent who is not eligible, or an eligible row of unknown
        eligibility), `shape`, `missing_label`, `mixed_labels`, `not_finite`, `not_a_number`,
        `negative_weight`, `no_weight`.

    References
    ----------
    Valliant, Dever & Kreuter (2018), Practical Tools for Designing and Weighting Survey Samples,
    2nd ed., sections 13.4-13.5; Little & Vartivarian (2003), Statistics in Medicine 22.
    Tests: tests/analysis/weights/test_nonresponse.py (R: weights.json, and by hand).
    """
    weights = as_base_weights(base)
    labels, codes = as_codes("classes", classes, n=weights.size)
    answered, able, sure = _statuses(responding, eligible, known, n=weights.size)
    of = _Sums(codes, len(labels))
    issued, known_total = of(weights), of(weights * sure)
    eligible_total, responding_total = of(weights * able), of(weights * answered)
    _check_classes(labels, known_total, eligible_total, responding_total)
    eligibility = _ratio(issued, known_total)
    response = _ratio(eligible_total, responding_total)
    factor = eligibility * response
    return NonresponseWeights(
        weights=np.where(answered, weights * factor[codes], 0.0),
        base=weights,
        classes=tuple(map(str, labels.tolist())),
        eligibility_factor=eligibility,
        response_factor=response,
        factor=factor,
        issued=of(np.ones(weights.size)),
        respondents=of(answered.astype(np.float64)),
        response_rate=_ratio(responding_total, eligible_total),
        ineligible_total=float((weights * (sure & ~able) * eligibility[codes]).sum()),
        method="weighting-class adjustment for unknown eligibility and non-response",
        reference=REFERENCE,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums by class."""

    codes: Places
    size: int

    def __call__(self, values: Floats) -> Floats:
        return sums_by(self.codes, values, self.size)


def _statuses(
    responding: npt.ArrayLike,
    eligible: npt.ArrayLike | None,
    known: npt.ArrayLike | None,
    *,
    n: int,
) -> tuple[Booleans, Booleans, Booleans]:
    """Who answered, who is eligible, whose eligibility is known: each is among the next."""
    answered = _flags("responding", responding, n)
    sure = np.ones(n, dtype=np.bool_) if known is None else _flags("known", known, n)
    able = sure if eligible is None else _flags("eligible", eligible, n)
    wrong = np.count_nonzero((answered & ~able) | (able & ~sure))
    if wrong:
        raise AnalysisError(
            "disposition",
            f"{wrong} rows responded without being eligible, or are eligible and unknown",
            cure="responding rows are eligible, eligible rows are of known eligibility",
        )
    return answered, able, sure


def _flags(name: str, values: npt.ArrayLike, n: int) -> Booleans:
    array = np.asarray(values)
    if array.shape != (n,) or array.dtype != np.bool_:
        raise AnalysisError("shape", f"{name} is {array.dtype} {array.shape}, not bool ({n},)")
    return array


def _check_classes(
    labels: npt.NDArray[Any], known: Floats, eligible: Floats, responding: Floats
) -> None:
    empty = labels[(known <= 0) | ((eligible > 0) & (responding <= 0))].tolist()
    if empty:
        raise AnalysisError(
            "class_without_respondents",
            f"nobody answered for {', '.join(map(str, empty))}",
            cure="join the class to a similar one, see collapse_classes",
        )


def _ratio(above: Floats, below: Floats) -> Floats:
    """NaN where both are 0."""
    ratio = np.full(above.shape, np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio
