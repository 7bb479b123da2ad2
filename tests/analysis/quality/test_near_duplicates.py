"""Maximum percent match."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis.errors import AnalysisError
from analysis.quality import patterns
from analysis.quality.near_duplicates import maximum_match

from .conftest import Forms, as_array

ANSWERS = arrays.arrays(np.uint8, (5, 9), elements=st.sampled_from([0, 4, 5]))
UNITS = st.lists(st.sampled_from(["", "U", "V"]), min_size=9, max_size=9)


@pytest.mark.statistics
@pytest.mark.parametrize("blank_equals_blank", [False, True])
def test_it_equals_brute_force_in_r(
    forms: Forms, expected: dict[str, Any], blank_equals_blank: bool
) -> None:
    result = maximum_match(forms.columns, forms.unit, blank_equals_blank=blank_equals_blank)
    for unit, cases in expected["match"].items():
        wanted = as_array(cases["stata" if blank_equals_blank else "common"])
        np.testing.assert_allclose(result.match[forms.unit == unit], wanted, rtol=1e-12)


def test_satisfied_citizens_look_alike_without_anybody_cheating(forms: Forms) -> None:
    """The shares of the guide: 31 % of clean forms have a twin of 85 %, 11 % a perfect one."""
    match = maximum_match(forms.columns, forms.unit).match
    assert np.mean(match >= 0.85) == pytest.approx(0.305, abs=0.001)
    assert np.mean(match == 1) == pytest.approx(0.106, abs=0.001)


@given(ANSWERS, UNITS, st.booleans(), st.integers(1, 4))
def test_it_equals_a_plain_loop(
    columns: np.ndarray, unit: list[str], blank_equals_blank: bool, minimum: int
) -> None:
    result = maximum_match(
        columns, unit, blank_equals_blank=blank_equals_blank, minimum_common=minimum
    )
    for i in range(9):
        found = {
            j: ratio
            for j in range(9)
            if (ratio := _ratio(columns, unit, (i, j), blank_equals_blank, minimum)) is not None
        }
        if not found:
            assert np.isnan(result.match[i])
            assert result.partner[i] == -1
        else:
            assert result.match[i] == max(found.values())
            assert found[int(result.partner[i])] == max(found.values())


def _ratio(
    columns: np.ndarray, unit: list[str], pair: tuple[int, int], blanks: bool, minimum: int
) -> float | None:
    one, two = columns[:, pair[0]], columns[:, pair[1]]
    if pair[0] == pair[1] or not unit[pair[0]] or unit[pair[0]] != unit[pair[1]]:
        return None
    common = np.ones(one.size, bool) if blanks else (one > 0) & (two > 0)
    if common.sum() < minimum:
        return None
    return float((one == two)[common].sum() / common.sum())


def test_the_size_of_the_blocks_changes_nothing(
    forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = maximum_match(forms.columns, forms.unit)
    monkeypatch.setattr(patterns, "BLOCK", 100)
    parts = maximum_match(forms.columns, forms.unit)
    np.testing.assert_array_equal(whole.match, parts.match)
    np.testing.assert_array_equal(whole.partner, parts.partner)


def test_copies_count_blanks_too() -> None:
    columns = np.array([[5, 5, 5], [4, 4, 4], [0, 0, 3]])
    result = maximum_match(columns, ["U"] * 3, minimum_common=2)
    assert result.copies.tolist() == [1, 1, 0]
    assert result.match.tolist() == [1, 1, 1]
    assert result.partner.tolist() == [1, 0, 0]


def test_too_few_common_items_and_lonely_forms_are_counted() -> None:
    result = maximum_match(np.full((3, 4), 5), ["U", "U", "V", ""])
    assert np.isnan(result.match).all()
    assert (result.without_partner, result.unknown) == (3, 1)


def test_no_forms_and_no_items_are_legal() -> None:
    assert maximum_match(np.zeros((3, 0), np.uint8), np.array([], str)).match.size == 0
    assert np.isnan(maximum_match(np.zeros((0, 2), np.uint8), ["U", "U"]).match).all()


@pytest.mark.parametrize(
    ("unit", "minimum", "code"), [(["U"], 10, "shape"), (["U", "U"], 0, "minimum_common")]
)
def test_faults_have_names(unit: list[str], minimum: int, code: str) -> None:
    with pytest.raises(AnalysisError) as error:
        maximum_match(np.ones((3, 2), np.uint8), unit, minimum_common=minimum)
    assert error.value.code == code
