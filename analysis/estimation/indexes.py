"""Indexes of many items: means of shares with the variance of the whole, covariances included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Integers, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.estimation.design import SurveyDesign
from analysis.estimation.domains import Domains, whole_sample
from analysis.estimation.estimates import means, ratios
from analysis.estimation.index_parts import check_parts, used_parts
from analysis.estimation.linearised import answers, linearised_ratios, with_variance
from analysis.estimation.results import Estimates


@dataclass(frozen=True, slots=True, eq=False)
class IndexOfParts:
    """An index by domain, and of how many parts it is the mean.

    Parameters
    ----------
    estimates : Estimates
        One per domain, m = D.
    parts : int64 (D,)
        Parts (items, factors) with an answer in the domain: those the index is the mean of.
    unknown_parts : int64 (D,)
        Parts without one.
    """

    estimates: Estimates
    parts: Integers
    unknown_parts: Integers


def mean_of_shares(
    design: SurveyDesign,
    numerator: Numbers,
    denominator: Numbers,
    *,
    part_weights: Numbers | None = None,
    leave_out_unknown: bool = True,
    domains: Domains | None = None,
) -> IndexOfParts:
    """The weighted mean of k ratios of totals, with its linearised variance.

    I = sum of a_j R_j over the parts j, R_j = Y_j / X_j, a_j = own weight / sum of own weights;
    z = sum of a_j z_j, z_j = (y_j - R_j x_j) / X_j: the delta method on the 2 k totals, so that the
    covariances between the parts are in it.

    Parameters
    ----------
    design : SurveyDesign
    numerator, denominator : array_like (n, k)
        As in `ratios`: NaN = no answer to this part.
    part_weights : array_like (k,), 0 or more, optional
        Own weights of the parts, in any unit; without them all are equal. A part of weight 0 is
        no part of the index.
    leave_out_unknown : bool
        True: the mean of the parts that have an answer in the domain, the others counted. False:
        the index is unknown where a part is. In neither case is an unknown part 0.
    domains : Domains, optional

    Raises
    ------
    AnalysisError
        `part_weights`, and those of `ratios`.

    Notes
    -----
    R survey: `svycontrast` on `svytotal`. Test: tests/analysis/estimation/test_indexes.py.
    """
    groups = whole_sample(design.n) if domains is None else domains
    given = answers(design, groups, numerator, denominator)
    ratio, linearised = linearised_ratios(design, groups, given)
    used = used_parts(part_weights, ~np.isnan(ratio), leave_out_unknown=leave_out_unknown)
    index = used.mean(ratio)[:, None]
    combined = (groups.of_row(used.share) * linearised).sum(axis=1, keepdims=True)
    answered = np.asarray(given.answered.any(axis=1, keepdims=True))
    method = "mean of shares, linearised"
    estimates = with_variance(design, groups, index, combined, answered=answered, method=method)
    return IndexOfParts(estimates, used.parts, used.unknown_parts)


def mean_of_item_shares(
    design: SurveyDesign,
    satisfied: Numbers,
    *,
    item_weights: Numbers | None = None,
    domains: Domains | None = None,
) -> IndexOfParts:
    """The mean over items of the share satisfied: satisfied (n, k) is 0, 1, or NaN for a blank.

    Notes
    -----
    Test: tests/analysis/estimation/test_indexes.py.
    """
    return mean_of_shares(
        design, satisfied, np.ones(design.n), part_weights=item_weights, domains=domains
    )


def mean_of_factor_shares(
    design: SurveyDesign,
    satisfied: Numbers,
    *,
    factors: Sequence[Sequence[int]],
    factor_weights: Numbers | None = None,
    leave_out_unknown: bool = False,
    domains: Domains | None = None,
) -> IndexOfParts:
    """The mean over factors of the factor share, a factor pooling the answers to its items.

    R_f = sum of w (satisfied answers) / sum of w (answers) over the items of factor f.

    Parameters
    ----------
    satisfied : array_like (n, k)
        0, 1, or NaN for a blank.
    factors : sequence of sequences of int
        The columns of each factor; none empty.
    factor_weights, leave_out_unknown, domains
        As in `mean_of_shares`; an unknown factor makes the index unknown by default.

    Raises
    ------
    AnalysisError
        `empty_factor`, `no_such_item`, and those of `mean_of_shares`.

    Notes
    -----
    Test: tests/analysis/estimation/test_indexes.py.
    """
    sums, counts = pooled_answers(satisfied, factors=factors)
    return mean_of_shares(
        design,
        sums,
        counts,
        part_weights=factor_weights,
        leave_out_unknown=leave_out_unknown,
        domains=domains,
    )


def pooled_share(
    design: SurveyDesign, satisfied: Numbers, *, domains: Domains | None = None
) -> Estimates:
    """Satisfied answers over all answers, items pooled: an item weighs as its answers do.

    Notes
    -----
    R survey: `svyratio(~satisfied, ~answered)`.
    Test: tests/analysis/estimation/test_indexes.py.
    """
    columns = range(np.shape(satisfied)[1] if np.ndim(satisfied) == 2 else 1)
    sums, counts = pooled_answers(satisfied, factors=[columns])
    return ratios(design, sums, counts, domains=domains)


def mean_of_respondent_shares(
    design: SurveyDesign, satisfied: Numbers, *, domains: Domains | None = None
) -> Estimates:
    """The mean over respondents of their own share satisfied; who answered nothing is left out.

    Notes
    -----
    R survey: `svymean(~own, na.rm=TRUE)`.
    Test: tests/analysis/estimation/test_indexes.py.
    """
    columns = range(np.shape(satisfied)[1] if np.ndim(satisfied) == 2 else 1)
    sums, counts = pooled_answers(satisfied, factors=[columns])
    return means(design, sums / counts, domains=domains)


def pooled_answers(
    satisfied: Numbers, *, factors: Sequence[Sequence[int]]
) -> tuple[Floats, Floats]:
    """Sum and number of the answers of each row to the items of each factor; NaN where none.

    Raises
    ------
    AnalysisError
        `empty_factor`, `no_such_item`, `not_a_number`, `shape`.
    """
    values = as_known_or_missing("satisfied", satisfied)
    if values.ndim not in (1, 2):
        raise AnalysisError("shape", f"satisfied has shape {values.shape}, not (n, k)")
    values = values.reshape(len(values), -1)
    check_parts(factors, items=values.shape[1])
    blank = np.isnan(values)
    filled = np.where(blank, 0.0, values)
    sums = np.column_stack([filled[:, list(columns)].sum(axis=1) for columns in factors])
    counts = np.column_stack([(~blank[:, list(columns)]).sum(axis=1) for columns in factors])
    none = counts == 0
    return np.where(none, np.nan, sums), np.where(none, np.nan, counts.astype(np.float64))
