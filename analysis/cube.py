"""The count cube: unit x stratum x item x answer. Additive, so its cost hangs on no answer (M1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError
from analysis.tally import Bytes, Counts, Mask, tally_columns

#: The answer code of an item left blank. Code k >= 1 is the k-th option of the item.
BLANK = 0
#: Codes of a five-point item: blank, five options, "không có ý kiến".
FIVE_POINT_ANSWERS = 7


@dataclass(frozen=True, eq=False, slots=True)
class CountCube:
    """Valid responses and their answers, counted.

    Parameters
    ----------
    units, strata, items : tuple of str
        Labels of the axes, each once. A stratum is a form code.
    counts : int64, shape (units, strata, items, answers)
        How often each answer code was given; code 0 is blank. An item that a stratum does not
        ask has zeros only.
    responses : int64, shape (units, strata)
        Valid responses. No item has more answers than there are responses.

    Raises
    ------
    AnalysisError
        `label_twice`, `shape`, `dtype`, `negative_count`, `more_answers_than_responses`.
    """

    units: tuple[str, ...]
    strata: tuple[str, ...]
    items: tuple[str, ...]
    counts: Counts
    responses: Counts

    def __post_init__(self) -> None:
        for name in ("counts", "responses"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        _check_labels(self)
        _check_arrays(self)

    @property
    def answers(self) -> int:
        """Number of answer codes."""
        return int(self.counts.shape[3])

    @property
    def n(self) -> int:
        """All valid responses."""
        return int(self.responses.sum())

    @classmethod
    def empty(
        cls,
        units: Sequence[str],
        strata: Sequence[str],
        items: Sequence[str],
        *,
        answers: int = FIVE_POINT_ANSWERS,
    ) -> CountCube:
        """A cube of zeros."""
        shape = (len(units), len(strata), len(items), answers)
        return cls(
            tuple(units),
            tuple(strata),
            tuple(items),
            np.zeros(shape, dtype=np.int64),
            np.zeros(shape[:2], dtype=np.int64),
        )

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[tuple[str, str, Mapping[str, int]]],
        *,
        units: Sequence[str],
        strata: Sequence[str],
        items: Sequence[str],
        answers: int = FIVE_POINT_ANSWERS,
    ) -> CountCube:
        """Count responses given one by one as (unit, stratum, item -> answer code).

        An item missing from the mapping counts as not asked. For tests and small data; packed
        columns are counted by `from_columns`.

        Raises
        ------
        AnalysisError
            `unknown_label`, `answer_code`.
        """
        cube = cls.empty(units, strata, items, answers=answers)
        counts, responses = cube.counts.copy(), cube.responses.copy()
        places = [_places(labels) for labels in (cube.units, cube.strata, cube.items)]
        for unit, stratum, given in rows:
            u, s = _place(places[0], unit), _place(places[1], stratum)
            responses[u, s] += 1
            for item, code in given.items():
                if not 0 <= code < answers:
                    raise AnalysisError("answer_code", f"{item} has the code {code}")
                counts[u, s, _place(places[2], item), code] += 1
        return cls(cube.units, cube.strata, cube.items, counts, responses)

    @classmethod
    def from_columns(
        cls,
        unit: str,
        stratum: str,
        items: Sequence[str],
        columns: Bytes,
        *,
        valid: Mask | None = None,
        answers: int = FIVE_POINT_ANSWERS,
    ) -> CountCube:
        """Count the packed columns (items, n) of one unit and stratum; see `tally_columns`."""
        mask = np.ones(columns.shape[1], dtype=np.bool_) if valid is None else valid
        counts = tally_columns(columns, mask, answers)
        responses = np.array([[np.count_nonzero(mask)]], dtype=np.int64)
        return cls((unit,), (stratum,), tuple(items), counts[None, None], responses)

    def merge(self, *others: CountCube) -> CountCube:
        """The sum of cubes, aligned by label; labels keep the order in which they first appear.

        Cubes of days, districts or provinces add up; the order of merging changes the order of
        labels only.
        """
        cubes = (self, *others)
        units = _union(cube.units for cube in cubes)
        strata = _union(cube.strata for cube in cubes)
        items = _union(cube.items for cube in cubes)
        whole = CountCube.empty(units, strata, items, answers=max(c.answers for c in cubes))
        counts, responses = whole.counts.copy(), whole.responses.copy()
        for cube in cubes:
            u, s = _indices(units, cube.units), _indices(strata, cube.strata)
            i = _indices(items, cube.items)
            counts[np.ix_(u, s, i, np.arange(cube.answers))] += cube.counts
            responses[np.ix_(u, s)] += cube.responses
        return CountCube(units, strata, items, counts, responses)

    def same_counts(self, other: CountCube) -> bool:
        """Whether both hold the same counts under the same labels, in whatever order."""
        labels = [(self.units, other.units), (self.strata, other.strata), (self.items, other.items)]
        if self.answers != other.answers or any(set(a) != set(b) for a, b in labels):
            return False
        u, s, i = (_indices(theirs, ours) for ours, theirs in labels)
        counts = other.counts[np.ix_(u, s, i, np.arange(other.answers))]
        return bool(
            np.array_equal(self.counts, counts)
            and np.array_equal(self.responses, other.responses[np.ix_(u, s)])
        )


def _check_labels(cube: CountCube) -> None:
    for name, labels in (("unit", cube.units), ("stratum", cube.strata), ("item", cube.items)):
        if len(set(labels)) != len(labels):
            raise AnalysisError("label_twice", f"a {name} stands twice in {labels}")


def _check_arrays(cube: CountCube) -> None:
    shape = (len(cube.units), len(cube.strata), len(cube.items))
    if cube.counts.dtype != np.int64 or cube.responses.dtype != np.int64:
        raise AnalysisError("dtype", "counts are int64")
    if cube.counts.ndim != 4 or cube.counts.shape[:3] != shape or cube.counts.shape[3] < 1:
        raise AnalysisError("shape", f"counts {cube.counts.shape} do not fit the labels {shape}")
    if cube.responses.shape != shape[:2]:
        raise AnalysisError("shape", f"responses {cube.responses.shape} do not fit {shape[:2]}")
    if np.any(cube.counts < 0) or np.any(cube.responses < 0):
        raise AnalysisError("negative_count", "a count is negative")
    if np.any(cube.counts.sum(axis=3) > cube.responses[:, :, None]):
        raise AnalysisError("more_answers_than_responses", "an item has too many answers")


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for group in groups for label in group))


def _places(labels: Sequence[str]) -> dict[str, int]:
    return {label: place for place, label in enumerate(labels)}


def _place(places: Mapping[str, int], label: str) -> int:
    if label not in places:
        raise AnalysisError("unknown_label", f"{label} is not a label of the cube")
    return places[label]


def _indices(labels: Sequence[str], wanted: Sequence[str]) -> npt.NDArray[np.intp]:
    places = _places(labels)
    return np.array([places[label] for label in wanted], dtype=np.intp)
