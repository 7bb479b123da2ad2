"""Page tokens (P1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveyapp.citizen.tokens import BadToken, PageToken, read_token, sign_token

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
