"""A simulated survey: 22 items, 40 units x 2 channels, age and sex, one answer in fifty blank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.cube import FIVE_POINT, CountCube, cube_from_columns
from analysis.shares import ScoredItem
from analysis.tree import Content, Factor, IndexTree

ITEMS = tuple(f"q{number:02d}" for number in range(1, 23))
PARTS = {"F1": (0, 4), "F2": (4, 9), "F3": (9, 14), "F4": (14, 18), "F5": (18, 22)}
TREE = IndexTree(
    (Content("all", tuple(Factor(code, ITEMS[a:b]) for code, (a, b) in PARTS.items())),)
)
SCORED = tuple(ScoredItem(form, item, item) for form in ("c", "o") for item in ITEMS)
MARGINS = ("unit", "channel", "age", "sex")
SIZES = (40, 2, 5, 2)
LABELS = {
    "unit": [f"u{place:02d}" for place in range(40)],
    "channel": ["c", "o"],
    "age": list("01234"),
    "sex": ["f", "m"],
}


@dataclass(frozen=True)
class Survey:
    """n responses in the order in which they came. `codes` has shape (22, n); the others (n,)."""

    codes: np.ndarray
    unit: np.ndarray
    channel: np.ndarray
    age: np.ndarray
    sex: np.ndarray

    @property
    def n(self) -> int:
        return self.codes.shape[1]

    @cached_property
    def stratum(self) -> np.ndarray:
        return self.unit * 2 + self.channel

    @cached_property
    def population(self) -> np.ndarray:
        """N_h: ten dossiers for each response."""
        return 10.0 * np.bincount(self.stratum, minlength=80)

    @cached_property
    def totals(self) -> dict[str, np.ndarray]:
        """Population totals that the sample misses by a few percent, as samples do."""
        whole = self.population.sum()
        found = {}
        for name, size in zip(MARGINS, SIZES, strict=True):
            counts = np.bincount(getattr(self, name), minlength=size)
            tilted = counts * np.linspace(0.9, 1.1, size)
            found[name] = tilted * whole / tilted.sum()
        return found

    @cached_property
    def cells(self) -> list[tuple[str, ...]]:
        """unit, form, channel, age, sex; a form for each channel."""
        return [
            (f"u{unit:02d}", "co"[channel], "co"[channel], str(age), "fm"[sex])
            for unit, channel, age, sex in np.ndindex(*SIZES)
        ]

    @cached_property
    def cell(self) -> np.ndarray:
        """The place of each response's cell."""
        return ((self.unit * 2 + self.channel) * 5 + self.age) * 2 + self.sex

    def cube(self) -> CountCube:
        return cube_from_columns(
            self.codes,
            self.cell,
            dimensions=("unit", "form", "channel", "age", "sex"),
            cells=self.cells,
            items=ITEMS,
            scales=(FIVE_POINT,) * len(ITEMS),
        )


def simulate(n: int) -> Survey:
    """Answers hang on the unit and on the person, so that items of a form are alike."""
    random = np.random.default_rng(n)
    unit, channel, age, sex = (random.integers(0, size, n) for size in SIZES)
    mood = random.normal(0, 0.6, n) + np.linspace(0.0, 1.4, 40)[unit]
    codes = np.empty((len(ITEMS), n), dtype=np.uint8)
    edges = np.array([-2.2, -1.6, -0.8, 0.9])
    for row in codes:
        row[:] = 1 + np.searchsorted(edges, mood + random.normal(0, 1, n))
        row[random.random(n) < 0.02] = 0
    return Survey(codes, unit, channel, age, sex)
