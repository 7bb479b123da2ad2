"""The reference figures of tests/analysis/reference/sampling.R."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def from_r(part: str) -> Any:
    path = Path(__file__).parents[1] / "reference" / "sampling.json"
    return json.loads(path.read_text(encoding="utf-8"))["expected"][part]
