"""All pairs above a threshold: shared blocks find what brute force finds."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.errors import AnalysisError
from analysis.quality import pairs
from analysis.quality.near_duplicates import maximum_match
from analysis.quality.percent_match import pairs_above

from .conftest import Forms

ANSWERS = arrays.arrays(np.uint8, (6, 10), elements=st.sampled_from([0, 3, 4, 5]))
THRESHOLDS = st.sampled_from([0.3, 0.5, 2 / 3, 0.8, 0.85, 1.0])


@pytest.mark.statistics
def test_the_number_of_pairs_equals_r(forms: Forms, expected: dict[str, Any]) -> None:
    for unit, cases in expected["match"].items():
        chosen = forms.unit == unit
        found = pairs_above(forms.columns[:, chosen], forms.unit[chosen])
        assert found.form_pairs == cases["pairs85"]


@pytest.mark.parametrize("threshold", [0.85, 0.95])
def test_a_form_has_a_twin_if_its_maximum_match_says_so(forms: Forms, threshold: float) -> None:
    match = maximum_match(forms.columns, forms.unit).match
    found = pairs_above(forms.columns, forms.unit, threshold=threshold)
    np.testing.assert_array_equal(found.has_twin, np.nan_to_num(match) >= threshold)
    assert found.compared <= found.possible


@pytest.mark.parametrize("cost", [0.0, 1e9])
@given(columns=ANSWERS, threshold=THRESHOLDS, blanks=st.booleans(), minimum=st.integers(1, 4))
def test_blocks_and_products_equal_a_plain_loop(
    cost: float, columns: np.ndarray, threshold: float, blanks: bool, minimum: int
) -> None:
    """Cost 0 always takes the shared blocks, a huge one always the matrix product."""
    options = {"threshold": threshold, "blank_equals_blank": blanks, "minimum_common": minimum}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "CANDIDATE_COST", cost)
        found = pairs_above(columns, ["U"] * 10, **options)
    wanted = {
        pair: ratio
        for pair in combinations(range(10), 2)
        if (ratio := _ratio(columns, pair, blanks, minimum)) >= threshold
    }
    assert found.form_pairs == len(wanted)
    for one, two, match in zip(found.first, found.second, found.match, strict=True):
        pair = tuple(sorted((int(found.first_form[one]), int(found.first_form[two]))))
        assert wanted[pair] == match


def _ratio(columns: np.ndarray, pair: tuple[int, int], blanks: bool, minimum: int) -> float:
    one, two = columns[:, pair[0]], columns[:, pair[1]]
    common = np.ones(one.size, bool) if blanks else (one > 0) & (two > 0)
    if common.sum() < minimum:
        return -1.0
    return float((one == two)[common].sum() / common.sum())


def test_blocks_spare_most_comparisons_of_varied_forms() -> None:
    rng = np.random.default_rng(5)
    columns = rng.integers(1, 6, size=(20, 1500))
    columns[:3, 1] = columns[:3, 0] % 5 + 1
    columns[3:, 1] = columns[3:, 0]
    found = pairs_above(columns, ["U"] * 1500)
    assert found.match.tolist() == [0.85]
    assert found.compared < 0.05 * found.possible


def test_pairs_lie_within_units_and_unknown_units_are_counted() -> None:
    found = pairs_above(np.full((10, 4), 5), ["U", "V", "V", ""])
    assert found.form_pairs == 1
    assert found.unknown == 1
    assert found.has_twin.tolist() == [False, True, True, False]
    assert found.pattern_of.tolist() == [0, 1, 1, -1]


def test_no_forms_and_no_items_are_legal() -> None:
    assert pairs_above(np.zeros((3, 0), np.uint8), np.array([], str)).form_pairs == 0
    assert pairs_above(np.zeros((0, 2), np.uint8), ["U", "U"]).form_pairs == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"threshold": 0.0}, "threshold"),
        ({"threshold": 1.1}, "threshold"),
        ({"minimum_common": 0}, "minimum_common"),
    ],
)
def test_faults_have_names(options: dict[str, Any], code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        pairs_above(np.ones((3, 1), np.uint8), ["U"], **options)
    assert error.value.code == code
    with pytest.raises(AnalysisError):
        pairs_above(np.ones((3, 1), np.uint8), ["U", "U"])
