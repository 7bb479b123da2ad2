"""From detailed outcome codes to the eight dispositions of AAPOR, and their counts by group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.arrays import Floats, Integers, Numbers, as_codes, as_floats
from analysis.errors import AnalysisError

#: Complete interview, partial interview, refusal or break-off, non-contact, other eligible,
#: unknown whether a household (or dossier) exists, unknown for another reason, not eligible.
DISPOSITIONS = ("I", "P", "R", "NC", "O", "UH", "UO", "NE")

#: Leading digits of AAPOR's outcome codes. The first digits decide: 2.112 is 2.11, that is 2.1.
AAPOR_CODES: Mapping[str, str] = MappingProxyType(
    {
        "1.0": "I",
        "1.1": "I",
        "1.2": "P",
        "2.1": "R",
        "2.2": "NC",
        "2.3": "O",
        "3.1": "UH",
        "3.2": "UO",
        "3.3": "UO",
        "3.4": "UO",
        "3.9": "UO",
        "4": "NE",
    }
    | {name: name for name in DISPOSITIONS}
)

_NUMERIC = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeCounts:
    """Cases by group and disposition.

    Parameters
    ----------
    groups : tuple of tuples, length G
        The keys of each group, sorted; one empty tuple when there are no keys.
    counts : float64, shape (G, 8)
        Cases, or sums of base weights, in the order of `DISPOSITIONS`.
    cases : int64, shape (G,)
        Cases without weights.
    """

    groups: tuple[tuple[Any, ...], ...]
    counts: Floats
    cases: Integers


def dispositions(
    codes: npt.ArrayLike, *, mapping: Mapping[str, str] = AAPOR_CODES
) -> npt.NDArray[np.str_]:
    """The disposition of each case from its outcome code.

    Parameters
    ----------
    codes : array_like of str or numbers, shape (N,)
        AAPOR's numeric codes (1.1, "2.112", 4.0), the eight letters, or the caller's own codes.
    mapping : mapping of str to disposition
        Own codes, matched as they are. A numeric code that is not listed takes the disposition of
        its leading digits, one digit after the other taken away.

    Returns
    -------
    str, shape (N,)
        One of `DISPOSITIONS` for each case.

    Raises
    ------
    AnalysisError
        `outcome_unknown` (a code without disposition: none is guessed or left out),
        `disposition_unknown` (the mapping names one that does not exist), `shape`.

    Notes
    -----
    AAPOR's 2.0 and 3.0 say too little and are refused. Source: AAPOR, Standard Definitions, 9th
    ed. (2016), tables of final disposition codes. Test: tests/analysis/rates/test_dispositions.
    """
    strange = sorted(set(mapping.values()) - set(DISPOSITIONS))
    if strange:
        raise AnalysisError(
            "disposition_unknown",
            f"the mapping names {', '.join(strange)}",
            cure=f"use {', '.join(DISPOSITIONS)}",
        )
    texts = np.asarray(codes).astype(np.str_)
    distinct, place = as_codes("codes", texts, n=texts.size)
    found = [_disposition(code.strip(), mapping) for code in distinct.tolist()]
    unknown = [code for code, name in zip(distinct.tolist(), found, strict=True) if name is None]
    if unknown:
        raise AnalysisError(
            "outcome_unknown",
            f"no disposition for the outcome codes {', '.join(map(repr, unknown[:10]))}",
            cure="add them to the mapping",
        )
    return np.array(found, dtype=np.str_)[place]


def outcome_counts(
    outcomes: npt.ArrayLike, *, by: Sequence[npt.ArrayLike] = (), weights: Numbers | None = None
) -> OutcomeCounts:
    """Count the cases of each disposition, by group, weighted by base weights or not.

    Parameters
    ----------
    outcomes : array_like of str, shape (N,)
        Dispositions, as `dispositions` returns them.
    by : sequence of array_like, each of shape (N,)
        Key columns: unit, mode, wave and so on. Every combination that occurs is a group.
    weights : array_like, shape (N,), optional
        Base weights, 0 or more: the inverse of the inclusion probability.

    Raises
    ------
    AnalysisError
        `outcome_unknown`, `shape`, `not_a_number`, `not_finite`, `negative_weight`,
        `missing_label`, `mixed_labels` (of a key).

    Notes
    -----
    Test: tests/analysis/rates/test_dispositions.
    """
    names = dispositions(outcomes, mapping={name: name for name in DISPOSITIONS})
    rank = {name: place for place, name in enumerate(DISPOSITIONS)}
    column = np.array([rank[name] for name in names.tolist()], dtype=np.intp)
    groups, group = _groups(by, names.size)
    cell, cells = group * len(DISPOSITIONS) + column, len(groups) * len(DISPOSITIONS)
    base = np.ones(names.size) if weights is None else _weights(weights, names.size)
    counts = np.bincount(cell, weights=base, minlength=cells).astype(np.float64)
    counts = counts.reshape(len(groups), len(DISPOSITIONS))
    return OutcomeCounts(groups, counts, np.bincount(group, minlength=len(groups)))


def _disposition(code: str, mapping: Mapping[str, str]) -> str | None:
    """The code's own, or for numeric codes that of the longest leading part that is listed."""
    if code in mapping:
        return mapping[code]
    if not _NUMERIC.fullmatch(code):
        return None
    return next((mapping[code[:i]] for i in range(len(code), 0, -1) if code[:i] in mapping), None)


def _groups(
    by: Sequence[npt.ArrayLike], n: int
) -> tuple[tuple[tuple[Any, ...], ...], npt.NDArray[np.intp]]:
    """The combinations of keys that occur, sorted, and the place of each row among them."""
    if not by:
        return ((),), np.zeros(n, dtype=np.intp)
    columns = [as_codes(f"key {i + 1}", keys, n=n) for i, keys in enumerate(by)]
    codes = np.stack([code for _, code in columns])
    combinations, group = np.unique(codes, axis=1, return_inverse=True)
    labels = [distinct.tolist() for distinct, _ in columns]
    keys = tuple(
        tuple(label[place] for label, place in zip(labels, places, strict=True))
        for places in combinations.T.tolist()
    )
    return keys, group.reshape(n).astype(np.intp)


def _weights(weights: Numbers, n: int) -> Floats:
    base = as_floats("weights", weights, shape=(n,))
    if np.any(base < 0):
        raise AnalysisError(
            "negative_weight",
            "a base weight is negative",
            cure="give the inverse of the inclusion probability",
        )
    return base
