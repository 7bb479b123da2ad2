"""Quick ratings of each unit: how many, and the share satisfied (M18). Worker and commands only.

They stand beside the index and are no part of it: no weights, no places, no comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.cube import CountCube
from analysis.intervals.recommended import share_interval
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.results.precision import LEVEL, Precision, precision_at


@dataclass(frozen=True, slots=True)
class QuickRating:
    """Valid responses `n` of one form, and the `satisfied` among the `valid` answers."""

    form: str
    n: int
    satisfied: int
    valid: int
    precision: Precision

    @property
    def share(self) -> Fraction | None:
        """The percentage satisfied, None without valid answers (M6)."""
        return Fraction(100 * self.satisfied, self.valid) if self.valid else None


def quick_ratings(
    cube: CountCube, forms: Sequence[QuestionnaireDefinition]
) -> dict[str, list[QuickRating]]:
    """By unit code, forms in link order; a unit without quick ratings is left out.

    The interval is that of a simple random sample of answers from a large population: the one a
    criterion of a unit without weights gets (M15, M16).
    """
    found: dict[str, list[QuickRating]] = {}
    for form in forms:
        if form.purpose == "quick":
            for unit, rating in _of_form(cube, form):
                found.setdefault(unit, []).append(rating)
    return found


def _of_form(cube: CountCube, form: QuestionnaireDefinition) -> Iterator[tuple[str, QuickRating]]:
    (item,) = form.counted_items
    place = cube.items.index(item.id)
    scale = cube.scales[place]
    cells: dict[str, list[int]] = {}
    keys = zip(cube.labels("unit"), cube.labels("form"), strict=True)
    for cell, (unit, code) in enumerate(keys):
        if code == form.code:
            cells.setdefault(unit, []).append(cell)
    units = list(cells)
    counts = {unit: cube.counts[cells[unit], place].sum(axis=0).tolist() for unit in units}
    valid = {unit: sum(counts[unit][code] for code in scale.valid) for unit in units}
    satisfied = {unit: sum(counts[unit][code] for code in scale.satisfied) for unit in units}
    precisions = _precisions(units, valid, satisfied)
    for unit in units:
        n = int(cube.responses[cells[unit]].sum())
        if n:
            yield unit, QuickRating(form.code, n, satisfied[unit], valid[unit], precisions[unit])


def _precisions(
    units: Sequence[str], valid: Mapping[str, int], satisfied: Mapping[str, int]
) -> dict[str, Precision]:
    n = np.array([valid[unit] for unit in units], dtype=np.float64)
    counted = np.array([satisfied[unit] for unit in units], dtype=np.float64)
    share = np.divide(counted, n, out=np.full(len(units), np.nan), where=n > 0)
    variance = np.divide(share * (1 - share), n - 1, out=np.full(len(units), np.nan), where=n > 1)
    intervals = share_interval(share, variance, n, n - 1, kish_n=n, level=LEVEL)
    return {unit: precision_at(intervals, n, (place,)) for place, unit in enumerate(units)}
