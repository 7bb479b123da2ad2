"""One interviewer against the others of the same unit, so that good units accuse nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from analysis.arrays import Booleans, Floats, Integers, Numbers, Places, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.multiple_testing import holm
from analysis.quality.answers import as_mask
from analysis.quality.groups import Groups, Labels, as_groups


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """Groups within units, row by row.

    Parameters
    ----------
    unit, group : labels, shape (groups,)
        Unit and interviewer (or counter).
    n, n_others : int64
        Forms judged of the group, and of the others in its unit.
    value, others : float64
        Rate or mean of both; NaN where there is no form.
    p_value, adjusted : float64
        One-sided p-value of "more than the others", plain and after Holm over all groups; NaN
        where the group or the others have no form.
    unknown, left_out : int
        Forms without interviewer or unit; forms of known groups without a value.
    method, reference : str
    """

    unit: Labels
    group: Labels
    n: Integers
    n_others: Integers
    value: Floats
    others: Floats
    p_value: Floats
    adjusted: Floats
    unknown: int
    left_out: int
    method: str
    reference: str

    def stands_out(self, *, alpha: float = 0.05) -> Booleans:
        """Groups whose Holm-adjusted p-value is at most `alpha`: questions for a human.

        One false name or more in the table has probability `alpha` at most.
        """
        return np.asarray(self.adjusted <= alpha)


def compare_rates(
    event: Any, *, interviewer: Any, unit: Any, judged: Any | None = None
) -> Contrast:
    """Fisher's exact test of each group's rate against the others of its unit.

    Given m forms of the group among N of the unit, K of the N with the event, the group's count
    X is hypergeometric if the group is like the others; p = P(X >= x).

    Parameters
    ----------
    event : bool, shape (n,)
        Whether the form has the mark (fast, straight-lined, many blanks, ...).
    interviewer, unit : labels, shape (n,)
        As in `as_groups`.
    judged : bool, shape (n,), optional
        Forms on which the mark could be decided; the others are left out and counted.

    Raises
    ------
    AnalysisError
        `dtype`, `shape`.

    Notes
    -----
    Fisher (1935), Design of Experiments; Holm (1979). Marks of forms that influence each other
    (bursts) make the p-value too small. Tests: tests/analysis/quality/test_contrast.py, against
    R `fisher.test(alternative = "greater")`.
    """
    groups = as_groups(interviewer, unit)
    shape = groups.code.shape
    marked = as_mask("event", event, shape=shape)
    kept = (
        np.ones(shape, dtype=np.bool_) if judged is None else as_mask("judged", judged, shape=shape)
    )
    size, hits = groups.sizes(kept), groups.sizes(kept & marked)
    total, all_hits = groups.unit_totals(size), groups.unit_totals(hits)
    comparable = (size > 0) & (total > size)
    p_values = np.full(size.shape, np.nan)
    chosen = [part[comparable] for part in (hits, total, all_hits, size)]
    p_values[comparable] = np.clip(stats.hypergeom.sf(chosen[0] - 1, *chosen[1:]), 0.0, 1.0)
    return _contrast(
        groups,
        kept,
        sizes=(size, total - size),
        sums=(hits.astype(np.float64), (all_hits - hits).astype(np.float64)),
        p_values=p_values,
        source=("Fisher exact test within the unit, one-sided, Holm", "Fisher 1935; Holm 1979"),
    )


def compare_values(values: Numbers, *, interviewer: Any, unit: Any) -> Contrast:
    """Wilcoxon's rank-sum test of each group against the others of its unit.

    With ranks R among the N forms of the unit (mean ranks for ties), W = sum R - m(m+1)/2,
    E = mk/2, V = mk/12 (N + 1 - sum (t^3 - t) / (N (N - 1))), p = 1 - Phi((W - E - 1/2) / sqrt V).
    All values tied: p = 1.

    Parameters
    ----------
    values : float64, shape (n,)
        Larger is more suspicious (maximum percent match, share of blanks); NaN is left out and
        counted.
    interviewer, unit : labels, shape (n,)
        As in `as_groups`.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite` (an infinite value).

    Notes
    -----
    Wilcoxon (1945), Biometrics Bulletin 1, 80-83; normal approximation with continuity and tie
    correction, so p-values of groups with fewer than about 5 forms are rough. Tests:
    tests/analysis/quality/test_contrast.py, against R `wilcox.test(exact = FALSE)`.
    """
    groups = as_groups(interviewer, unit)
    array = as_known_or_missing("values", values)
    if array.shape != groups.code.shape:
        raise AnalysisError("shape", f"values have shape {array.shape}, not {groups.code.shape}")
    if np.isinf(array).any():
        raise AnalysisError("not_finite", "a value is infinite")
    kept = ~np.isnan(array)
    chosen = kept & (groups.code >= 0)
    size = groups.sizes(kept)
    total = groups.unit_totals(size)
    sums = groups.totals(array, chosen)
    return _contrast(
        groups,
        kept,
        sizes=(size, total - size),
        sums=(sums, groups.unit_totals(sums) - sums),
        p_values=_rank_sum(array[chosen], groups.code[chosen], groups, size=size, total=total),
        source=("Wilcoxon rank-sum within the unit, one-sided, Holm", "Wilcoxon 1945; Holm 1979"),
    )


def _rank_sum(values: Floats, code: Any, groups: Groups, size: Integers, total: Integers) -> Floats:
    unit = groups.unit_of[code]
    ranks, ties = _ranks_within(values, unit, groups.unit_count)
    rank_sums = np.bincount(code, weights=ranks, minlength=size.size)
    m, whole = size.astype(np.float64), total.astype(np.float64)
    k = whole - m
    comparable = (m > 0) & (k > 0)
    p_values = np.full(size.shape, np.nan)
    m, k, whole = m[comparable], k[comparable], whole[comparable]
    w = rank_sums[comparable] - m * (m + 1) / 2
    tie_term = ties[groups.unit_of[comparable]] / (whole * (whole - 1))
    deviation = np.sqrt(np.maximum(m * k / 12 * (whole + 1 - tie_term), 0.0))
    varied = deviation > 1e-9
    z = np.divide(w - m * k / 2 - 0.5, deviation, out=np.full(m.shape, -np.inf), where=varied)
    p_values[comparable] = stats.norm.sf(z)
    return p_values


def _ranks_within(values: Floats, unit: Places, units: int) -> tuple[Floats, Floats]:
    """Mean ranks within units, and per unit the sum of t^3 - t over its ties."""
    order = np.lexsort((values, unit))
    ordered, owner = values[order], unit[order]
    fresh = np.ones(values.size, dtype=np.bool_)
    fresh[1:] = (ordered[1:] != ordered[:-1]) | (owner[1:] != owner[:-1])
    tie = np.cumsum(fresh) - 1
    length = np.asarray(np.bincount(tie), dtype=np.float64)
    start = np.flatnonzero(fresh)
    before = np.concatenate(([0], np.cumsum(np.bincount(unit, minlength=units))))[owner]
    ranks = np.empty(values.size)
    ranks[order] = start[tie] - before + (length[tie] + 1) / 2
    ties = np.bincount(owner[fresh], weights=length**3 - length, minlength=units)
    return ranks, np.asarray(ties, dtype=np.float64)


def _means(sums: tuple[Floats, Floats], sizes: tuple[Integers, Integers]) -> list[Floats]:
    means = [np.full(n.shape, np.nan) for n in sizes]
    for mean, total, n in zip(means, sums, sizes, strict=True):
        np.divide(total, n, out=mean, where=n > 0)
    return means


def _contrast(
    groups: Groups,
    kept: Booleans,
    *,
    sizes: tuple[Integers, Integers],
    sums: tuple[Floats, Floats],
    p_values: Floats,
    source: tuple[str, str],
) -> Contrast:
    value, others = _means(sums, sizes)
    return Contrast(
        unit=groups.units,
        group=groups.names,
        n=sizes[0],
        n_others=sizes[1],
        value=value,
        others=others,
        p_value=p_values,
        adjusted=holm(p_values),
        unknown=groups.unknown,
        left_out=int(np.count_nonzero(~kept & (groups.code >= 0))),
        method=source[0],
        reference=source[1],
    )
