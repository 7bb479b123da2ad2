"""Coverage and width of rank sets for units like those of Sóc Trăng 2021, by simulation.

Run `python -m tests.analysis.ranks.coverage`; the table stands in docs/statistics/rank-sets.md.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.intervals.effective import pooled_ratio
from analysis.ranks.arcsine import arcsine_scale
from analysis.ranks.holm import holm_rank_sets
from analysis.ranks.rank_sets import rank_sets
from analysis.ranks.sets import RankSets, places

SOC_TRANG = Path(__file__).parents[2] / "reference" / "soc_trang_2021_sipas.csv"
ITEMS = 20
#: How alike the answers of one form are; one form is then worth 20 / (1 + 19 x 0.2) = 4.2 answers.
ALIKE = 0.2

Sample = Callable[[np.random.Generator, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Measured:
    """Of one method in one design: share of samples whose set holds the true place, mean over the
    units and worst unit, and the mean number of places in a set."""

    coverage: float
    worst: float
    width: float


def true_shares() -> np.ndarray:
    with SOC_TRANG.open(encoding="utf-8") as lines:
        return np.array([float(row["sipas_pct"]) / 100 for row in csv.DictReader(lines)])


def forms(design: str, rng: np.random.Generator) -> np.ndarray:
    """Forms per unit: the number itself, or 12-140, about 52 on average."""
    if design != "12-140":
        return np.full(40, int(design))
    return np.clip(np.round(rng.lognormal(np.log(42), 0.6, 40)), 12, 140).astype(int)


def one_item(
    rng: np.random.Generator, shares: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Shares of one yes/no item, and effective n: the forms."""
    return rng.binomial(n, shares) / n, n.astype(float)


def index(
    rng: np.random.Generator, shares: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean of 20 alike items, and effective n as `index_interval` has it: from the index's own
    variance, at most r n, and r n where there is none."""
    size = 1 / ALIKE - 1
    p, v = np.ones(shares.size), np.zeros(shares.size)
    for j in np.flatnonzero(shares < 1):
        of_form = rng.beta(shares[j] * size, (1 - shares[j]) * size, n[j])
        answers = rng.binomial(ITEMS, of_form) / ITEMS
        p[j], v[j] = answers.mean(), answers.var(ddof=1) / n[j]
    v[p >= 1 - 1e-12] = 0
    cap = min(5.0, pooled_ratio(p, v, n)) * n
    ratio = p * (1 - p) / np.where(v > 0, v, 1)
    return p, np.where(v > 0, np.minimum(ratio, cap), cap)


def measure(
    design: str, sample: Sample, *, samples: int, seed: int, draws: int
) -> tuple[Measured, Measured]:
    """MRSW sets and Holm sets, marginal, at 95 %."""
    rng = np.random.default_rng(seed)
    shares = true_shares()
    truth = places(shares)
    n = forms(design, rng)
    found: tuple[list[RankSets], list[RankSets]] = ([], [])
    for k in range(samples):
        scale = arcsine_scale(*sample(rng, shares, n))
        found[0].append(rank_sets(scale.estimate, scale.variance, draws=draws, seed=k))
        found[1].append(holm_rank_sets(scale.estimate, scale.variance))
    return _summary(found[0], truth), _summary(found[1], truth)


def _summary(sets: list[RankSets], truth: np.ndarray) -> Measured:
    low, high = np.array([s.low for s in sets]), np.array([s.high for s in sets])
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    return Measured(covered.mean(), covered.min(), (high - low + 1).mean())


if __name__ == "__main__":
    for name, sample in (("one item", one_item), ("index", index)):
        for design in ("12-140", "300", "1000"):
            mrsw, holm = measure(design, sample, samples=400, seed=2021, draws=4_000)
            print(name, design, mrsw, holm, flush=True)
