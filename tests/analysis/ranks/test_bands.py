"""Units against their mean."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.ranks.bands import Adjustment, Band, bands

EXPECTED = json.loads((Path(__file__).parents[1] / "reference" / "ranks.json").read_text())[
    "expected"
]
SIGN = {Band.ABOVE: 1, Band.SAME: 0, Band.BELOW: -1}


@pytest.mark.statistics
def test_bands_are_those_of_r() -> None:
    found = bands(EXPECTED["y"], EXPECTED["v"])
    assert found.z == pytest.approx(EXPECTED["z"], rel=1e-11)
    assert found.p_value == pytest.approx(EXPECTED["p_value"], rel=1e-10)
    assert [SIGN[band] for band in found.bands if band] == EXPECTED["band"]


def test_variances_and_their_diagonal_matrix_say_the_same() -> None:
    one, two = (bands(EXPECTED["y"], c) for c in (EXPECTED["v"], np.diag(EXPECTED["v"])))
    assert one.z == pytest.approx(two.z, rel=1e-12)


def test_the_error_of_the_mean_counts_by_hand() -> None:
    # d = 1; Var = (1/2, -1/2) diag(3, 5) (1/2, -1/2)' = 2.
    found = bands([3.0, 1.0], [3.0, 5.0])
    assert found.mean == 2
    assert found.mean_standard_error == pytest.approx(np.sqrt(2), rel=1e-14)
    assert found.difference.tolist() == [1, -1]
    assert found.standard_error == pytest.approx(np.sqrt([2, 2]), rel=1e-14)


def test_weights_move_the_mean() -> None:
    assert bands([3.0, 1.0], [1, 1], weights=[3, 1]).mean == 2.5


def test_an_unknown_unit_has_no_band_and_no_weight() -> None:
    found = bands([3.0, np.nan, 1.0], [1, np.nan, 1], weights=[1, 100, 1])
    assert found.bands[1] is None
    assert (found.mean, found.unknown) == (2, 1)


def test_holm_is_harder_than_each_by_itself() -> None:
    y, v = [2.0, -1.0, 0.0, 0.0, 0.0, 0.0], [0.6] * 6
    assert bands(y, v).bands[0] is Band.SAME
    assert bands(y, v, adjustment=Adjustment.NONE).bands[0] is Band.ABOVE


def test_one_unit_is_its_own_mean_and_is_not_tested() -> None:
    found = bands([0.9], [0.01])
    assert found.bands == (Band.SAME,)
    assert found.untested == 1


def test_no_known_unit_has_no_mean() -> None:
    assert np.isnan(bands([np.nan], [np.nan]).mean)
    assert bands([], []).bands == ()


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 1)), min_size=2, max_size=8))
def test_the_order_of_units_changes_nothing(rows: list[tuple[float, float]]) -> None:
    y, v = np.array(rows).T
    forward, back = bands(y, v), bands(y[::-1], v[::-1])
    assert forward.z == pytest.approx(back.z[::-1], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("level", {"level": 2}),
        ("weights", {"weights": [0, 0]}),
        ("weights", {"weights": [-1, 2]}),
        ("shape", {"weights": [1]}),
    ],
)
def test_impossible_options_are_refused(code: str, options: dict) -> None:
    with pytest.raises(AnalysisError) as error:
        bands([0.0, 1.0], [1.0, 1.0], **options)
    assert error.value.code == code
