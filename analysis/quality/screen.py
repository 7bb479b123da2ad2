"""One table of indicators per interviewer or counter: questions for a human, never verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, Numbers
from analysis.errors import AnalysisError
from analysis.multiple_testing import benjamini_hochberg
from analysis.quality.blanks import item_nonresponse
from analysis.quality.contrast import Contrast, compare_rates, compare_values
from analysis.quality.groups import Labels
from analysis.quality.near_duplicates import maximum_match
from analysis.quality.speed import speed
from analysis.quality.straight_lining import fast_and_identical, straight_lining


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """Indicators x groups.

    Parameters
    ----------
    unit, group : labels, shape (groups,)
    indicators : tuple of str
    value, others : float64, shape (indicators, groups)
        The group's figure, and that of the others in its unit.
    n : int64, shape (indicators, groups)
        Forms judged.
    p_value, adjusted : float64, shape (indicators, groups)
        One-sided, and adjusted over the whole table (Benjamini-Hochberg); NaN: nobody to compare.
    false_discovery_rate : float
        Of `questions`.
    not_compared, unknown : int
        Cells without a p-value; forms without interviewer or unit.
    methods, references : tuple of str
        Per indicator.
    """

    unit: Labels
    group: Labels
    indicators: tuple[str, ...]
    value: Floats
    others: Floats
    n: Integers
    p_value: Floats
    adjusted: Floats
    false_discovery_rate: float
    not_compared: int
    unknown: int
    methods: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def questions(self) -> Booleans:
        """Cells to ask about; bool, shape (indicators, groups). No form becomes invalid by it."""
        return np.asarray(self.adjusted <= self.false_discovery_rate)


def screen(
    contrasts: Sequence[tuple[str, Contrast]], *, false_discovery_rate: float = 0.05
) -> Screen:
    """Join comparisons of the same groups and adjust over all their p-values.

    Parameters
    ----------
    contrasts : sequence of (name, Contrast)
        From `compare_rates` and `compare_values` with the same interviewers and units.
    false_discovery_rate : float
        Expected share of false ones among the questions, in (0, 1).

    Raises
    ------
    AnalysisError
        `no_indicator`, `groups_differ`, `false_discovery_rate`.

    Notes
    -----
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300 (valid
    under the positive dependence of such indicators: Benjamini & Yekutieli 2001). Tests:
    tests/analysis/quality/test_screen.py.
    """
    if not contrasts:
        raise AnalysisError("no_indicator", "nothing to join")
    if not 0 < false_discovery_rate < 1:
        raise AnalysisError(
            "false_discovery_rate", f"{false_discovery_rate} is not between 0 and 1"
        )
    names, tables = tuple(name for name, _ in contrasts), [table for _, table in contrasts]
    first = tables[0]
    for table in tables[1:]:
        if not _same_groups(first, table):
            raise AnalysisError("groups_differ", "the comparisons are of different groups")
    p_value = np.stack([table.p_value for table in tables])
    return Screen(
        unit=first.unit,
        group=first.group,
        indicators=names,
        value=np.stack([table.value for table in tables]),
        others=np.stack([table.others for table in tables]),
        n=np.stack([table.n for table in tables]),
        p_value=p_value,
        adjusted=benjamini_hochberg(p_value.reshape(-1)).reshape(p_value.shape),
        false_discovery_rate=false_discovery_rate,
        not_compared=int(np.count_nonzero(np.isnan(p_value))),
        unknown=first.unknown,
        methods=tuple(table.method for table in tables),
        references=tuple(table.reference for table in tables),
    )


def screen_interviewers(
    columns: Any,
    *,
    interviewer: Any,
    unit: Any,
    duration: Numbers,
    form: Any,
    asked: Any | None = None,
    scale: int = 5,
    false_discovery_rate: float = 0.05,
) -> Screen:
    """The usual indicators: identical answers, fast, fast and identical, blanks, match.

    Parameters
    ----------
    columns, asked, scale
        As in `item_nonresponse`; items in the order of the form.
    interviewer, unit : labels, shape (n,)
        Interviewer or counter, compared with the others of the unit. Forms without one are in no
        comparison, but they count in the medians of durations and as partners.
    duration, form
        As in `speed`: seconds, and form with mode.
    false_discovery_rate : float
        As in `screen`.

    Raises
    ------
    AnalysisError
        As the functions it calls.

    Notes
    -----
    The maximum match of a form looks at the whole unit, so permuting interviewers changes
    nothing but the labels: the rank test is fair. Tests: tests/analysis/quality/test_screen.py.
    """
    who = {"interviewer": interviewer, "unit": unit}
    lines = straight_lining(columns, scale=scale)
    pace = speed(duration, form)
    blanks = item_nonresponse(columns, asked=asked, scale=scale)
    match = maximum_match(columns, unit, scale=scale).match
    both = lines.judged & pace.judged
    contrasts = [
        ("identical answers", compare_rates(lines.identical, judged=lines.judged, **who)),
        ("fast", compare_rates(pace.fast, judged=pace.judged, **who)),
        (
            "fast and identical",
            compare_rates(fast_and_identical(lines, pace.fast), judged=both, **who),
        ),
        ("share of blanks", compare_values(blanks.form_rate, **who)),
        ("no opinion", compare_values(blanks.form_no_opinion_rate, **who)),
        ("maximum percent match", compare_values(match, **who)),
    ]
    return screen(contrasts, false_discovery_rate=false_discovery_rate)


def _same_groups(one: Contrast, two: Contrast) -> bool:
    return np.array_equal(one.unit, two.unit) and np.array_equal(one.group, two.group)
