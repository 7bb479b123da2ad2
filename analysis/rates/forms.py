"""The line of a Vietnamese report: forms issued, returned and valid (phat ra, thu ve, hop le)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Numbers, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.rates.dispositions import DISPOSITIONS, OutcomeCounts


@dataclass(frozen=True, slots=True, eq=False)
class FormLine:
    """Forms and their two rates, each float64 of the shape of the groups.

    Parameters
    ----------
    issued, returned, valid : forms, or sums of base weights
        `issued` is NaN where nobody knows it, as with an open QR code.
    return_rate : returned / issued
    valid_rate : valid / returned
    method : str
        Where the counts come from.
    """

    issued: Floats
    returned: Floats
    valid: Floats
    return_rate: Floats
    valid_rate: Floats
    method: str


def form_line(issued: Numbers, returned: Numbers, valid: Numbers) -> FormLine:
    """Return rate = returned / issued; valid rate = valid / returned.

    Parameters
    ----------
    issued, returned, valid : array_like, shapes that broadcast
        Forms, 0 or more; NaN where a count is unknown.

    Returns
    -------
    FormLine
        A rate is NaN where its denominator is 0 or a count is unknown.

    Raises
    ------
    AnalysisError
        `not_a_number`, `not_finite`, `negative_count`, `more_returned_than_issued`,
        `more_valid_than_returned`, `shape`.

    Notes
    -----
    Source: the reports of the provinces, such as 56/BC-SNV Soc Trang (2022). An issued form that
    came back but is not valid is returned; AAPOR's RR1 counts it as an interview only if it is
    complete. Test: tests/analysis/rates/test_forms.
    """
    return _line(
        _forms("issued", issued), _forms("returned", returned), _forms("valid", valid), "counted"
    )


def form_line_of_outcomes(counts: OutcomeCounts, *, partial_is_valid: bool = False) -> FormLine:
    """The same line from dispositions: all cases, I + P, and I (or I + P).

    Parameters
    ----------
    counts : OutcomeCounts
        By group, weighted or not.
    partial_is_valid : bool
        Whether partial interviews (P) count as valid forms.

    Notes
    -----
    RR1 = return rate x valid rate when every case is eligible or unknown.
    Test: tests/analysis/rates/test_forms.
    """
    cases = dict(zip(DISPOSITIONS, np.moveaxis(counts.counts, -1, 0), strict=True))
    returned = cases["I"] + cases["P"]
    valid = returned if partial_is_valid else cases["I"]
    origin = "from dispositions, valid = " + ("I + P" if partial_is_valid else "I")
    return _line(counts.counts.sum(axis=-1), returned, valid, origin)


def _line(issued: Floats, returned: Floats, valid: Floats, method: str) -> FormLine:
    try:
        issued, returned, valid = np.broadcast_arrays(issued, returned, valid)
    except ValueError as error:
        raise AnalysisError("shape", "issued, returned and valid differ in shape") from error
    if np.any(returned > issued):
        raise AnalysisError(
            "more_returned_than_issued",
            f"more forms came back than were issued in {int(np.sum(returned > issued))} groups",
            cure="count the forms issued anew; write NaN where nobody counted them",
        )
    if np.any(valid > returned):
        raise AnalysisError(
            "more_valid_than_returned",
            f"more forms are valid than came back in {int(np.sum(valid > returned))} groups",
            cure="count the forms returned anew",
        )
    return FormLine(
        issued, returned, valid, _rate(returned, issued), _rate(valid, returned), method
    )


def _rate(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, np.where(whole == 0, np.nan, whole))


def _forms(name: str, values: Numbers) -> Floats:
    forms = as_known_or_missing(name, values)
    if np.any(np.isinf(forms)):
        raise AnalysisError("not_finite", f"{name} is infinite", cure="write NaN if unknown")
    if np.any(forms < 0):
        raise AnalysisError("negative_count", f"{name} is negative")
    return forms
