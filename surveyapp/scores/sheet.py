"""The table of points as people fill it in: what `read_scores` reads back without a change."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.scores.queries import Scores
from surveyapp.scores.reading import MAXIMUM_COLUMN, NAME_COLUMN, UNIT_COLUMN, vi


def score_sheet(definition: ProgrammeDefinition, scores: Scores) -> str:
    """One row per unit in list order; semicolons and decimal commas, as Excel writes them here."""
    parts = [part.code for part in definition.parts if part.kind == "imported"]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([UNIT_COLUMN, NAME_COLUMN, MAXIMUM_COLUMN, *parts])
    for unit in definition.units:
        figures = [scores.maxima.get(unit.code)]
        figures += [scores.points.get((unit.code, part)) for part in parts]
        writer.writerow([unit.code, unit.name, *(_cell(figure) for figure in figures)])
    return text.getvalue()


def _cell(value: Decimal | None) -> str:
    return "" if value is None else vi(value)
