"""AAPOR outcome rates: response, cooperation, refusal, contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers, as_floats
from analysis.errors import AnalysisError
from analysis.rates.dispositions import DISPOSITIONS

REFERENCE = "AAPOR (2016), Standard Definitions, 9th ed."


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeRates:
    """AAPOR rates, each a float64 array of the shape of the groups (0-d for one group).

    Parameters
    ----------
    rr1 ... rr6 : response rates
        Odd: complete interviews only; even: partial ones too. 1, 2 count all unknown cases as
        eligible, 3, 4 the share e of them, 5, 6 none.
    coop1 ... coop4 : cooperation rates among those contacted
        3, 4 leave out who could not take part (O).
    ref1 ... ref3, con1 ... con3 : refusal and contact rates
        Unknown cases as in rr1, rr3, rr5.
    e : share of the unknown cases taken as eligible
    n : cases, or the sum of base weights
    method, reference : str
        Where e comes from, and where the rates are defined.
    """

    rr1: Floats
    rr2: Floats
    rr3: Floats
    rr4: Floats
    rr5: Floats
    rr6: Floats
    coop1: Floats
    coop2: Floats
    coop3: Floats
    coop4: Floats
    ref1: Floats
    ref2: Floats
    ref3: Floats
    con1: Floats
    con2: Floats
    con3: Floats
    e: Floats
    n: Floats
    method: str
    reference: str


def outcome_rates(
    counts: Numbers | Mapping[str, float], *, eligible: Numbers | None = None
) -> OutcomeRates:
    """Response, cooperation, refusal and contact rates from the counts of dispositions.

    With A = I + P + R + NC + O (eligible), U = UH + UO (unknown), C = I + P + R + O (contacted)::

        RR1 = I / (A + U)   RR3 = I / (A + e U)   RR5 = I / A    RR2, 4, 6: I + P for I
        COOP1 = I / C       COOP3 = I / (I + P + R)              COOP2, 4: I + P for I
        REF1 = R / (A + U)  REF2 = R / (A + e U)  REF3 = R / A   CON1, 2, 3: C for R

    Parameters
    ----------
    counts : array_like, shape (..., 8), or mapping of disposition to count
        Cases or sums of base weights, 0 or more, in the order of `DISPOSITIONS`; a disposition
        that a mapping does not name has none.
    eligible : array_like, optional, a number or of the shape of the groups
        e in [0, 1]. By default proportional allocation within each group: e = A / (A + NE).

    Returns
    -------
    OutcomeRates
        A rate whose denominator is 0 is NaN: unknown, not zero. e is NaN where A + NE is 0, and
        then the rates with e are NaN as well.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `not_finite`, `negative_count`, `disposition_unknown`,
        `eligible_range`.

    Notes
    -----
    Source: AAPOR (2016), Standard Definitions, 9th ed., section on outcome rates; proportional
    allocation is the method of CASRO. Test: tests/analysis/rates/test_aapor, against R.
    """
    cases = _counts(counts)
    by_name = np.moveaxis(cases, -1, 0)
    complete, partial, refused, missed, other, household, unsure, outside = by_name
    interviews, unknown = complete + partial, household + unsure
    contacted = interviews + refused + other
    known = contacted + missed
    e = _ratio(known, known + outside) if eligible is None else _given(eligible, known)
    everyone, likely = known + unknown, known + e * unknown
    return OutcomeRates(
        rr1=_ratio(complete, everyone),
        rr2=_ratio(interviews, everyone),
        rr3=_ratio(complete, likely),
        rr4=_ratio(interviews, likely),
        rr5=_ratio(complete, known),
        rr6=_ratio(interviews, known),
        coop1=_ratio(complete, contacted),
        coop2=_ratio(interviews, contacted),
        coop3=_ratio(complete, interviews + refused),
        coop4=_ratio(interviews, interviews + refused),
        ref1=_ratio(refused, everyone),
        ref2=_ratio(refused, likely),
        ref3=_ratio(refused, known),
        con1=_ratio(contacted, everyone),
        con2=_ratio(contacted, likely),
        con3=_ratio(contacted, known),
        e=e,
        n=cases.sum(axis=-1),
        method="AAPOR rates, e " + ("by proportional allocation" if eligible is None else "given"),
        reference=REFERENCE,
    )


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, NaN where the whole is 0."""
    return np.divide(part, np.where(whole == 0, np.nan, whole))


def _counts(counts: Numbers | Mapping[str, float]) -> Floats:
    if isinstance(counts, Mapping):
        strange = sorted(set(counts) - set(DISPOSITIONS))
        if strange:
            raise AnalysisError(
                "disposition_unknown",
                f"there are no dispositions {', '.join(strange)}",
                cure=f"use {', '.join(DISPOSITIONS)}",
            )
        counts = [counts.get(name, 0) for name in DISPOSITIONS]
    cases = as_floats("counts", counts)
    if cases.ndim == 0 or cases.shape[-1] != len(DISPOSITIONS):
        raise AnalysisError("shape", f"counts have shape {cases.shape}, not (..., 8)")
    if np.any(cases < 0):
        raise AnalysisError("negative_count", "a count of cases is negative")
    return cases


def _given(eligible: Numbers, known: Floats) -> Floats:
    share = as_floats("eligible", eligible)
    if np.any((share < 0) | (share > 1)):
        raise AnalysisError("eligible_range", "a share e is outside [0, 1]", cure="write 0.9")
    if share.shape not in {(), known.shape}:
        raise AnalysisError("shape", f"eligible has shape {share.shape}, not {known.shape}")
    return np.broadcast_to(share, known.shape).copy()
