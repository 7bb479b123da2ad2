"""What is said of an answer that cannot be taken, in the language of the page."""

from __future__ import annotations

import pytest

from surveyapp.citizen.languages import LANGUAGE_NAMES
from surveyapp.citizen.page_fields import PAGE_FIELDS
from surveyapp.questionnaires.answers import AnswerError, Item
from surveyapp.questionnaires.checks import RESERVED_IDS
from tests.questionnaires.items import CHANNELS, MINUTES, SATISFIED, SUGGESTION, TRIPS, item

WRONG = [
    (TRIPS, ["3"]),
    (CHANNELS, ["tivi"]),
    (SATISFIED, ["6"]),
    (MINUTES, ["năm"]),
    (MINUTES, ["601"]),
    (SUGGESTION, ["a" * 201]),
]


@pytest.mark.parametrize(("asked", "posted"), WRONG, ids=lambda value: str(value)[:12])
def test_each_language_of_the_pages_has_the_sentence(asked: Item, posted: list[str]) -> None:
    with pytest.raises(AnswerError) as caught:
        asked.parse(posted)
    words = caught.value.words
    assert set(words) == set(LANGUAGE_NAMES)
    assert len(set(words.values())) == 3
    assert words["km"].endswith("។")
    assert caught.value.message == words["vi"]


def test_figures_in_a_sentence_are_written_in_its_language() -> None:
    with pytest.raises(AnswerError) as caught:
        item("number", minimum=1000, maximum=2_000_000).parse(["5"])
    assert caught.value.words["vi"] == "Xin nhập một số từ 1.000 đến 2.000.000."
    assert caught.value.words["en"] == "Please type a number from 1,000 to 2,000,000."


def test_no_item_can_have_the_name_of_a_field_of_the_page() -> None:
    assert RESERVED_IDS == PAGE_FIELDS
