"""A quick rating by its own link: one question is enough, and the thanks promise no more (M18)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveyapp.citizen.languages import words
from tests.citizen.conftest import Counter
from tests.citizen.kiosks import with_quick_form
from tests.pages import parse, text_of


@pytest.fixture
def quick(make_counter: Callable[..., Counter]) -> Counter:
    """A counter with a full and a quick form."""
    return make_counter(**with_quick_form())


def test_one_answer_is_enough_and_a_reason_may_come_with_it(quick: Counter) -> None:
    path = quick.path(form=2)
    assert quick.send({"overall": "4"}, path=path).status_code == 200
    assert quick.send({"overall": "2", "reasons": ["time", "way"]}, path=path).status_code == 200
    assert quick.send({"reasons": ["time"]}, path=path).status_code == 422
    stored = sorted((row.answers for row in quick.stored()), key=len)
    assert stored == [{"overall": "4"}, {"overall": "2", "reasons": ["time", "way"]}]


@pytest.mark.parametrize("form", [1, 2])
def test_the_thanks_of_a_quick_rating_do_not_promise_that_it_enters_the_index_m18(
    quick: Counter, form: int
) -> None:
    answers = {"overall": "4"} if form == 2 else {"polite": "5"}
    told = text_of(parse(quick.send(answers, path=quick.path(form=form)).text))
    w = words("vi").thanks
    assert (w.quick_published in told) is (form == 2)
    assert (w.published in told) is (form == 1)
    assert ("không tính vào chỉ số hài lòng" in told) is (form == 2)
