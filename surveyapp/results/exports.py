"""Results as CSV and JSON with figures of full precision. Commands only: it rounds with `analysis`.

A figure has 20 significant digits with a decimal point; an empty cell is chưa xác định. Every row
says whether figures are weighted and answers simulated. What is added later stands before these
two, so that a column never changes its place.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from analysis.rounding import round_significant
from surveyapp.results.models import Result
from surveyapp.results.rows import GroupTable, NodeRow, PrecisionRow, ResultView, UnitRow

SIGNIFICANT_DIGITS = 20

#: Every satisfaction table begins with these.
UNIT_COLUMNS = ("group", "rank", "unit", "name", "n", "index", "points", "max_points")
_COUNTS = ("satisfied", "valid", "blank", "no_opinion", "unknown")
_NODE = ("n", "satisfied", "blank", "no_opinion", "index")
_PRECISION = ("effective_n", "standard_error", "low", "high")
_UNIT_LAST = ("rank_low", "rank_high", "band", "population", "interval_rule")
_LAST = ("weighted", "simulated")

Cell = str | int
Row = list[Cell]


def figure(value: Fraction | None) -> str:
    """An exact figure for a machine: `93.75`, `66.666666666666666667`; empty for None."""
    return "" if value is None else f"{round_significant(value, SIGNIFICANT_DIGITS):f}"


def unit_csv(view: ResultView) -> str:
    """One row per unit: index, points, and the answers that they rest on."""
    rows = (
        (row, [*_unit(group, row), *_counts(row), *_precision(row.precision), *_places(row)])
        for group, row in _units(view)
    )
    return _csv(view, (*UNIT_COLUMNS, *_COUNTS, *_PRECISION, *_UNIT_LAST), rows)


def factor_csv(view: ResultView) -> str:
    """One row per unit and factor."""
    columns = (*UNIT_COLUMNS, "factor", "factor_name", *_node_columns("factor"))
    return _csv(view, columns, _nodes(view, lambda unit: unit.factors, lambda node: [node.code]))


def criterion_csv(view: ResultView) -> str:
    """One row per unit and criterion."""
    columns = (*UNIT_COLUMNS, "factor", "criterion", "criterion_name")
    rows = _nodes(view, lambda unit: unit.criteria, lambda node: [node.factor, node.code])
    return _csv(view, (*columns, *_node_columns("criterion")), rows)


def score_csv(view: ResultView) -> str:
    """One row per unit: the parts of the reform score, its total, index, class and place."""
    columns = ("group", "rank", "unit", "name", "n", *view.parts)
    return _csv(view, (*columns, "total", "max_points", "par_index", "class"), _scores(view))


def result_json(result: Result) -> str:
    """The sealed document as it is stored, all levels, with what it was computed from."""
    return json.dumps(
        {
            "computed_at": result.computed_at.isoformat(),
            "snapshot_revision": result.snapshot_revision,
            "ledger_position": result.ledger_position,
            "scores_hash": result.scores_hash,
            "seal": result.seal,
            "document": result.document,
        },
        ensure_ascii=False,
        indent=2,
        sort_keys=True,
    )


def _units(view: ResultView) -> Iterator[tuple[GroupTable, UnitRow]]:
    return ((group, row) for group in view.groups for row in group.by_index)


def _unit(group: GroupTable, row: UnitRow) -> Row:
    place: Cell = "" if row.rank is None else row.rank
    figures = [figure(value) for value in (row.index, row.points, row.max_points)]
    return [group.code, place, row.code, row.name, row.n, *figures]


def _counts(row: UnitRow) -> Row:
    return [row.satisfied, row.valid, row.blank, row.no_opinion, row.unknown or ""]


def _precision(found: PrecisionRow | None) -> Row:
    if found is None:
        return [""] * len(_PRECISION)
    values = (found.effective_n, found.standard_error, found.low, found.high)
    return [figure(value) for value in values]


def _places(row: UnitRow) -> Row:
    places, population = row.places, row.weighting.population
    low, high = ("" if place is None else place for place in (places.low, places.high))
    rule = row.precision.rule if row.precision else ""
    return [low, high, places.band or "", population or "", rule]


def _node_columns(level: str) -> tuple[str, ...]:
    return tuple(f"{level}_{name}" for name in (*_NODE, *_PRECISION, "interval_rule"))


def _nodes(
    view: ResultView,
    nodes: Callable[[UnitRow], Sequence[NodeRow]],
    codes: Callable[[NodeRow], list[str]],
) -> Iterator[tuple[UnitRow, Row]]:
    for group, row in _units(view):
        for node in nodes(row):
            counts: Row = [node.n, node.satisfied, node.blank, node.no_opinion, figure(node.index)]
            rule = node.precision.rule if node.precision else ""
            sure: Row = [*_precision(node.precision), rule]
            yield row, [*_unit(group, row), *codes(node), node.name, *counts, *sure]


def _scores(view: ResultView) -> Iterator[tuple[UnitRow, Row]]:
    for group in view.groups:
        for row in group.by_score:
            score = row.score
            place: Cell = "" if score.rank is None else score.rank
            values = [*score.parts.values(), score.total, score.max_points, score.index]
            figures = [figure(value) for value in values]
            yield row, [group.code, place, row.code, row.name, row.n, *figures, score.grade]


def _csv(view: ResultView, columns: Sequence[str], rows: Iterator[tuple[UnitRow, Row]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, *_LAST])
    for unit, row in rows:
        last = (unit.weighting.weighted, view.simulated)
        writer.writerow([*row, *(str(label).lower() for label in last)])
    return text.getvalue()
