"""Links: what a printed QR code carries (P11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.rounds.links import (
    DOSSIER_BYTES,
    BadLink,
    LinkTarget,
    OldLink,
    read_kiosk,
    read_link,
    sign_kiosk,
    sign_link,
)

OLD, NEW = b"the older key, thirty-two bytes..", b"the newer key, thirty-two bytes.."
numbers = st.integers(min_value=0, max_value=2**31)


dossiers = st.one_of(st.just(b""), st.binary(min_size=DOSSIER_BYTES, max_size=DOSSIER_BYTES))


targets = st.builds(LinkTarget, numbers, numbers, numbers, st.integers(1, 20), numbers, dossiers)


@given(targets)
def test_what_is_signed_is_read_back(target: LinkTarget) -> None:
    assert read_link(sign_link(target, keys={7: NEW}), keys={7: NEW}) == target


def test_a_link_of_a_province_is_short() -> None:
    text = sign_link(LinkTarget(120, 900, 1500, 2), keys={1: NEW})
    assert len(text) <= 26


def test_a_link_printed_by_the_first_release_still_leads_there() -> None:
    printed, target = "aebsqkibe23pqs6gfrezm", LinkTarget(3, 40, 41, 1)
    assert sign_link(target, keys={1: NEW}) == printed
    assert read_link(printed, keys={1: NEW}) == target


def test_a_dossier_is_named_by_a_hash_of_one_length() -> None:
    with pytest.raises(ValueError, match="hash"):
        sign_link(LinkTarget(3, 40, 0, 2, dossier=b"T08.123"), keys={1: NEW})


def test_the_link_of_a_dossier_fits_a_text_message() -> None:
    text = sign_link(LinkTarget(120, 900, 0, 2, dossier=bytes(DOSSIER_BYTES)), keys={1: NEW})
    assert len(text) <= 42


@given(numbers)
def test_a_kiosk_is_read_back_and_is_no_link(kiosk_id: int) -> None:
    text = sign_kiosk(kiosk_id, keys={1: NEW})
    assert read_kiosk(text, keys={2: OLD, 1: NEW}) == kiosk_id
    with pytest.raises(BadLink):
        read_link(text, keys={1: NEW})
    with pytest.raises(OldLink):
        read_kiosk(text, keys={2: OLD})


def test_p11_a_link_opens_no_kiosk() -> None:
    with pytest.raises(BadLink):
        read_kiosk(sign_link(LinkTarget(3, 40, 41, 1), keys={1: NEW}), keys={1: NEW})


@pytest.mark.parametrize(
    "target",
    [
        LinkTarget(3, 40, 41, 1),
        LinkTarget(3, 40, 41, 1, 9),
        LinkTarget(3, 40, 0, 2, 9, b"0123456789"),
    ],
    ids=["plain", "field", "dossier"],
)
def test_p11_every_edit_of_one_character_is_refused(target: LinkTarget) -> None:
    text = sign_link(target, keys={1: NEW, 2: OLD})
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
