"""Documents that earlier programmes stored, in the shape of now. Reads only.

The document of a published round stays as it was sealed, so its shape stays too. What it does not
know is unknown here; nothing is computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.results.views import FORMAT

#: The format without weights, intervals and places.
_UNWEIGHTED_FORMAT = 1
#: The format without quick ratings.
_WITHOUT_QUICK = 3
#: Formats that can be shown; another one is computed again before it is.
READABLE = (_UNWEIGHTED_FORMAT, _WITHOUT_QUICK, FORMAT)
#: Why such a document has neither weights nor intervals.
BEFORE = "before_weights"


def in_present_shape(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with everything that `surveyapp.results.views` asks for."""
    if document["format"] == FORMAT:
        return document
    if document["format"] == _UNWEIGHTED_FORMAT:
        document = {
            **document,
            "level": "0.95",
            "channels": [],
            "units": [_unit(row) for row in document["units"]],
        }
    units = [{**row, "quick": []} for row in document["units"]]
    return {**document, "quick_forms": [], "units": units}


def _unit(row: Mapping[str, Any]) -> dict[str, Any]:
    levels = ("contents", "factors", "criteria")
    return {
        **row,
        **{level: [{**node, "precision": _UNKNOWN} for node in row[level]] for level in levels},
        "precision": _UNKNOWN if row["n"] else None,
        "places": dict.fromkeys(("low", "high", "holm_low", "holm_high", "band")),
        "weighting": {
            "state": BEFORE if row["n"] else "no_responses",
            "population": 0,
            "classes": [],
            "joined": [],
            "channels_without_responses": [],
        },
    }


_UNKNOWN = {
    **dict.fromkeys(("effective_n", "standard_error", "low", "high")),
    "rule": BEFORE,
}
