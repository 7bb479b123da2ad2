"""Interviewers within units: variance components by restricted maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, stats

from analysis.arrays import Floats, Numbers, Places, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.quality.groups import as_groups


@dataclass(frozen=True, slots=True, eq=False)
class NestedComponents:
    """y = mean + unit + interviewer within unit + residual.

    Parameters
    ----------
    unit, interviewer, residual : float
        Variance components, >= 0 (0 is where REML ends when the data show less than chance).
    icc : float
        interviewer / (unit + interviewer + residual): the interviewer's part of the variance.
    icc_within_unit : float
        interviewer / (interviewer + residual): the same, given the unit.
    mean_load, design_effect : float
        Forms per interviewer; 1 + (mean_load - 1) icc.
    mean : float
        Generalised least squares mean.
    criterion : float
        REML deviance, -2 log restricted likelihood, as R `lmer` reports it.
    f, p_value : float
        F test of "no interviewer effect within units" (exact under normality, unbalanced too).
    n, interviewers, units, left_out : int
        Values used, groups, and values missing or of unknown interviewer or unit.
    method, reference : str
    """

    unit: float
    interviewer: float
    residual: float
    icc: float
    icc_within_unit: float
    mean_load: float
    design_effect: float
    mean: float
    criterion: float
    f: float
    p_value: float
    n: int
    interviewers: int
    units: int
    left_out: int
    method: str
    reference: str


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Sufficient statistics: size and mean per interviewer, sum of squares within."""

    size: Floats
    mean: Floats
    unit: Places
    within: float
    n: int


def nested_components(values: Numbers, interviewer: Any, unit: Any) -> NestedComponents:
    """REML of the nested model, from the sufficient statistics of the interviewers.

    With variance ratios r_i, r_u to the residual variance, a = m / (1 + m r_i) per interviewer
    and A = sum a per unit: log|V| = sum log(1 + m r_i) + sum log(1 + r_u A), and the residual
    variance is Q / (n - 1) with Q = SSW + sum a d^2 - sum r_u (sum a d)^2 / (1 + r_u A).

    Parameters
    ----------
    values : float64, shape (n,)
        A score, or 0 and 1; NaN is left out and counted.
    interviewer, unit : labels, shape (n,)
        As in `as_groups`; somebody who works in two units is two interviewers.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite`, `too_few_units` (below 2), `not_nested` (no unit
        has two interviewers), `no_replication` (no interviewer has two values), `no_residual` (no
        interviewer's values differ).

    Notes
    -----
    Patterson & Thompson (1971), Biometrika 58, 545-554; Searle, Casella & McCulloch (1992),
    Variance Components, ch. 6; O'Muircheartaigh & Campanelli (1998), Journal of the Royal
    Statistical Society A 161, 63-77. Tests: tests/analysis/quality/test_nested_effects.py,
    against R `lme4::lmer`.
    """
    array = as_known_or_missing("values", values)
    if np.isinf(array).any():
        raise AnalysisError("not_finite", "a value is infinite")
    table, left_out = _table(array, interviewer, unit)
    ratios = _reml_ratios(table)
    residual = _quadratic(ratios, table) / (table.n - 1)
    between = float(ratios[0] * residual)
    unit_part = float(ratios[1] * residual)
    icc = between / (unit_part + between + residual)
    f, p_value = _nested_f(table)
    load = table.n / table.size.size
    return NestedComponents(
        unit=unit_part,
        interviewer=between,
        residual=float(residual),
        icc=float(icc),
        icc_within_unit=float(between / (between + residual)),
        mean_load=load,
        design_effect=float(1 + (load - 1) * icc),
        mean=_mean(ratios, table),
        criterion=_deviance(ratios, table),
        f=f,
        p_value=p_value,
        n=table.n,
        interviewers=table.size.size,
        units=int(table.unit.max()) + 1,
        left_out=left_out,
        method="restricted maximum likelihood, interviewer within unit",
        reference="Patterson & Thompson 1971; Searle, Casella & McCulloch 1992",
    )


