"""Which answer codes of an item are valid, and which of them are satisfied (M1, M2)."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import AnalysisError

#: The answer code of an item left blank. Code k >= 1 is the k-th option of the item.
BLANK = 0
#: Codes of a five-point item: blank, five options, "không có ý kiến".
FIVE_POINT_ANSWERS = 7


@dataclass(frozen=True, slots=True)
class Scale:
    """The codes that count for an item.

    Parameters
    ----------
    valid : frozenset of int
        Codes of the denominator: all points of the scale, the middle one too (M1).
    satisfied : frozenset of int
        Codes of the numerator, a subset of `valid`. Blank and "no opinion" are in neither (M2).

    Raises
    ------
    AnalysisError
        `answer_sets`: nothing valid, satisfied outside valid, or the blank in a set.
    """

    valid: frozenset[int]
    satisfied: frozenset[int]

    def __post_init__(self) -> None:
        if not self.valid or not self.satisfied <= self.valid or min(self.valid) <= BLANK:
            raise AnalysisError("answer_sets", f"the code sets clash: {self}")


#: Five points, of which 4 and 5 are satisfied.
FIVE_POINT = Scale(frozenset(range(1, 6)), frozenset({4, 5}))
