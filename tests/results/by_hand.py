"""Index, standard error and interval response by response, from the textbook, for the tests.

Nothing of `analysis` is used. A response is (form, criteria answered 0 or 1); a class is the
responses that share a weight, a stratum is a list of classes with its number of dossiers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import t as student

#: The form, and for each criterion with a valid answer whether it is satisfied.
Answered = tuple[str, Mapping[str, int]]


@dataclass(frozen=True)
class Class:
    """Responses of one weight; `population` None: not weighted."""

    responses: Sequence[Answered]
    population: int | None

    @property
    def weight(self) -> float:
        return 1.0 if self.population is None else self.population / len(self.responses)


#: Classes by stratum.
Design = Sequence[Sequence[Class]]


@dataclass(frozen=True)
class Figure:
    """Shares, not percent."""

    index: float
    variance: float
    n: int
    df: int
    #: (sum w)^2 / sum w^2 over the responses.
    kish: float


def figure(
    design: Design, criteria: Sequence[str], *, forms: Mapping[str, int] | None = None
) -> Figure:
    """The mean of the criteria; with `forms`, of one index per form by their dossiers."""
    index = 0.0
    scores: dict[int, float] = {}
    groups = (
        [(None, 1.0)] if forms is None else [(f, n / sum(forms.values())) for f, n in forms.items()]
    )
    everybody = [(r, c.weight) for stratum in design for c in stratum for r in c.responses]
    for form, part in groups:
        mine = [(r, w) for r, w in everybody if form is None or r[0] == form]
        known = [c for c in criteria if any(c in r[1] for r, _ in mine)]
        for criterion in known:
            valid = math.fsum(w for r, w in mine if criterion in r[1])
            share = math.fsum(w * r[1].get(criterion, 0) for r, w in mine) / valid
            index += part * share / len(known)
            for r, _ in mine:
                if criterion in r[1]:
                    z = part * (r[1][criterion] - share) / valid / len(known)
                    scores[id(r)] = scores.get(id(r), 0.0) + z
    variance = math.fsum(_stratum_variance(stratum, scores) for stratum in design)
    n = len(everybody)
    weights = [w for _, w in everybody]
    kish = math.fsum(weights) ** 2 / math.fsum(w * w for w in weights)
    return Figure(index, variance, n, n - len(design), kish)


def _stratum_variance(stratum: Sequence[Class], scores: Mapping[int, float]) -> float:
    """(1 - n/N) n / (n - 1) times the squares of weighted residuals from the class means."""
    n = sum(len(c.responses) for c in stratum)
    known = [c.population for c in stratum if c.population is not None]
    rest = 1 - n / sum(known) if known else 1.0
    residuals = []
    for c in stratum:
        mine = [scores.get(id(r), 0.0) for r in c.responses]
        mean = math.fsum(mine) / len(mine)
        residuals += [c.weight * (z - mean) for z in mine]
    mean = math.fsum(residuals) / n
    return rest * n / (n - 1) * math.fsum((e - mean) ** 2 for e in residuals)


def worth_of_a_form(figures: Sequence[Figure]) -> float:
    """What one form is worth in this survey: at most 5 independent answers."""
    telling = [f for f in figures if f.variance > 0]
    above = math.fsum(f.index * (1 - f.index) for f in telling)
    return min(above / math.fsum(f.kish * f.variance for f in telling), 5.0)


def wilson(found: Figure, worth: float, *, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval with the t quantile; effective n at most `worth` per effective form."""
    n = worth * found.kish
    if found.variance > 0:
        n = min(n, found.index * (1 - found.index) / found.variance)
    q2 = student.ppf((1 + level) / 2, found.df) ** 2
    middle = (found.index + q2 / (2 * n)) / (1 + q2 / n)
    half = math.sqrt(q2 * found.index * (1 - found.index) / n + (q2 / (2 * n)) ** 2) / (1 + q2 / n)
    return middle - half, middle + half
