"""What each answer type makes of what was posted, in words and in packed codes."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.questionnaires.answers import AnswerError, Item
from tests.questionnaires.items import (
    CHANNELS,
    EVERY,
    FEEDBACK,
    MINUTES,
    SATISFIED,
    SUGGESTION,
    TRIPS,
    item,
)

SPEECH = "Công chức hướng dẫn rất tận tình, Đường vào hơi khó tìm."


@pytest.mark.parametrize(
    ("asked", "posted", "stored", "words"),
    [
        (TRIPS, ["1"], "1", "1 lần"),
        (TRIPS, ["", "2_plus"], "2_plus", "Từ 2 lần"),
        (CHANNELS, ["other", "board"], ["board", "other"], "Bảng niêm yết; Nguồn khác"),
        (CHANNELS, ["board", "board"], ["board"], "Bảng niêm yết"),
        (SATISFIED, ["5"], "5", "Rất hài lòng"),
        (FEEDBACK, ["no_opinion"], "no_opinion", "Tôi chưa góp ý lần nào"),
        (item("satisfaction", no_opinion=True), ["no_opinion"], "no_opinion", "Không có ý kiến"),
        (SUGGESTION, [f"  {SPEECH} "], SPEECH, SPEECH),
        (MINUTES, ["0"], 0, "0"),
        (MINUTES, [" 45 "], 45, "45"),
        (item("number", maximum=2_000_000), ["1.500.000"], 1_500_000, "1500000"),
        (item("number", minimum=-5), ["-5"], -5, "-5"),
    ],
)
def test_an_answer_is_stored_and_shown_in_words(
    asked: Item, posted: list[str], stored: Any, words: str
) -> None:
    assert asked.parse(posted) == stored
    assert asked.words(stored) == words


@pytest.mark.parametrize("asked", EVERY)
@pytest.mark.parametrize("posted", [[], [""], ["", ""]])
def test_a_blank_is_nothing_and_never_zero(asked: Item, posted: list[str]) -> None:
    """P20."""
    assert asked.parse(posted) is None
    assert asked.words(None) == ""
    assert asked.packed_code(None) == 0


def test_a_zero_is_an_answer() -> None:
    """P20."""
    assert MINUTES.parse(["0"]) == 0
    assert MINUTES.parse(["0"]) is not None


@pytest.mark.parametrize(
    ("asked", "posted", "code"),
    [
        (TRIPS, ["3"], "unknown-option"),
        (TRIPS, ["1", "2_plus"], "unknown-option"),
        (CHANNELS, ["board", "tivi"], "unknown-option"),
        (SATISFIED, ["6"], "unknown-option"),
        (SATISFIED, ["no_opinion"], "unknown-option"),
        (SATISFIED, ["4", "5"], "unknown-option"),
        (SATISFIED, ["٤"], "unknown-option"),
        (MINUTES, ["năm"], "not-a-number"),
        (MINUTES, ["4,5"], "not-a-number"),
        (MINUTES, ["٤٥"], "not-a-number"),
        (MINUTES, ["4.5"], "not-a-number"),
        (MINUTES, ["²"], "not-a-number"),
        (MINUTES, ["9" * 13], "not-a-number"),
        (MINUTES, ["-"], "not-a-number"),
        (MINUTES, ["1", "2"], "not-a-number"),
        (MINUTES, ["601"], "out-of-range"),
        (MINUTES, ["-1"], "out-of-range"),
        (SUGGESTION, ["a" * 201], "too-long"),
    ],
)
def test_what_breaks_the_rule_is_refused_with_a_sentence(
    asked: Item, posted: list[str], code: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        asked.parse(posted)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_decomposed_vietnamese_is_stored_composed() -> None:
    """P18."""
    assert SUGGESTION.parse([unicodedata.normalize("NFD", SPEECH)]) == SPEECH


def test_control_characters_leave_the_text_and_line_ends_stay() -> None:
    """P18."""
    posted = "Dòng một\r\nDòng\x00 hai\x1b[31m\u202e\u200b\tcột\x7f\ufeff"
    assert SUGGESTION.parse([posted]) == "Dòng một\nDòng hai[31m\tcột"


def test_a_mark_parted_from_its_letter_is_composed_again() -> None:
    """P18."""
    assert SUGGESTION.parse(["e\u200b\u0301"]) == "é"


@pytest.mark.parametrize("text", ["gia đình 👩\u200d👩\u200d👧 tôi", "ខ្មែរ\u200bខ្មែរ"])
def test_emoji_and_khmer_keep_what_joins_and_parts_their_signs(text: str) -> None:
    """P18."""
    assert SUGGESTION.parse([text]) == text


def test_only_control_characters_are_a_blank() -> None:
    assert SUGGESTION.parse(["\x00\u200b \r\n"]) is None


def test_a_hundred_kilobytes_are_refused_with_both_lengths_and_not_cut() -> None:
    """The page keeps what was typed; the sentence says how much too long it is."""
    typed = "góp ý " * 17_000
    with pytest.raises(AnswerError) as caught:
        item("text", max_length=2000).parse([typed])
    assert caught.value.message == "Ý kiến dài 101.999 ký tự, tối đa 2.000. Xin rút ngắn lại."


def test_length_counts_letters_as_people_see_them() -> None:
    """P18: a decomposed letter is one letter."""
    assert len("ộ") == 1
    assert SUGGESTION.parse([unicodedata.normalize("NFD", "ộ" * 200)]) == "ộ" * 200


def test_a_label_falls_back_to_vietnamese() -> None:
    assert TRIPS.words("1", "en") == "Once"
    assert TRIPS.words("2_plus", "en") == "Từ 2 lần"
    assert CHANNELS.words(["board", "portal"], "en") == "Bảng niêm yết; Portal"
    assert SATISFIED.words("4", "en") == "Satisfied"
    assert SATISFIED.words("4", "km") == "ពេញចិត្ត"


def test_words_of_what_no_version_knows_are_empty() -> None:
    assert TRIPS.words("9") == ""
    assert SATISFIED.words("9") == ""


def test_packed_codes_are_the_place_in_the_list_and_never_shift() -> None:
    """P15: "no opinion" is 6 whether or not the item offers it."""
    assert [SATISFIED.packed_code(v) for v in (None, "1", "5", "no_opinion")] == [0, 1, 5, 6]
    assert [FEEDBACK.packed_code(v) for v in (None, "1", "5", "no_opinion")] == [0, 1, 5, 6]
    assert [TRIPS.packed_code(v) for v in (None, "1", "2_plus")] == [0, 1, 2]


def test_only_satisfaction_feeds_criteria() -> None:
    assert [asked.scorable for asked in EVERY] == [False, False, True, True, False, False]


def test_conditions_may_name_what_a_person_can_pick() -> None:
    assert TRIPS.choices == ("1", "2_plus")
    assert CHANNELS.choices == ("board", "portal", "other")
    assert "no_opinion" in FEEDBACK.choices
    assert "no_opinion" not in SATISFIED.choices
    assert SUGGESTION.choices == ()


@given(st.lists(st.text(max_size=50), max_size=4))
def test_nothing_that_is_posted_breaks_an_answer_type(posted: list[str]) -> None:
    for asked in EVERY:
        try:
            stored = asked.parse(posted)
        except AnswerError:
            continue
        assert isinstance(asked.words(stored), str)


@given(st.text(max_size=200))
def test_storing_again_what_was_stored_changes_nothing(typed: str) -> None:
    try:
        stored = SUGGESTION.parse([typed])
    except AnswerError:
        return
    if stored is not None:
        assert SUGGESTION.parse([stored]) == stored
