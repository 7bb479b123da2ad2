"""The least numpy can do for the same figures, written for speed alone. No checks, one purpose."""

from __future__ import annotations

import numpy as np

from tests.bench.statistics.survey import MARGINS, Survey

BLOCK = 16_384


def raked_rows(survey: Survey, base: np.ndarray, sweeps: int = 8) -> np.ndarray:
    """Iterative proportional fitting over rows: a bincount and a gather per margin and sweep."""
    weights = base.copy()
    for _ in range(sweeps):
        for name in MARGINS:
            codes, totals = getattr(survey, name), survey.totals[name]
            weights *= (totals / np.bincount(codes, weights, len(totals)))[codes]
    return weights


def fixed_rows(survey: Survey, factors: np.ndarray) -> np.ndarray:
    """Stratified standard errors of 22 x 40 shares, weights taken as given."""
    base = (survey.population / np.bincount(survey.stratum, minlength=80))[survey.stratum]
    weights = raked_rows(survey, base * factors)
    n = np.bincount(survey.stratum, minlength=80)
    factor = (1 - n / survey.population) * n / (n - 1)
    errors = np.empty((40, len(survey.codes)))
    for place, codes in enumerate(survey.codes):
        valid = (codes - np.uint8(1)) < 5
        satisfied = (codes - np.uint8(4)) < 2
        x = np.bincount(survey.unit, weights * valid, 40)
        share = np.bincount(survey.unit, weights * satisfied, 40) / x
        z = weights * (satisfied - share[survey.unit] * valid) / x[survey.unit]
        sums = np.bincount(survey.stratum, z, 80)
        squares = np.bincount(survey.stratum, z * z, 80)
        errors[:, place] = np.sqrt((factor * (squares - sums**2 / n)).reshape(40, 2).sum(axis=1))
    return errors


def calibrated_rows(survey: Survey, factors: np.ndarray, *, items: int) -> np.ndarray:
    """The same with the residuals of the regression on the margins: n x 40 of them per item."""
    base = (survey.population / np.bincount(survey.stratum, minlength=80))[survey.stratum]
    base = base * factors
    weights = raked_rows(survey, base)
    codes = np.stack([getattr(survey, name) for name in MARGINS])
    starts = np.array([0, 40, 42, 47])
    columns = codes + starts[:, None]
    cross = np.zeros((49, 49))
    for a in columns:
        for b in columns:
            cross += np.bincount(a * 49 + b, base, 49 * 49).reshape(49, 49)
    inverse = np.linalg.pinv(cross, rcond=1e-12, hermitian=True)
    n = np.bincount(survey.stratum, minlength=80)
    factor = (1 - n / survey.population) * n / (n - 1)
    order = np.argsort(survey.stratum, kind="stable")
    columns, unit = columns[:, order], survey.unit[order]
    stratum, weights, base = survey.stratum[order], weights[order], base[order]
    errors = np.empty((40, items))
    for place in range(items):
        answers = survey.codes[place][order]
        valid, satisfied = (answers - np.uint8(1)) < 5, (answers - np.uint8(4)) < 2
        x = np.bincount(unit, weights * valid, 40)
        share = np.bincount(unit, weights * satisfied, 40) / x
        z = (satisfied - share[unit] * valid) / x[unit]
        moments = np.zeros((49, 40))
        for column in columns:
            moments += np.bincount(column * 40 + unit, base * z, 49 * 40).reshape(49, 40)
        slopes = inverse @ moments
        sums, squares = np.zeros((80, 40)), np.zeros((80, 40))
        for start in range(0, survey.n, BLOCK):
            part = slice(start, start + BLOCK)
            residual = -slopes[columns[0, part]]
            for column in columns[1:]:
                residual -= slopes[column[part]]
            residual[np.arange(len(residual)), unit[part]] += z[part]
            residual *= weights[part, None]
            at = stratum[part]
            firsts = np.flatnonzero(np.r_[True, at[1:] != at[:-1]])
            sums[at[firsts]] += np.add.reduceat(residual, firsts)
            residual *= residual
            squares[at[firsts]] += np.add.reduceat(residual, firsts)
        variance = factor[:, None] * (squares - sums**2 / n[:, None])
        errors[:, place] = np.sqrt(variance.sum(axis=0))
    return errors
