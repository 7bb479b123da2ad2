"""The simulated survey as packed answers, and what R found in it."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True)
class Forms:
    columns: np.ndarray
    unit: np.ndarray
    interviewer: np.ndarray
    channel: np.ndarray
    duration: np.ndarray
    population: np.ndarray

    @property
    def score(self) -> np.ndarray:
        points = np.where(self.columns > 0, self.columns, np.nan)
        return np.nanmean(points, axis=0)


@pytest.fixture(scope="session")
def forms() -> Forms:
    with (REFERENCE / "sipas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = [f"q{number:02d}" for number in range(1, 21)]
    columns = np.array([[int(row[item] or 0) for row in rows] for item in items], dtype=np.uint8)
    labels = {
        name: np.array([row[name].replace("NA", "") for row in rows])
        for name in ("unit", "interviewer", "channel")
    }
    numbers = {name: np.array([float(row[name]) for row in rows]) for name in ("duration", "N_h")}
    return Forms(columns=columns, duration=numbers["duration"], population=numbers["N_h"], **labels)


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    text = (REFERENCE / "quality.json").read_text(encoding="utf-8")
    return json.loads(text)["expected"]


def as_array(values: list[Any]) -> np.ndarray:
    """R's null and "NA" as NaN."""
    return np.array([np.nan if v is None or v == "NA" else v for v in values], dtype=np.float64)
