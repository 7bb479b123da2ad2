"""Holm's step-down and its rank sets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.errors import AnalysisError
from analysis.ranks.holm import holm_rank_sets
from analysis.ranks.pairs import WithoutVariance

EXPECTED = json.loads((Path(__file__).parents[1] / "reference" / "ranks.json").read_text())[
    "expected"
]


@pytest.mark.statistics
@pytest.mark.parametrize("simultaneous", [False, True])
def test_the_sets_are_those_of_p_adjust_in_r(simultaneous: bool) -> None:
    sets = holm_rank_sets(EXPECTED["y"], EXPECTED["v"], simultaneous=simultaneous)
    end = "_simultaneous" if simultaneous else ""
    assert sets.low.tolist() == EXPECTED[f"low{end}"]
    assert sets.high.tolist() == EXPECTED[f"high{end}"]


def test_no_draws_and_no_seed_are_on_record() -> None:
    sets = holm_rank_sets([0, 1, 2], [1, 1, 1])
    assert (sets.draws, sets.seed) == (0, None)
    assert sets.hypotheses.tolist() == [4, 4, 4]


def test_untested_pairs_leave_the_family() -> None:
    sets = holm_rank_sets([1.0, 0.9, 0.1], [0.0, 0.0, 1e-4])
    assert sets.untested == 1
    assert sets.hypotheses.tolist() == [2, 2, 4]
    assert sets.high.tolist() == [2, 2, 3]


@pytest.mark.parametrize("simultaneous", [False, True])
def test_units_counted_in_full_are_ordered(simultaneous: bool) -> None:
    sets = holm_rank_sets(
        [0.8, 0.9], [0, 0], simultaneous=simultaneous, without_variance=WithoutVariance.EXACT
    )
    assert sets.low.tolist() == sets.high.tolist() == [2, 1]


@pytest.mark.parametrize("simultaneous", [False, True])
def test_one_unit_and_none_have_trivial_sets(simultaneous: bool) -> None:
    assert holm_rank_sets([0.5], [1], simultaneous=simultaneous).high.tolist() == [1]
    assert holm_rank_sets([], [], simultaneous=simultaneous).ranked == 0


def test_an_impossible_level_is_refused() -> None:
    with pytest.raises(AnalysisError, match="level"):
        holm_rank_sets([0, 1], [1, 1], level=1)
