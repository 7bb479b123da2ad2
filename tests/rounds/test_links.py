"""Links: what a printed QR code carries (P11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.rounds.links import BadLink, LinkTarget, OldLink, read_link, sign_link

OLD, NEW = b"the older key, thirty-two bytes..", b"the newer key, thirty-two bytes.."
numbers = st.integers(min_value=0, max_value=2**31)


@given(numbers, numbers, numbers, st.integers(1, 20))
def test_what_is_signed_is_read_back(round_id: int, unit: int, counter: int, form: int) -> None:
    target = LinkTarget(round_id, unit, counter, form)
    assert read_link(sign_link(target, keys={7: NEW}), keys={7: NEW}) == target


def test_a_link_of_a_province_is_short() -> None:
    text = sign_link(LinkTarget(120, 900, 1500, 2), keys={1: NEW})
    assert len(text) <= 26


def test_p11_every_edit_of_one_character_is_refused() -> None:
    text = sign_link(LinkTarget(3, 40, 41, 1), keys={1: NEW, 2: OLD})
    for place, char in enumerate(text):
        for other in "abcdefghijklmnopqrstuvwxyz234567":
            if other != char:
                with pytest.raises((BadLink, OldLink)):
                    read_link(text[:place] + other + text[place + 1 :], keys={1: NEW, 2: OLD})


@pytest.mark.parametrize("text", ["", "a", "0189", "đường-dẫn", "a" * 500, "aaaaaaaa" * 4])
def test_nonsense_is_no_link(text: str) -> None:
    with pytest.raises((BadLink, OldLink)):
        read_link(text, keys={1: NEW})


def test_p11_a_link_cut_off_anywhere_is_refused() -> None:
    text = sign_link(LinkTarget(3, 40, 41, 1), keys={1: NEW})
    for length in range(len(text)):
        with pytest.raises((BadLink, OldLink)):
            read_link(text[:length], keys={1: NEW})


def test_printed_links_live_on_beside_a_new_key() -> None:
    printed = sign_link(LinkTarget(1, 2, 3, 1), keys={1: OLD})
    assert read_link(printed, keys={2: NEW, 1: OLD}) == LinkTarget(1, 2, 3, 1)


def test_a_link_of_a_retired_key_says_so() -> None:
    printed = sign_link(LinkTarget(1, 2, 3, 1), keys={1: OLD})
    with pytest.raises(OldLink):
        read_link(printed, keys={2: NEW})


def test_capital_letters_read_the_same() -> None:
    text = sign_link(LinkTarget(1, 2, 3, 1), keys={1: NEW})
    assert read_link(text.upper(), keys={1: NEW}) == LinkTarget(1, 2, 3, 1)
