"""Pages that are compressed once and put together for each request."""

from __future__ import annotations

import gzip

import pytest
from markupsafe import Markup

from surveyapp.citizen.packed import PackedPage, slot

PAGE = PackedPage(f"<p>{slot('unit')}</p>" + "<i>câu hỏi</i>" * 500 + f"<b>{slot('token')}</b>")


def test_the_packed_page_unpacks_to_the_plain_one() -> None:
    words = {"unit": "Sở Nội vụ", "token": "abc"}
    plain = PAGE.plain(words)
    assert gzip.decompress(PAGE.gzipped(words)) == plain
    assert plain.startswith("<p>Sở Nội vụ</p><i>câu".encode())
    assert len(PAGE.gzipped(words)) < len(plain) / 10


def test_words_are_escaped_and_markup_is_not() -> None:
    page = PAGE.plain({"unit": "<script>&", "token": Markup("<u>x</u>")})
    assert b"<p>&lt;script&gt;&amp;</p>" in page
    assert b"<b><u>x</u></b>" in page


@pytest.mark.parametrize("length", [0, 1, 0xFFFF, 0x10000, 200_000])
def test_words_of_any_length_fit(length: int) -> None:
    words = {"unit": "a" * length, "token": ""}
    assert gzip.decompress(PAGE.gzipped(words)) == PAGE.plain(words)


def test_a_page_without_slots_is_fine() -> None:
    assert gzip.decompress(PackedPage("chào").gzipped({})) == "chào".encode()


def test_words_do_not_change_how_a_token_is_packed() -> None:
    """Nobody can learn a token from the size of a page (BREACH)."""
    sizes = {
        len(PAGE.gzipped({"unit": guess, "token": "secret"})) for guess in ("secret", "tecres")
    }
    assert len(sizes) == 1
