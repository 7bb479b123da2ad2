"""Who could be, and who surely is, among the best or the worst."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.ranks.best import best, worst
from analysis.ranks.holm import holm_rank_sets

#: Sets 1-1, 2-3, 2-3, 4-4, and one unit without a place.
SETS = holm_rank_sets([9.0, 5.0, 5.1, 0.0, np.nan], [0.1] * 5)


def test_the_sets_are_as_described() -> None:
    assert SETS.low.tolist()[:4] == [1, 2, 2, 4]
    assert SETS.high.tolist()[:4] == [1, 3, 3, 4]


def test_the_best_two() -> None:
    two = best(SETS, 2)
    assert two.could.tolist() == [True, True, True, False, False]
    assert two.surely.tolist() == [True, False, False, False, False]


def test_the_worst_two() -> None:
    two = worst(SETS, 2)
    assert two.could.tolist() == [False, True, True, True, False]
    assert two.surely.tolist() == [False, False, False, True, False]


def test_the_worst_are_the_best_with_the_sign_turned() -> None:
    y, v = np.array([0.1, 0.5, 0.5, 0.9, 1.4]), np.full(5, 0.02)
    for k in range(1, 6):
        below, above = worst(holm_rank_sets(y, v), k), best(holm_rank_sets(-y, v), k)
        assert np.array_equal(below.could, above.could)
        assert np.array_equal(below.surely, above.surely)


@pytest.mark.parametrize("k", [0, 5])
@pytest.mark.parametrize("pick", [best, worst])
def test_places_that_do_not_exist_are_refused(pick: object, k: int) -> None:
    with pytest.raises(AnalysisError, match="number_of_places"):
        pick(SETS, k)  # type: ignore[operator]
