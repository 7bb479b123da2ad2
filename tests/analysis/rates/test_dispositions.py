"""Outcome codes become dispositions, and dispositions counts by group."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.rates.dispositions import AAPOR_CODES, DISPOSITIONS, dispositions, outcome_counts
from tests.analysis.rates.test_aapor import R

ISSUED = Path(__file__).parents[1] / "reference" / "sipas_issued.csv"


def issued():
    with ISSUED.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("code", "disposition"),
    [
        ("1.0", "I"), (1.1, "I"), (1.2, "P"), ("2.10", "R"), (2.112, "R"), ("2.12", "R"),
        (2.2, "NC"), ("2.27", "NC"), (2.31, "O"), ("2.36", "O"), (3.1, "UH"), ("3.19", "UH"),
        ("3.21", "UO"), (3.3, "UO"), ("3.90", "UO"), (4, "NE"), (4.0, "NE"), ("4.52", "NE"),
        ("NC", "NC"), (" I ", "I"),
    ],
)  # fmt: skip
def test_aapor_codes_are_known_by_their_leading_digits(code, disposition):
    assert dispositions([code]).tolist() == [disposition]


def test_own_codes_are_matched_as_they_are():
    own = {"đủ": "I", "từ chối": "R", "2.2": "O"} | dict(AAPOR_CODES)
    assert dispositions(["đủ", "từ chối", "1.1"], mapping=own).tolist() == ["I", "R", "I"]


def test_an_own_longer_code_goes_before_its_leading_digits():
    own = {**AAPOR_CODES, "2.12": "P"}
    assert dispositions(["2.12", "2.121", "2.11"], mapping=own).tolist() == ["P", "P", "R"]


@pytest.mark.parametrize("code", ["2.0", "3.0", "5.1", "", "nan", "1", "REF", "41.2x", None])
def test_a_code_that_says_too_little_is_refused(code):
    with pytest.raises(AnalysisError, match="outcome_unknown"):
        dispositions(np.array(["1.1", code], dtype=object))


def test_counts_by_unit_and_channel_are_those_of_r():
    rows = issued()
    keys = [[row[key] for row in rows] for key in ("unit", "channel")]
    result = outcome_counts([row["disposition"] for row in rows], by=keys)
    expected = R["by_unit_channel"]
    assert [" ".join(group) for group in result.groups] == list(expected)
    assert result.counts.tolist() == [group["counts"] for group in expected.values()]
    assert result.cases.sum() == len(rows)


def test_weighted_counts_by_unit_are_those_of_r():
    rows = issued()
    weights = [float(row["N_h"]) / float(row["m_h"]) for row in rows]
    units = [row["unit"] for row in rows]
    result = outcome_counts([row["disposition"] for row in rows], by=[units], weights=weights)
    expected = [group["counts"] for group in R["by_unit_weighted"].values()]
    np.testing.assert_allclose(result.counts, expected, rtol=1e-12)


@given(st.lists(st.tuples(st.sampled_from(DISPOSITIONS), st.integers(0, 2)), max_size=30))
def test_groups_add_up_to_the_whole_in_any_order(rows):
    names, keys = [row[0] for row in rows], [row[1] for row in rows]
    whole = outcome_counts(names)
    split = outcome_counts(names, by=[keys])
    turned = outcome_counts(names[::-1], by=[keys[::-1]])
    assert split.counts.sum(axis=0).tolist() == whole.counts[0].tolist()
    assert turned.counts.tolist() == split.counts.tolist()
    assert turned.groups == split.groups


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("disposition_unknown", lambda: dispositions(["a"], mapping={"a": "REFUSED"})),
        ("shape", lambda: dispositions([["I"]])),
        ("shape", lambda: outcome_counts(["I", "P"], by=[["x"]])),
        ("shape", lambda: outcome_counts(["I", "P"], weights=[1])),
        ("negative_weight", lambda: outcome_counts(["I", "P"], weights=[1, -1])),
        ("not_finite", lambda: outcome_counts(["I", "P"], weights=[1, np.nan])),
        ("outcome_unknown", lambda: outcome_counts(["I", "1.1"])),
    ],
)
def test_contradictory_outcomes_are_refused(code, call):
    with pytest.raises(AnalysisError) as error:
        call()
    assert error.value.code == code
