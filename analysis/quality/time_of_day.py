"""When forms were filled: outside opening hours, at weekends, in bursts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from analysis.arrays import Booleans, Floats, Integers, Numbers, Places, as_known_or_missing
from analysis.errors import AnalysisError
from analysis.quality.groups import Labels, as_groups

#: Monday to Friday.
WORKING_DAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Forms against the opening hours; arrays of shape (n,).

    Parameters
    ----------
    outside, weekend : bool
        Taken on a working day outside the hours; taken on a day that is none.
    judged : bool
        Minute and weekday known.
    by_hour : int64, shape (24,)
        Judged forms per hour of the day.
    missing : int
    method, reference : str
    """

    outside: Booleans
    weekend: Booleans
    judged: Booleans
    by_hour: Integers
    missing: int
    method: str
    reference: str


@dataclass(frozen=True, slots=True, eq=False)
class Bursts:
    """The densest window of each interviewer; arrays of shape (groups,).

    Parameters
    ----------
    unit, group : labels
    n, densest : int64
        Forms with a time; most forms in any `window`.
    shortest_gap : float64
        Least minutes between two forms; NaN below two forms.
    p_value : float64
        Chance of a window so dense if the forms fell evenly on `span`; NaN below two forms.
    crowded : bool, shape (n,)
        Forms in a window with at least `many` forms of the same interviewer.
    missing, unknown : int
        Forms without a time; forms without interviewer or unit.
    method, reference : str
    """

    unit: Labels
    group: Labels
    n: Integers
    densest: Integers
    shortest_gap: Floats
    p_value: Floats
    crowded: Booleans
    missing: int
    unknown: int
    method: str
    reference: str