def _table(values: Floats, interviewer: Any, unit: Any) -> tuple[_Table, int]:
    groups = as_groups(interviewer, unit)
    if values.shape != groups.code.shape:
        raise AnalysisError("shape", f"values have shape {values.shape}, not {groups.code.shape}")
    kept = ~np.isnan(values) & (groups.code >= 0)
    present, code = np.unique(groups.code[kept], return_inverse=True)
    _, owner = np.unique(groups.unit_of[present], return_inverse=True)
    size = np.asarray(np.bincount(code), dtype=np.float64)
    chosen = values[kept]
    _check(size, owner, chosen.size)
    means = np.bincount(code, weights=chosen) / size
    residual = chosen - means[code]
    within = float(residual @ residual)
    if within <= 1e-24 * max(float(chosen @ chosen), 1e-300):
        raise AnalysisError(
            "no_residual", "no interviewer's values differ", cure="nothing to split"
        )
    table = _Table(size, means, owner.astype(np.intp), within, chosen.size)
    return table, int(np.count_nonzero(~kept))


def _check(size: Floats, owner: Places, n: int) -> None:
    if size.size == 0 or owner.max() == 0:
        raise AnalysisError("too_few_units", "values from fewer than 2 units")
    if size.size == owner.max() + 1:
        raise AnalysisError("not_nested", "no unit has 2 interviewers", cure="use one-way ICC")
    if n == size.size:
        raise AnalysisError("no_replication", "every interviewer has one value")


def _weights(ratios: Floats, table: _Table) -> tuple[Floats, Floats, Floats]:
    """a per interviewer, A per unit, 1 + r_u A per unit."""
    a = table.size / (1 + table.size * ratios[0])
    total = np.asarray(np.bincount(table.unit, weights=a), dtype=np.float64)
    return a, total, 1 + ratios[1] * total


def _mean(ratios: Floats, table: _Table) -> float:
    a, total, shrink = _weights(ratios, table)
    sums = np.bincount(table.unit, weights=a * table.mean)
    return float((sums / shrink).sum() / (total / shrink).sum())


def _quadratic(ratios: Floats, table: _Table) -> float:
    a, _, shrink = _weights(ratios, table)
    d = table.mean - _mean(ratios, table)
    sums = np.bincount(table.unit, weights=a * d)
    return table.within + float(a @ d**2) - float((ratios[1] * sums**2 / shrink).sum())


def _deviance(ratios: Floats, table: _Table) -> float:
    _, total, shrink = _weights(ratios, table)
    log_v = np.log1p(table.size * ratios[0]).sum() + np.log(shrink).sum()
    df = table.n - 1
    scale = np.log(2 * np.pi * _quadratic(ratios, table) / df) + 1
    return float(log_v + np.log((total / shrink).sum()) + df * scale)


def _score(ratios: Floats, table: _Table) -> Floats:
    """Gradient of the deviance: tr(P V_k) - (n - 1) y'P V_k P y / Q for interviewer and unit."""
    a, total, shrink = _weights(ratios, table)
    information = float((total / shrink).sum())
    d = table.mean - _mean(ratios, table)
    sums = np.bincount(table.unit, weights=a * d)
    one = a / shrink[table.unit]
    diagonal = a - ratios[1] * a**2 / shrink[table.unit]
    residual = a * d - one * ratios[1] * sums[table.unit]
    weight = total / shrink
    traces = [(diagonal - one**2 / information).sum(), (weight - weight**2 / information).sum()]
    squares = [residual @ residual, ((sums / shrink) ** 2).sum()]
    factor = (table.n - 1) / _quadratic(ratios, table)
    return np.array(traces) - factor * np.array(squares)


def _reml_ratios(table: _Table) -> Floats:
    """The ratios at the least deviance: bounded search, then the score solved to rounding."""
    search = optimize.minimize(
        _deviance,
        np.array([0.1, 0.1]),
        args=(table,),
        jac=_score,
        method="L-BFGS-B",
        bounds=[(0, None)] * 2,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    ratios = np.asarray(search.x, dtype=np.float64)
    free = ratios > 1e-10

    def free_score(inner: Floats) -> Floats:
        trial = np.where(free, 0.0, ratios)
        trial[free] = np.abs(inner)
        return _score(trial, table)[free]

    if free.any():
        polished = optimize.root(free_score, ratios[free], tol=1e-14)
        close = np.allclose(np.abs(polished.x), ratios[free], rtol=1e-2, atol=1e-6)
        if close:
            ratios[free] = np.abs(polished.x)
    return ratios


def _nested_f(table: _Table) -> tuple[float, float]:
    unit_size = np.bincount(table.unit, weights=table.size)
    unit_mean = np.bincount(table.unit, weights=table.size * table.mean) / unit_size
    between = float(table.size @ (table.mean - unit_mean[table.unit]) ** 2)
    df = (table.size.size - unit_size.size, table.n - table.size.size)
    f = (between / df[0]) / (table.within / df[1])
    return f, float(stats.f.sf(f, *df))
