"""Item non-response."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.quality.blanks import item_nonresponse

COLUMNS = np.array([[5, 0, 6], [0, 0, 4], [0, 6, 0]], dtype=np.uint8)


def test_blanks_and_no_opinion_are_counted_apart() -> None:
    result = item_nonresponse(COLUMNS)
    assert result.item_blank.tolist() == [1, 2, 2]
    assert result.item_no_opinion.tolist() == [1, 0, 1]
    assert result.form_blank.tolist() == [2, 2, 1]
    assert result.form_rate.tolist() == [2 / 3, 2 / 3, 1 / 3]
    assert result.form_no_opinion_rate.tolist() == [0, 1 / 3, 1 / 3]


def test_items_that_were_not_asked_are_no_blanks() -> None:
    asked = np.array([[True, True, True], [True, False, False], [False, False, False]])
    result = item_nonresponse(COLUMNS, asked=asked)
    assert result.item_asked.tolist() == [3, 1, 0]
    assert result.item_blank.tolist() == [1, 1, 0]
    assert np.isnan(result.item_rate[2])
    assert result.unasked_answers == 2


def test_many_blanks_means_more_than_the_share() -> None:
    assert item_nonresponse(COLUMNS).many_blanks(share=2 / 3).tolist() == [False] * 3
    assert item_nonresponse(COLUMNS).many_blanks(share=0.5).tolist() == [True, True, False]


def test_a_form_without_items_has_no_rate() -> None:
    result = item_nonresponse(np.zeros((0, 2), np.uint8))
    assert np.isnan(result.form_rate).all()
    assert not result.many_blanks().any()


def test_faults_have_names() -> None:
    with pytest.raises(AnalysisError) as error:
        item_nonresponse(COLUMNS).many_blanks(share=1.0)
    assert error.value.code == "threshold"
    with pytest.raises(AnalysisError) as error:
        item_nonresponse(COLUMNS, asked=np.ones((3, 2), bool))
    assert error.value.code == "shape"