def opening_hours(
    minute: Numbers,
    weekday: Numbers,
    *,
    opening: Sequence[tuple[float, float]],
    working_days: Collection[int] = WORKING_DAYS,
) -> Hours:
    """Which forms were taken when the counter was closed.

    Parameters
    ----------
    minute : float64, shape (n,)
        Local minute of the day, in [0, 1440); NaN is missing.
    weekday : float64, shape (n,)
        0 Monday .. 6 Sunday; NaN is missing.
    opening : pairs of minutes
        Each [start, end) of a working day, 0 <= start < end <= 1440.
    working_days : int

    Raises
    ------
    AnalysisError
        `shape`, `minute_of_day`, `weekday`, `opening`.

    Notes
    -----
    Forms that people fill at home have no opening hours: hand over those of the counter. Murphy
    et al. (2016), Statistical Journal of the IAOS 32, 313-326. Tests:
    tests/analysis/quality/test_time_of_day.py.
    """
    minutes, days = np.asarray(minute, np.float64), np.asarray(weekday, np.float64)
    _check_hours(minutes, days, opening)
    judged = ~np.isnan(minutes) & ~np.isnan(days)
    open_now = np.zeros(minutes.shape, dtype=np.bool_)
    for start, end in opening:
        open_now |= (minutes >= start) & (minutes < end)
    working = np.isin(days, list(working_days))
    by_hour = np.bincount((minutes[judged] // 60).astype(np.intp), minlength=24)
    return Hours(
        outside=judged & working & ~open_now,
        weekend=judged & ~working,
        judged=judged,
        by_hour=by_hour.astype(np.int64),
        missing=int(np.count_nonzero(~judged)),
        method="local minute of the day against the opening hours",
        reference="Murphy et al. 2016",
    )


def _check_hours(minutes: Floats, days: Floats, opening: Sequence[tuple[float, float]]) -> None:
    if minutes.ndim != 1 or minutes.shape != days.shape:
        raise AnalysisError("shape", f"minutes {minutes.shape} and weekdays {days.shape} differ")
    if np.any((minutes < 0) | (minutes >= 1440)):
        raise AnalysisError("minute_of_day", "a minute is outside [0, 1440)", cure="use local time")
    if not np.isin(days[~np.isnan(days)], np.arange(7)).all():
        raise AnalysisError("weekday", "a weekday is outside 0 (Monday) .. 6 (Sunday)")
    if not opening or any(not 0 <= start < end <= 1440 for start, end in opening):
        raise AnalysisError("opening", f"{list(opening)} are no hours", cure="e.g. [(450, 690)]")


def bursts(
    minute: Numbers, interviewer: Any, unit: Any, *, span: float, window: float = 10, many: int = 5
) -> Bursts:
    """The scan statistic of each interviewer: most forms in any window of `window` minutes.

    With N forms evenly on `span`, w = window / span and b the binomial probability,
    P(densest >= k) is about (k / w - N - 1) b(k; N, w) + 2 P(Bin(N, w) >= k), cut to [0, 1]; exact
    for k > N / 2 and w <= 1/2. People do not come evenly: read it beside those of the others.

    Parameters
    ----------
    minute : float64, shape (n,)
        Minutes on the working clock (closed hours cut out), in [0, span]; NaN is missing.
    interviewer, unit : labels, shape (n,)
        As in `as_groups`.
    span, window : float
        Minutes of the fieldwork, and of the window, 0 < window <= span / 2.
    many : int
        Forms that make a window crowded, at least 2.

    Raises
    ------
    AnalysisError
        `shape`, `not_a_number`, `window`, `minute_of_span`, `many`.

    Notes
    -----
    Naus (1965), Journal of the American Statistical Association 60, 532-538; Wallenstein & Neff
    (1987), Statistics in Medicine 6, 197-207. Tests:
    tests/analysis/quality/test_time_of_day.py, against Naus' closed form and a simulation.
    """
    groups = as_groups(interviewer, unit)
    minutes = as_known_or_missing("minute", minute)
    if minutes.shape != groups.code.shape:
        raise AnalysisError("shape", f"minutes {minutes.shape}, labels {groups.code.shape}")
    _check_windows(minutes, span=span, window=window, many=many)
    kept = np.flatnonzero(~np.isnan(minutes) & (groups.code >= 0))
    kept = kept[np.lexsort((minutes[kept], groups.code[kept]))]
    densest, gap, crowded = _scan(
        minutes[kept], groups.code[kept], groups.names.size, limits=(span, window, many)
    )
    in_burst = np.zeros(minutes.shape, dtype=np.bool_)
    in_burst[kept] = crowded
    n = groups.sizes(~np.isnan(minutes))
    return Bursts(
        unit=groups.units,
        group=groups.names,
        n=n,
        densest=densest,
        shortest_gap=gap,
        p_value=np.where(n < 2, np.nan, scan_probability(densest, n, window / span)),
        crowded=in_burst,
        missing=int(np.count_nonzero(np.isnan(minutes))),
        unknown=groups.unknown,
        method=f"most forms in any {window:g} minutes, Wallenstein-Neff approximation",
        reference="Naus 1965; Wallenstein & Neff 1987",
    )


def _check_windows(minutes: Floats, *, span: float, window: float, many: int) -> None:
    if not 0 < window <= span / 2:
        raise AnalysisError("window", f"a window of {window} in {span} minutes")
    if np.any((minutes < 0) | (minutes > span)):
        raise AnalysisError("minute_of_span", f"a minute is outside 0..{span}")
    if many < 2:
        raise AnalysisError("many", f"{many} forms make no burst", cure="use 2 or more")


def scan_probability(k: Any, n: Any, w: float) -> Floats:
    """P(some window of share `w` holds k or more of n even points); k <= 1 gives 1."""
    k, n = np.asarray(k), np.asarray(n)
    tail = 2 * stats.binom.sf(k - 1, n, w)
    chance = (k / w - n - 1) * stats.binom.pmf(k, n, w) + tail
    return np.where(k <= 1, 1.0, np.clip(chance, 0.0, 1.0))


def _scan(
    minutes: Floats, code: Places, groups: int, *, limits: tuple[float, float, int]
) -> tuple[Integers, Floats, Booleans]:
    """Densest window and least gap per group; which forms are in a crowded window."""
    span, window, many = limits
    line = minutes + code * (2 * span + 1)  # groups one after the other, far apart
    ends = np.searchsorted(line, line + window, side="right")
    inside = ends - np.arange(line.size)
    densest = np.zeros(groups, dtype=np.int64)
    np.maximum.at(densest, code, inside)
    gap = np.full(groups, np.nan)
    same = code[1:] == code[:-1]
    np.fmin.at(gap, code[1:][same], np.diff(minutes)[same])
    full = inside >= many
    steps = np.zeros(line.size + 1, dtype=np.int64)
    np.add.at(steps, np.flatnonzero(full), 1)
    np.subtract.at(steps, ends[full], 1)
    return densest, gap, np.cumsum(steps)[:-1] > 0
