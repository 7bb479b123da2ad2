"""The simulated survey of tests/analysis/reference, as the reference script weights.R reads it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from analysis.arrays import Floats
from analysis.weights.margins import Margin

FOLDER = Path(__file__).parents[1] / "reference"
NAMES = ("unit", "channel", "age", "sex")

Rows = list[dict[str, str]]


def rows(name: str) -> Rows:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "weights.json").read_text())["expected"]
    return found


SIPAS, POPULATION = rows("sipas"), rows("sipas_population")


def column(table: Rows, name: str) -> Floats:
    return np.array([float(row[name]) for row in table])


def labels(name: str) -> list[str]:
    return [row[name] for row in SIPAS]


def base_weights() -> Floats:
    """N_h / answers of the stratum, times a factor that differs between rows."""
    _, strata = np.unique(labels("stratum"), return_inverse=True)
    answers = np.bincount(strata)[strata]
    return column(SIPAS, "N_h") / answers * (0.7 + (column(SIPAS, "id") % 7) / 10)


def margins(*names: str) -> tuple[Margin, ...]:
    return tuple(Margin.of(name, labels(name), totals(name)) for name in names or NAMES)


def totals(name: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in POPULATION:
        found[row[name]] = found.get(row[name], 0.0) + float(row["N"])
    return found


def duration_total() -> float:
    return 270.0 * float(column(POPULATION, "N").sum())
