"""Page tokens (P1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveyapp.citizen.page_fields import PAGE_FIELDS
from surveyapp.citizen.tokens import (
    BadToken,
    PageToken,
    read_token,
    sign_token,
    submission_id_of,
)
from surveyapp.questionnaires.checks import RESERVED_IDS
from surveyapp.responses.canonical import is_submission_id

KEYS = ["an older secret of the tests", "the present secret of the tests"]
TOKEN = PageToken("0123456789abcdef" * 2, "aeaqc", 7, datetime(2026, 6, 15, 3, 0, 1, 234000, UTC))


def test_p1_a_token_says_what_was_signed() -> None:
    assert read_token(sign_token(TOKEN, keys=KEYS), keys=KEYS) == TOKEN


def test_a_token_signed_with_an_older_key_still_holds() -> None:
    assert read_token(sign_token(TOKEN, keys=KEYS[:1]), keys=KEYS) == TOKEN


def test_a_token_of_a_retired_key_is_refused() -> None:
    with pytest.raises(BadToken):
        read_token(sign_token(TOKEN, keys=KEYS[:1]), keys=KEYS[1:])


@pytest.mark.parametrize("text", ["", "x", "a.b.c.d.e", "é" * 10, "a" * 10_000, "\x00"])
def test_other_text_is_no_token(text: str) -> None:
    with pytest.raises(BadToken):
        read_token(text, keys=KEYS)


def test_every_changed_letter_breaks_a_token() -> None:
    text = sign_token(TOKEN, keys=KEYS)
    # The last letter carries spare bits, which the signature does not cover.
    for place in range(len(text) - 1):
        changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        with pytest.raises(BadToken):
            read_token(changed, keys=KEYS)


def test_p1_a_kept_page_that_is_filled_again_is_another_submission() -> None:
    first, second = (submission_id_of(TOKEN, digit * 16) for digit in "ab")
    assert len({TOKEN.submission_id, first, second}) == 3
    assert all(is_submission_id(found) for found in (first, second))
    assert submission_id_of(TOKEN, "a" * 16) == first


@pytest.mark.parametrize("copy", ["", "a" * 15, "a" * 33, "A" * 16, "x" * 16, "a" * 16 + "\n"])
def test_anything_else_as_copy_is_not_heeded(copy: str) -> None:
    assert submission_id_of(TOKEN, copy) == TOKEN.submission_id


def test_no_question_can_bear_the_name_of_a_field_of_the_page() -> None:
    assert PAGE_FIELDS == RESERVED_IDS
