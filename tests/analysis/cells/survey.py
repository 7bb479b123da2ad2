"""The simulated survey of tests/analysis/reference as a count cube."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np

from analysis.cube import FIVE_POINT, CountCube, cube_from_columns
from analysis.shares import ScoredItem
from analysis.tree import Content, Factor, IndexTree

REFERENCE = Path(__file__).parents[1] / "reference"
ITEMS = tuple(f"q{number:02d}" for number in range(1, 21))
FACTORS = {"F1": (0, 4), "F2": (4, 8), "F3": (8, 13), "F4": (13, 17), "F5": (17, 20)}
TREE = IndexTree(
    (Content("all", tuple(Factor(code, ITEMS[a:b]) for code, (a, b) in FACTORS.items())),)
)
SCORED = tuple(ScoredItem("01", item, item) for item in ITEMS)
DIMENSIONS = ("unit", "form", "channel", "age", "sex")


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (REFERENCE / "sipas.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def population() -> tuple[dict[str, str], ...]:
    with (REFERENCE / "sipas_population.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def survey_cube() -> CountCube:
    labels = [tuple("01" if name == "form" else row[name] for name in DIMENSIONS) for row in rows()]
    cells = sorted(set(labels))
    place = {cell: number for number, cell in enumerate(cells)}
    columns = np.array([[int(row[item] or 0) for row in rows()] for item in ITEMS], dtype=np.uint8)
    return cube_from_columns(
        columns,
        np.array([place[label] for label in labels], dtype=np.intp),
        dimensions=DIMENSIONS,
        cells=cells,
        items=ITEMS,
        scales=(FIVE_POINT,) * len(ITEMS),
    )


@cache
def strata_sizes() -> dict[tuple[str, ...], int]:
    """N_h by unit and channel."""
    return {(row["unit"], row["channel"]): int(row["N_h"]) for row in rows()}


def base_weights() -> np.ndarray:
    """N_h / n_h of each cell."""
    cube = survey_cube()
    keys = list(zip(cube.labels("unit"), cube.labels("channel"), strict=True))
    sampled = Counter(dict.fromkeys(keys, 0))
    for key, n in zip(keys, cube.responses.tolist(), strict=True):
        sampled[key] += n
    return np.array([strata_sizes()[key] / sampled[key] for key in keys])


def margin_totals(name: str) -> dict[str, float]:
    totals: dict[str, float] = {}
    for row in population():
        totals[row[name]] = totals.get(row[name], 0.0) + float(row["N"])
    return totals
