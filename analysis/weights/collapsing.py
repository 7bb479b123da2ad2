"""Classes too small to adjust in are joined to a neighbour, by a stated rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Numbers, Places, as_floats
from analysis.errors import AnalysisError


@dataclass(frozen=True, slots=True, eq=False)
class CollapsedClasses:
    """Which classes were joined.

    Parameters
    ----------
    labels : tuple of str
        Labels of the classes that are left; a joined class is named `a + b`.
    places : intp, shape (classes,)
        Place in `labels` of each class that came in.
    counts : tuple of float
        Count of each class that is left.
    joined : tuple of (str, str)
        Which class was joined to which, in the order in which it was done.
    short : tuple of str
        Classes still below the limit, having no neighbour.
    method : str
        The rule.
    """

    labels: tuple[str, ...]
    places: Places
    counts: tuple[float, ...]
    joined: tuple[tuple[str, str], ...]
    short: tuple[str, ...]
    method: str


@dataclass(slots=True)
class _Class:
    label: str
    group: str
    count: float
    members: list[int]


def collapse_classes(
    labels: Sequence[str],
    counts: Numbers,
    *,
    smallest: float,
    groups: Sequence[str] | None = None,
) -> CollapsedClasses:
    """Join classes with fewer than `smallest` respondents to a neighbour.

    The rule: take the class with the lowest count below the limit (of equal ones the first in
    the list), join it to the neighbour in the list with the lower count (of equal ones the one
    before), within its group; repeat until all classes reach the limit or have no neighbour.

    Parameters
    ----------
    labels : sequence of str
        Classes, each once, in an order in which neighbours are alike (ages, channels of a unit).
    counts : array_like, shape (classes,)
        Respondents of each class, 0 or more.
    smallest : float
        The limit, such as 20 or 30.
    groups : sequence of str, optional
        Group of each class, such as its unit: classes are joined only within a group.

    Returns
    -------
    CollapsedClasses

    Raises
    ------
    AnalysisError
        `label_twice`, `shape`, `negative_count`, `not_finite`, `not_a_number`.

    References
    ----------
    Kalton & Flores-Cervantes (2003), Journal of Official Statistics 19(2), 81-97, on classes that
    are too small; the order of joining is ours.
    Tests: tests/analysis/weights/test_collapsing.py (by hand).
    """
    sizes = as_floats("counts", counts, shape=(len(labels),))
    if len(set(labels)) != len(labels):
        raise AnalysisError("label_twice", f"a class stands twice in {tuple(labels)}")
    if groups is not None and len(groups) != len(labels):
        raise AnalysisError("shape", f"{len(groups)} groups of {len(labels)} classes")
    if np.any(sizes < 0):
        raise AnalysisError("negative_count", "a class has a count below 0")
    named = [""] * len(labels) if groups is None else list(groups)
    found = zip(labels, named, sizes.tolist(), strict=True)
    classes = [_Class(*each, [place]) for place, each in enumerate(found)]
    joined = _joined(classes, smallest)
    places = np.empty(len(labels), dtype=np.intp)
    for place, each in enumerate(classes):
        places[each.members] = place
    return CollapsedClasses(
        labels=tuple(each.label for each in classes),
        places=places,
        counts=tuple(each.count for each in classes),
        joined=tuple(joined),
        short=tuple(each.label for each in classes if each.count < smallest),
        method=f"classes below {smallest:g} joined to the smaller neighbour of their group",
    )


def _joined(classes: list[_Class], smallest: float) -> list[tuple[str, str]]:
    """Join classes in place until none can be joined any more; what was joined to what."""
    joined: list[tuple[str, str]] = []
    while True:
        open_ = [
            (each.count, place, _neighbour(classes, place))
            for place, each in enumerate(classes)
            if each.count < smallest
        ]
        possible = [(count, place, to) for count, place, to in open_ if to is not None]
        if not possible:
            return joined
        _, place, to = min(possible)
        joined.append((classes[place].label, classes[to].label))
        _join(classes, min(place, to), max(place, to))


def _neighbour(classes: list[_Class], place: int) -> int | None:
    """The neighbour in the group with the lower count, the one before where equal."""
    same = [other for other, each in enumerate(classes) if each.group == classes[place].group]
    at = same.index(place)
    beside = same[max(at - 1, 0) : at] + same[at + 1 : at + 2]
    return min(beside, key=lambda near: (classes[near].count, near), default=None)


def _join(classes: list[_Class], first: int, second: int) -> None:
    gone = classes.pop(second)
    kept = classes[first]
    kept.label = f"{kept.label} + {gone.label}"
    kept.count += gone.count
    kept.members += gone.members
