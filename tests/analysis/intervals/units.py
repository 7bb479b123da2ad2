"""The units whose intervals are tried: what a sample of each may show, and how probable it is.

A unit has two strata (usually 70 % and 30 % of its N dossiers, asked in equal numbers: deff of the
weights 1.16) or one. The outcomes of a share are **enumerated**, each with its hypergeometric
probability; those of an index of 20 items are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri
from scipy.stats import hypergeom

from analysis.arrays import Floats
from analysis.intervals.effective import pooled_ratio

LARGE_STRATUM = 0.7
POPULATIONS = (60, 300, 5000)
SIZES = (12, 20, 30, 50, 120)
SHARES = (0.90, 0.93, 0.95, 0.97, 0.99, 0.997)
ITEMS = 20
INDEX_SIZES = (12, 20, 30, 60)
INDEXES = (0.85, 0.90, 0.95, 0.98, 0.997)
CORRELATIONS = (0.3, 0.6, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Outcomes of one unit: estimates, variances, their probabilities, and the true figure."""

    n: int
    population: int
    p: Floats
    variance: Floats
    probability: Floats
    truth: float
    deff: float = 1.0
    strata: int = 1

    @property
    def df(self) -> int:
        return self.n - self.strata

    @property
    def kish_n(self) -> float:
        return self.n / self.deff

    @property
    def model_n(self) -> float:
        """n / deff of the weights, with the finite population correction."""
        return self.kish_n * (self.population - 1) / (self.population - self.n)


def strata_of(population: int, large: float) -> tuple[Floats, float]:
    """The sizes of both strata, and the deff of the weights if they are asked in equal numbers."""
    parts = np.array([large, 1 - large])
    return np.round(parts * population), float(2 * (parts**2).sum())


def share_samples(
    n: int, population: int, share: float, *, uneven: bool = False, large: float = LARGE_STRATUM
) -> Samples:
    """Every outcome of two strata; `uneven`: twice as much discontent in the small one as due."""
    strata, deff = strata_of(population, large)
    bad = round((1 - share) * population)
    small = min(round(bad * (1 - large) * (2 if uneven else 1)), int(strata[1]))
    asked, good = n // 2, strata - np.array([bad - small, small])
    x = np.arange(asked + 1)
    chances = [hypergeom.pmf(x, strata[h], good[h], asked) for h in (0, 1)]
    shares = x / asked
    spread = shares * (1 - shares) / (asked - 1)
    parts = strata / population
    factors = parts**2 * (1 - asked / strata)
    return Samples(
        n,
        population,
        np.add.outer(parts[0] * shares, parts[1] * shares).ravel(),
        np.add.outer(factors[0] * spread, factors[1] * spread).ravel(),
        np.outer(chances[0], chances[1]).ravel(),
        float(good.sum() / population),
        deff=deff,
        strata=2,
    )


def equal_share_samples(n: int, population: int, share: float) -> Samples:
    """Every outcome of a simple random sample of one stratum."""
    good = population - round((1 - share) * population)
    x = np.arange(n + 1)
    variance = (1 - n / population) * (x / n) * (1 - x / n) / (n - 1)
    chances = hypergeom.pmf(x, population, good, n)
    return Samples(n, population, x / n, variance, chances, good / population)


def share_cells(large: float = LARGE_STRATUM) -> list[Samples]:
    """The units of the first table; at most 85 % of the small stratum are asked."""
    cells = [
        share_samples(n, population, share, uneven=uneven, large=large)
        for population in POPULATIONS
        for n in SIZES
        if n / 2 <= 0.85 * (1 - large) * population
        for share in SHARES
        for uneven in (False, True)
    ]
    return [cell for cell in cells if cell.truth < 1]


def equal_share_cells() -> list[Samples]:
    """The units of the second table: more than a tenth of 60 or 300 asked, weights equal."""
    cells = [
        equal_share_samples(n, population, share)
        for population, sizes in ((60, (12, 20, 30, 50)), (300, (50, 120)))
        for n in sizes
        for share in SHARES
    ]
    return [cell for cell in cells if cell.truth < 1]


def unit_scores(
    population: int, index: float, correlation: float, rng: np.random.Generator
) -> Floats:
    """How many of N people are satisfied with 0, 1, ... 20 items, one latent satisfaction each."""
    own = rng.standard_normal((population, 1))
    item = rng.standard_normal((population, ITEMS))
    latent = np.sqrt(correlation) * own + np.sqrt(1 - correlation) * item
    return np.asarray(np.bincount((latent < ndtri(index)).sum(axis=1), minlength=ITEMS + 1))


def index_samples(n: int, strata: list[Floats], samples: int, rng: np.random.Generator) -> Samples:
    """Samples of n // 2 people from each stratum, given as counts by score."""
    score = np.arange(ITEMS + 1) / ITEMS
    sizes = np.array([people.sum() for people in strata])
    p, variance, asked = np.zeros(samples), np.zeros(samples), n // 2
    for people, size in zip(strata, sizes, strict=True):
        drawn = rng.multivariate_hypergeometric(people, asked, size=samples, method="marginals")
        mean = drawn @ score / asked
        spread = (drawn * (score - mean[:, None]) ** 2).sum(axis=1) / (asked - 1)
        part = size / sizes.sum()
        p += part * mean
        variance += part**2 * (1 - asked / size) * spread / asked
    truth = sum(people @ score for people in strata) / sizes.sum()
    even = np.full(samples, 1 / samples)
    deff = float(2 * ((sizes / sizes.sum()) ** 2).sum())
    return Samples(
        n, int(sizes.sum()), p, variance, even, float(truth), deff=deff, strata=len(strata)
    )


def index_survey(
    population: int, correlation: float, samples: int, rng: np.random.Generator
) -> list[Samples]:
    """One unit for each size and level, sampled `samples` times; sample k of all is survey k."""
    parts = strata_of(population, LARGE_STRATUM)[0].astype(int)
    return [
        index_samples(
            n, [unit_scores(part, index, correlation, rng) for part in parts], samples, rng
        )
        for n in INDEX_SIZES
        if n / 2 <= 0.85 * parts[1]
        for index in INDEXES
    ]


def survey_ratios(units: list[Samples]) -> Floats:
    """The pooled ratio of each survey, by Kish's n: of sample k of every unit."""
    p, variance = np.array([u.p for u in units]), np.array([u.variance for u in units])
    n = np.array([unit.n / unit.deff for unit in units])
    return np.array([pooled_ratio(p[:, k], variance[:, k], n) for k in range(p.shape[1])])
