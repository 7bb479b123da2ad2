"""How many forms and satisfied answers give a published index, in whole numbers.

A unit's index is the mean over C criteria of satisfied / valid. With n forms, and k of them giving
"không có ý kiến" on the o criteria that offer it, the index is

    (A / n + B / (n - k)) / C,   A satisfied answers on the other C - o criteria, B on the o ones.

`fit` looks for n, k, A and B whose index and points print as published; half-up like the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

#: Sizes tried for one unit; the published total of 2,005 forms is about 50 for each of 40 units.
SIZES = range(44, 57)
#: At most this many people have no opinion on the criteria that offer it.
MOST_WITHOUT_OPINION = 9
#: Sizes far from this one are avoided where the total allows it.
_USUAL = 50


@dataclass(frozen=True, slots=True)
class Target:
    """A published row, in hundredths: index 97.92 is 9792, points 14.69 are 1469."""

    index: int
    points: int
    max_points: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Whole numbers for one unit. `error` is the distance of the index from the published one."""

    forms: int
    without_opinion: int
    satisfied: int
    satisfied_where_offered: int
    exact: bool
    error: Fraction


#: The sum of squared distances from the usual size, and the fits chosen so far.
_Chain = tuple[int, tuple[Fit, ...]]


@dataclass(frozen=True, slots=True)
class Shape:
    """The criteria: those that always have an opinion, and those that may go without."""

    always: int
    offered: int

    @property
    def criteria(self) -> int:
        """C, all criteria."""
        return self.always + self.offered


def fit_all(targets: Mapping[str, Target], shape: Shape, *, total: int) -> dict[str, Fit]:
    """The best fit of every unit such that the forms add up to `total`, where that can be had.

    Exact fits come first; among them the total. A unit without an exact fit takes the nearest.
    """
    reached: dict[int, _Chain] = {0: (0, ())}
    for target in targets.values():
        step: dict[int, _Chain] = {}
        fits = _choices(target, shape)
        for size, (cost, chosen) in reached.items():
            for fit in fits:
                chain = (cost + (fit.forms - _USUAL) ** 2, (*chosen, fit))
                step[size + fit.forms] = min(step.get(size + fit.forms, chain), chain, key=_cost)
        reached = step
    nearest = min(reached, key=lambda size: (abs(size - total), size))
    return dict(zip(targets, reached[nearest][1], strict=True))


def _cost(chain: _Chain) -> int:
    return chain[0]


def _choices(target: Target, shape: Shape) -> list[Fit]:
    """One fit per size, the fewest without opinion first; exact ones only, if there is any."""
    by_size = [min(_fits(target, shape, size), key=_quality) for size in SIZES]
    exact = [fit for fit in by_size if fit.exact]
    return exact or [min(by_size, key=_quality)]


def _quality(fit: Fit) -> tuple[bool, Fraction, int]:
    return (not fit.exact, fit.error if not fit.exact else Fraction(0), fit.without_opinion)


def _fits(target: Target, shape: Shape, forms: int) -> Iterator[Fit]:
    """For every k and B, the A that comes nearest to the published index."""
    wanted = Fraction(target.index, 10_000)
    for without in range(MOST_WITHOUT_OPINION + 1 if shape.offered else 1):
        opinions = forms - without
        most = shape.offered * opinions
        expected = round(wanted * most)
        for offered in range(max(0, expected - 3), min(most, expected + 3) + 1):
            rest = wanted * shape.criteria - Fraction(offered, opinions)
            always = min(max(round(rest * forms), 0), shape.always * forms)
            index = (Fraction(always, forms) + Fraction(offered, opinions)) / shape.criteria
            exact = _prints_as(index, target)
            yield Fit(forms, without, always, offered, exact, abs(index - wanted))


def _prints_as(index: Fraction, target: Target) -> bool:
    points = index * target.max_points
    return _half_up(index * 10_000) == target.index and _half_up(points * 100) == target.points


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
