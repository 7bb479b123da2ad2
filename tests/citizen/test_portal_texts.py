"""The texts that go with a link, and how many messages they take."""

from __future__ import annotations

import pytest

from surveyapp.citizen.languages import LANGUAGE_NAMES, read_tables
from surveyapp.citizen.portal.sms import count_segments, sms_encoding, without_diacritics
from surveyapp.citizen.portal.texts import short_texts

URL = "https://khaosat.soctrang.gov.vn/q/" + "a" * 40


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("~" * 80, "GSM-7", 1),
        ("~" * 81, "GSM-7", 2),
        # 153 is odd: a letter of two places is not split, so each part holds 76 of them.
        ("~" * 152, "GSM-7", 2),
        ("~" * 153, "GSM-7", 3),
        ("àéùìòÇñ" * 20, "GSM-7", 1),
        ("đ" * 70, "UCS-2", 1),
        ("đ" * 71, "UCS-2", 2),
        ("đ" * 134, "UCS-2", 2),
        ("đ" * 135, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
        ("😀" * 67, "UCS-2", 3),
        ("`", "UCS-2", 1),
    ],
)
def test_messages_are_counted_as_networks_count_them(
    text: str, encoding: str, segments: int
) -> None:
    """3GPP TS 23.038: 160 and 153 of seven bits, 70 and 67 of sixteen."""
    assert (sms_encoding(text), count_segments(text)) == (encoding, segments)


def test_vietnamese_loses_its_marks_and_nothing_else() -> None:
    assert (
        without_diacritics("ĐẶNG Thị Ỷ – “Sở Tài chính” 1/2") == 'DANG Thi Y - "So Tai chinh" 1/2'
    )


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_a_plain_message_with_an_ordinary_name_is_one(language: str) -> None:
    for unit in ("Sở Nội vụ", "Sở Tài nguyên và Môi trường", "Ủy ban nhân dân thành phố Sóc Trăng"):
        plain = short_texts(language=language, unit=unit, url=URL).sms_plain
        assert (plain.encoding, plain.segments) == ("GSM-7", 1)
        assert without_diacritics(unit) in plain.text
        assert plain.text.endswith(URL)


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_a_long_name_is_left_out_rather_than_cut(language: str) -> None:
    name = "Chi cục Quản lý chất lượng nông lâm sản và thủy sản thuộc Sở Nông nghiệp"
    texts = short_texts(language=language, unit=name, url=URL)
    assert (texts.sms_plain.encoding, texts.sms_plain.segments) == ("GSM-7", 1)
    assert "Chi cuc" not in texts.sms_plain.text
    assert name in texts.sms.text
    assert texts.sms.segments > 1


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_the_plain_words_are_written_in_the_letters_of_short_messages(language: str) -> None:
    for key, text in read_tables(language)["texts"].items():
        if key.startswith("sms_"):
            assert sms_encoding(text.format(unit="", url="")) == "GSM-7", key


def test_names_are_not_escaped_and_braces_are_not_filled_again() -> None:
    texts = short_texts(language="vi", unit="Sở <A> & {url}", url=URL)
    assert "Sở <A> & {url}" in texts.zalo.text
