"""Forms issued, returned and valid."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.rates.dispositions import outcome_counts
from analysis.rates.forms import form_line, form_line_of_outcomes


def test_the_two_rates_of_a_report():
    line = form_line([250, 50], [200, 40], [190, 40])
    assert line.return_rate.tolist() == [0.8, 0.8]
    assert line.valid_rate.tolist() == [0.95, 1]


def test_nothing_issued_or_returned_has_no_rate():
    line = form_line([0, 5], [0, 0], [0, 0])
    assert np.isnan(line.return_rate[0])
    assert line.return_rate[1] == 0
    assert np.isnan(line.valid_rate).all()


def test_an_open_code_has_no_return_rate():
    line = form_line(np.nan, 40, 30)
    assert np.isnan(line.return_rate)
    assert line.valid_rate == 0.75


@pytest.mark.parametrize(("partial_is_valid", "valid"), [(False, [2, 0]), (True, [3, 0])])
def test_the_line_of_outcomes(partial_is_valid, valid):
    counts = outcome_counts(["I", "I", "P", "R", "NE", "UO"], by=[["a"] * 5 + ["b"]])
    line = form_line_of_outcomes(counts, partial_is_valid=partial_is_valid)
    assert line.issued.tolist() == [5, 1]
    assert line.returned.tolist() == [3, 0]
    assert line.valid.tolist() == valid


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("more_returned_than_issued", ([5], [6], [1])),
        ("more_valid_than_returned", ([5], [4], [5])),
        ("negative_count", ([5], [-1], [-2])),
        ("not_finite", ([np.inf], [1], [1])),
        ("not_a_number", (["x"], [1], [1])),
        ("shape", ([1, 2], [1, 1, 1], [1])),
    ],
)
def test_contradictory_forms_are_refused(code, forms):
    with pytest.raises(AnalysisError) as error:
        form_line(*forms)
    assert error.value.code == code
