"""The figures of intervals.json, and how near to them an interval is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.intervals.interval import Interval

FILE = Path(__file__).parents[1] / "reference" / "intervals.json"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text("utf-8"))["expected"]


def having(part: str, figure: str) -> list[dict[str, Any]]:
    """The cases of one part in which R has the figure."""
    cases = EXPECTED[part]
    return [case for case in cases if case[figure] and None not in np.ravel(case[figure])]


def column(cases: list[dict[str, Any]], name: str) -> np.ndarray:
    """One figure of all cases as an array; "Inf" is infinite."""
    return np.array([float(case[name]) for case in cases])


def agree(interval: Interval, cases: list[dict[str, Any]], figure: str, rel: float = 1e-10) -> None:
    """All limits equal those of R, which keeps 15 digits; ends of 0 are compared to 1e-15."""
    assert cases
    limits = np.array([case[figure] for case in cases], dtype=float)
    assert interval.low == pytest.approx(limits[:, 0], rel=rel, abs=1e-15)
    assert interval.high == pytest.approx(limits[:, 1], rel=rel, abs=1e-15)
