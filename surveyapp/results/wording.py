"""What places, bands, intervals and weights of a unit are called, for pages and exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from surveyapp.platform.formats import number
from surveyapp.results.rows import PlacesRow, PrecisionRow, WeightingRow

#: What stands where a unit takes no part, its reason being told beside.
NONE = "–"
WEIGHTED = "Có trọng số"
UNWEIGHTED = "Chưa có trọng số"

_BANDS = {
    "above": "cao hơn rõ rệt",
    "not_distinguishable": "không phân biệt được",
    "below": "thấp hơn rõ rệt",
}
#: Beside the words, so that a column is read at a glance without colours.
_MARKS = {"above": "▲", "not_distinguishable": "○", "below": "▼"}
_NO_INTERVAL = {
    "unknown": "chưa đủ số liệu",
    "too_few": "ít hơn 2 phiếu",
    "no_freedom": "mỗi kênh chỉ có một phiếu",
    "census": "mọi hồ sơ đều có phiếu",
    "before_weights": "tính trước khi có khoảng tin cậy",
}
_UNWEIGHTED = {
    "no_population": "chưa nhập số hồ sơ",
    "population_too_small": "số hồ sơ ít hơn số phiếu",
    "no_responses": "chưa có phiếu hợp lệ",
    "before_weights": "tính trước khi có trọng số",
}


def band(places: PlacesRow) -> str:
    """Where the unit stands against the mean of its group."""
    return NONE if places.band is None else _BANDS[places.band]


def band_mark(places: PlacesRow) -> str:
    """A sign for the band; empty without one."""
    return "" if places.band is None else _MARKS[places.band]


def places_text(places: PlacesRow) -> str:
    """`3–9`, or `3` where no other place is possible."""
    if places.low is None:
        return NONE
    return str(places.low) if places.low == places.high else f"{places.low}–{places.high}"


def interval_text(precision: PrecisionRow | None, digits: int) -> str:
    """`89,12–97,30`; `–` where there is no interval."""
    if precision is None or precision.low is None:
        return NONE
    return f"{number(precision.low, digits)}–{number(precision.high, digits)}"


def no_interval(precision: PrecisionRow | None) -> str:
    """Why there is no interval; empty where there is one."""
    if precision is None:
        return _UNWEIGHTED["no_responses"]
    return "" if precision.low is not None else _NO_INTERVAL[precision.rule]


def weighted_text(weighting: WeightingRow) -> str:
    """Whether the figures of the unit are weighted."""
    return WEIGHTED if weighting.weighted else UNWEIGHTED


def not_weighted(weighting: WeightingRow) -> str:
    """Why a unit is not weighted; empty where it is."""
    return "" if weighting.weighted else _UNWEIGHTED[weighting.state]


def named(label: str, names: Mapping[str, str]) -> str:
    """The name of a class: `a + b` is what was joined; a code without a name stays a code."""
    return " + ".join(names.get(code, code) for code in label.split(" + "))


#: Filters for the templates of this room.
FILTERS: Mapping[str, Callable[..., Any]] = {
    "band": band,
    "band_mark": band_mark,
    "places": places_text,
    "interval": interval_text,
    "no_interval": no_interval,
    "not_weighted": not_weighted,
    "named": named,
}
