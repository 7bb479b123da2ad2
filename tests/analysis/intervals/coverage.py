"""How often each interval holds the true figure, and how wide it is.

`python -m tests.analysis.intervals.coverage` prints the tables of
docs/statistics/interval-coverage.md. The coverage of a share is exact, that of an index simulated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats
from analysis.intervals.clopper_pearson import clopper_pearson
from analysis.intervals.counts import jeffreys
from analysis.intervals.effective import effective_n
from analysis.intervals.interval import Interval
from analysis.intervals.korn_graubard import korn_graubard
from analysis.intervals.recommended import index_interval, share_interval
from analysis.intervals.transformed import arcsine_interval, logit_interval, wald
from analysis.intervals.wilson import wilson
from tests.analysis.intervals.units import (
    CORRELATIONS,
    POPULATIONS,
    Samples,
    equal_share_cells,
    index_survey,
    share_cells,
    survey_ratios,
)

SEED = 20_260_101
REPEATS, DRAWS = 8, 500
LARGE_STRATA = (0.5, 0.7, 0.8, 0.9, 0.95)


Method = Callable[[Samples], Interval]


def certain_at_the_edge(interval: Interval, p: Floats) -> Interval:
    """[1, 1] where a method has no interval at 100 %, as R's figures are printed."""
    low = np.where(np.isnan(interval.low), p, interval.low)
    high = np.where(np.isnan(interval.high), p, interval.high)
    return Interval(low, high, interval.level, interval.method, interval.reference)


def worth(s: Samples, most: float) -> Floats:
    """p (1-p)/v, at most `most`; `most` where v = 0 (n, if there is no bound)."""
    instead = most if np.isfinite(most) else s.n
    return np.minimum(effective_n(s.p, s.variance, at_zero_variance=instead), most)


SHARE_METHODS: dict[str, Method] = {
    "Wald t": lambda s: wald(s.p, s.variance, df=s.df),
    "logit": lambda s: certain_at_the_edge(logit_interval(s.p, s.variance, df=s.df), s.p),
    "arcsine": lambda s: certain_at_the_edge(arcsine_interval(s.p, s.variance, df=s.df), s.p),
    "Jeffreys, n / deff Kish, FPC": lambda s: jeffreys(s.p * s.model_n, s.model_n),
    "Wilson z, n_eff": lambda s: wilson(s.p, worth(s, np.inf)),
    "Wilson z, n_eff <= n": lambda s: wilson(s.p, worth(s, s.n)),
    "Wilson z, n / deff Kish, FPC": lambda s: wilson(s.p, s.model_n),
    "Korn-Graubard": lambda s: korn_graubard(s.p, s.variance, s.n, df=s.df, capped=False),
    "Korn-Graubard, n_eff <= n": lambda s: korn_graubard(s.p, s.variance, s.n, df=s.df),
    "Clopper-Pearson, n / deff Kish, FPC": lambda s: clopper_pearson(s.p * s.model_n, s.model_n),
    "**share_interval**": lambda s: (
        share_interval(
            s.p, s.variance, s.n, s.df, kish_n=s.kish_n, population=s.population
        ).interval
    ),
}


def coverage_and_width(samples: Samples, interval: Interval) -> tuple[float, float]:
    """Chance that the interval holds the truth, and its expected width."""
    held = (interval.low <= samples.truth + 1e-12) & (interval.high >= samples.truth - 1e-12)
    width = interval.high - interval.low
    return float(samples.probability @ held), float(samples.probability @ width)


