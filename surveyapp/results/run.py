"""One run of the method: counts, points and settings in, exact figures out. No database here.

Worker and commands only: it calls the statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from analysis.classes import classify
from analysis.cube import CountCube
from analysis.index import UnitIndex, unit_indexes
from analysis.method import IndexMethod, Populations
from analysis.par import Mean, ParIndex, mean_of, par_index
from analysis.points import Precision, as_seen, converted_points
from analysis.ranking import Place, Ties, rank
from analysis.shares import ScoredItem
from analysis.tree import IndexTree
from analysis.weights.unit_classes import DossierCounts, UnitClasses, unit_classes
from analysis.weights.unit_weighting import UnitWeighting
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.questionnaires.definition import QuestionnaireDefinition
from surveyapp.results.precision import Uncertainty, uncertainty_of
from surveyapp.results.quick import QuickRating, quick_ratings
from surveyapp.results.scoring import bands, index_method, index_tree, scored_items
from surveyapp.scores.queries import Scores


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a result follows from. `cube` holds the forms of the index only."""

    definition: ProgrammeDefinition
    forms: Sequence[QuestionnaireDefinition]
    cube: CountCube
    #: The quick ratings, which take no part in the index (M18).
    quick: CountCube
    scores: Scores
    #: By unit and form, for `combine_forms: per_form`.
    populations: Populations
    #: By unit, channel and field, for weights.
    dossiers: DossierCounts


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Index, points and reform score of one unit, with its places in its group."""

    index: UnitIndex
    points: Fraction | None
    max_points: Decimal | None
    place: Place
    parts: Mapping[str, Fraction | None]
    score: ParIndex
    grade: str | None
    score_place: Place


@dataclass(frozen=True, slots=True)
class Figures:
    """All units, and the means by group code; `""` is the mean of all units."""

    units: Mapping[str, UnitFigures]
    weighting: Mapping[str, UnitWeighting]
    uncertainty: Uncertainty
    #: By unit code; only units that have any.
    quick: Mapping[str, Sequence[QuickRating]]
    index_means: Mapping[str, Mean]
    score_means: Mapping[str, Mean]


def compute_figures(inputs: Inputs) -> Figures:
    """Run the method of the programme (docs/method.md).

    Raises analysis.errors.AnalysisError where the inputs contradict each other.
    """
    definition, method = inputs.definition, inputs.definition.method
    classes, scheme = _classes(inputs), _scheme(inputs)
    indexes = _indexes(inputs, scheme, classes)
    maxima = {unit.code: _maximum(definition, unit.group) for unit in definition.units}
    points = {
        code: converted_points(
            row.percent,
            maxima[code],
            precision=Precision(method.points_from),
            digits=method.decimals,
        )
        for code, row in indexes.items()
    }
    parts = {code: _parts(inputs, code, points[code]) for code in indexes}
    scores = {code: par_index(parts[code], inputs.scores.maxima.get(code)) for code in indexes}
    places = _places(definition, lambda code: indexes[code].percent)
    score_places = _places(definition, lambda code: scores[code].percent)
    units = {
        code: UnitFigures(
            index=indexes[code],
            points=points[code],
            max_points=maxima[code],
            place=places[code],
            parts=parts[code],
            score=scores[code],
            grade=_grade(definition, scores[code].percent),
            score_place=score_places[code],
        )
        for code in indexes
    }
    return Figures(
        units,
        classes.units,
        _uncertainty(inputs, scheme, classes),
        quick_ratings(inputs.quick, inputs.forms),
        _means(definition, lambda code: indexes[code].percent),
        _means(definition, lambda code: scores[code].percent),
    )


class _Scheme(NamedTuple):
    """The programme in the words of the statistics."""

    tree: IndexTree
    items: Sequence[ScoredItem]
    method: IndexMethod


def _scheme(inputs: Inputs) -> _Scheme:
    method = inputs.definition.method
    return _Scheme(
        index_tree(inputs.definition.index),
        list(scored_items(inputs.forms, satisfied=method.satisfied)),
        index_method(method),
    )


def _classes(inputs: Inputs) -> UnitClasses:
    """Weighting classes (M14); none where the programme wants no weights."""
    method = inputs.definition.method
    return unit_classes(
        inputs.cube,
        inputs.dossiers if method.weighting == "population" else {},
        units=[unit.code for unit in inputs.definition.units],
        smallest_class=method.smallest_class,
    )


def _indexes(inputs: Inputs, scheme: _Scheme, classes: UnitClasses) -> dict[str, UnitIndex]:
    """Exact indexes, weighted where any unit is (M13)."""
    weighted = any(unit.classes for unit in classes.units.values())
    rows = unit_indexes(
        inputs.cube,
        scheme.tree,
        scheme.items,
        units=[unit.code for unit in inputs.definition.units],
        method=scheme.method,
        populations=inputs.populations,
        weights=classes.weights if weighted else None,
    )
    return {row.unit: row for row in rows}


def _uncertainty(inputs: Inputs, scheme: _Scheme, classes: UnitClasses) -> Uncertainty:
    definition = inputs.definition
    return uncertainty_of(
        inputs.cube,
        classes,
        scheme.tree,
        scheme.items,
        method=scheme.method,
        populations=inputs.populations,
        groups=[
            [unit.code for unit in definition.group_units(group.code)]
            for group in definition.groups
        ],
    )


def _maximum(definition: ProgrammeDefinition, group: str) -> Decimal | None:
    part = definition.index_part
    return part.max_points.get(group) if part else None


def _parts(inputs: Inputs, unit: str, points: Fraction | None) -> dict[str, Fraction | None]:
    """Points by part in the order of the programme; what nobody imported is unknown (M6)."""
    parts: dict[str, Fraction | None] = {}
    for part in inputs.definition.parts:
        imported = inputs.scores.points.get((unit, part.code))
        known = None if imported is None else Fraction(imported)
        parts[part.code] = points if part.kind == "sipas" else known
    return parts


def _places(
    definition: ProgrammeDefinition, figure: Callable[[str], Fraction | None]
) -> dict[str, Place]:
    """The place of every unit inside its group (M8)."""
    method = definition.method
    return {
        place.unit: place
        for group in definition.groups
        for place in rank(
            [(unit.code, figure(unit.code)) for unit in definition.group_units(group.code)],
            ties=Ties(method.ties),
            precision=Precision(method.rank_by),
            digits=method.decimals,
        )
    }


def _grade(definition: ProgrammeDefinition, percent: Fraction | None) -> str | None:
    """The class of a score, by the figure that ranks are compared by (M12)."""
    method = definition.method
    if not definition.classes:
        return None
    seen = as_seen(percent, precision=Precision(method.rank_by), digits=method.decimals)
    return classify(seen, bands(definition.classes))


def _means(
    definition: ProgrammeDefinition, figure: Callable[[str], Fraction | None]
) -> dict[str, Mean]:
    """Means of unit figures, by group and of all units (M11)."""
    means = {
        group.code: mean_of([figure(unit.code) for unit in definition.group_units(group.code)])
        for group in definition.groups
    }
    means[""] = mean_of([figure(unit.code) for unit in definition.units])
    return means