INDEX_METHODS: dict[str, Callable[[Samples, Floats], Interval]] = {
    "Wald t": lambda s, _: wald(s.p, s.variance, df=s.df),
    "logit": lambda s, _: certain_at_the_edge(logit_interval(s.p, s.variance, df=s.df), s.p),
    "Wilson t, n_eff": lambda s, _: wilson(s.p, worth(s, np.inf), df=s.df),
    "Korn-Graubard": lambda s, _: korn_graubard(s.p, s.variance, s.n, df=s.df, capped=False),
    "Korn-Graubard, n_eff <= n": lambda s, _: korn_graubard(s.p, s.variance, s.n, df=s.df),
    "Wilson t, n_eff <= 5n": lambda s, _: wilson(s.p, worth(s, 5 * s.n), df=s.df),
    "**index_interval**": lambda s, ratios: (
        index_interval(s.p, s.variance, s.n, s.df, ratio=ratios, kish_n=s.n / s.deff).interval
    ),
}


def line(name: str, results: list[tuple[float, float]]) -> str:
    """Mean and worst coverage, mean width."""
    coverage, width = np.array(results).T
    return f"| {name} | {coverage.mean():.3f} | {coverage.min():.3f} | {width.mean():.3f} |"


def share_table(cells: list[Samples]) -> list[str]:
    """One line per method."""
    return [
        line(name, [coverage_and_width(cell, method(cell)) for cell in cells])
        for name, method in SHARE_METHODS.items()
    ]


def sizes_table(sizes: list[int], results: list[tuple[float, float]]) -> list[str]:
    """One line per number of answers, for one method."""
    return [
        line(f"n = {n}", [found for size, found in zip(sizes, results, strict=True) if size == n])
        for n in sorted(set(sizes))
    ]


@dataclass(slots=True)
class IndexResults:
    """Coverage and width by method, one entry per unit, and the units' numbers of forms."""

    found: dict[str, list[tuple[float, float]]]
    sizes: list[int]


def index_results(repeats: int, samples: int) -> IndexResults:
    """Each unit with `repeats` populations of its kind, each sampled `samples` times."""
    rng = np.random.default_rng(SEED)
    results = IndexResults({name: [] for name in INDEX_METHODS}, [])
    for population in POPULATIONS:
        for correlation in CORRELATIONS:
            surveys = [index_survey(population, correlation, samples, rng) for _ in range(repeats)]
            ratios = [survey_ratios(units) for units in surveys]
            results.sizes += [unit.n for unit in surveys[0]]
            for name, method in INDEX_METHODS.items():
                results.found[name] += [
                    mean_result(method, same, ratios) for same in zip(*surveys, strict=True)
                ]
    return results


def mean_result(
    method: Callable[[Samples, Floats], Interval], units: tuple[Samples, ...], ratios: list[Floats]
) -> tuple[float, float]:
    """Mean coverage and width over populations of one kind."""
    pairs = zip(units, ratios, strict=True)
    coverage, width = np.mean([coverage_and_width(u, method(u, r)) for u, r in pairs], axis=0)
    return float(coverage), float(width)


def weights_table() -> list[str]:
    """Two caps of n_eff side by side as the weights of the two strata grow apart."""
    rows = []
    for large in LARGE_STRATA:
        cells = share_cells(large)
        for name in ("Korn-Graubard, n_eff <= n", "**share_interval**"):
            method = SHARE_METHODS[name]
            results = [coverage_and_width(cell, method(cell)) for cell in cells]
            rows.append(line(f"{cells[0].deff:.2f} | {name}", results))
    return rows


def main() -> None:
    print(f"seed {SEED}; {REPEATS} populations x {DRAWS} samples for each unit of the index table")
    name = "**share_interval**"
    for cells in (share_cells(), equal_share_cells()):
        print(f"\nshare, {len(cells)} units", *share_table(cells), sep="\n")
        results = [coverage_and_width(cell, SHARE_METHODS[name](cell)) for cell in cells]
        print("", *sizes_table([cell.n for cell in cells], results), sep="\n")
    print("\nweights", *weights_table(), sep="\n")
    results_of_index = index_results(REPEATS, DRAWS)
    found, sizes = results_of_index.found, results_of_index.sizes
    print(f"\nindex, {len(sizes)} units", *[line(*each) for each in found.items()], sep="\n")
    print("", *sizes_table(sizes, found["**index_interval**"]), sep="\n")


if __name__ == "__main__":
    main()
