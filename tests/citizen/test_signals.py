"""Signals: robots are noticed, people are not, and nobody is refused (P10)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.citizen.signals import AddressCounts, Handed, is_proved, signals_of
from surveyapp.platform.settings import Settings
from surveyapp.responses.flags import FEWEST_SECONDS, SECONDS_PER_ANSWER

#: A window of ten minutes begins at this moment.
NOON = datetime(2026, 6, 15, 5, tzinfo=UTC)
HALL = "203.0.113.9"
COPY = "0123456789abcdef" * 2
TOKEN = f"{'a' * 32}.aebsqkibe23pqs6gfrezm.3.1781499600000.signature"


def counts(limit: str = "300 per 10 minutes") -> AddressCounts:
    return AddressCounts(Settings(environment="test", address_limit=limit))


def handed(
    *,
    took: float = 60,
    answered: int = 20,
    seconds: int | None = None,
    address: str | None = HALL,
    now: datetime = NOON,
    **fields: str,
) -> Handed:
    """A form that a person sends after a minute, unless told otherwise."""
    sent = {"page_token": TOKEN} | fields
    return Handed(sent, answered, now - timedelta(seconds=took), seconds, address, now)


def proof_of(token: str, copy: str = "") -> str:
    """What the script of the page does."""
    begin = f"{copy}." if copy else ""
    for number in range(1_000_000):
        digest = hashlib.sha256(f"{token}:{begin}{number}".encode()).hexdigest()
        if digest.startswith("000"):
            return f"{begin}{number}"
    raise AssertionError


def noticed(form: Handed, addresses: AddressCounts | None = None) -> set[str]:
    return set(signals_of(form, addresses=addresses or counts()))


# --- people


def test_a_person_without_script_is_not_odd() -> None:
    assert noticed(handed(proof="", copy="", leave_empty="")) == set()


@given(answered=st.integers(0, 60), extra=st.floats(0, 86_400))
def test_whoever_takes_time_to_read_is_never_too_fast(answered: int, extra: float) -> None:
    took = max(FEWEST_SECONDS, SECONDS_PER_ANSWER * answered) + 0.001 + extra
    assert noticed(handed(took=took, answered=answered)) == set()


@pytest.mark.parametrize("hours", [1, 9, 24 * 20])
def test_a_page_left_open_or_a_form_that_waited_for_the_network_is_not_odd(hours: int) -> None:
    assert noticed(handed(took=hours * 3600)) == set()


def test_a_draft_that_was_typed_earlier_may_be_sent_at_once() -> None:
    """The page was opened two seconds ago; it tells that the person took three minutes."""
    assert noticed(handed(took=2, seconds=180)) == set()
    assert noticed(handed(took=2, seconds=2)) == {"too_fast"}


def test_clocks_of_two_servers_that_differ_say_nothing_about_a_person() -> None:
    assert noticed(handed(took=-0.2)) == set()


def test_one_tap_on_a_face_is_not_too_fast() -> None:
    assert noticed(handed(took=1.2, answered=1)) == set()


def test_p10_forty_phones_behind_one_wi_fi_are_not_odd() -> None:
    """Each answers three times within the hour, all without script."""
    addresses = counts()
    for place in range(120):
        form = handed(now=NOON + timedelta(seconds=30 * place))
        assert noticed(form, addresses) == set()


def test_p10_a_kiosk_with_five_hundred_answers_a_day_is_not_odd() -> None:
    addresses, proof = counts(), proof_of(TOKEN)
    for place in range(500):
        form = handed(took=9, answered=3, now=NOON + timedelta(seconds=50 * place), proof=proof)
        assert noticed(form, addresses) == {"proved"}


def test_p10_a_hall_full_of_phones_with_script_has_no_limit() -> None:
    addresses, proof = counts(), proof_of(TOKEN)
    for _ in range(1_000):
        assert noticed(handed(proof=proof), addresses) == {"proved"}


def test_what_proves_itself_does_not_use_up_the_limit_of_the_others() -> None:
    addresses, proof = counts("3 per 10 minutes"), proof_of(TOKEN)
    for _ in range(50):
        noticed(handed(proof=proof), addresses)
    assert noticed(handed(), addresses) == set()


@pytest.mark.parametrize("address", [None, "", "127.0.0.1", "::1", "::ffff:127.0.0.1", "nonsense"])
def test_an_address_that_tells_of_no_sender_is_not_counted(address: str | None) -> None:
    """Behind a proxy that the settings do not name everybody has the same one."""
    addresses = counts("1 per 10 minutes")
    for _ in range(5):
        assert noticed(handed(address=address), addresses) == set()


# --- robots


@given(answered=st.integers(0, 60), share=st.floats(0, 0.999))
def test_whoever_sends_faster_than_anybody_reads_is_too_fast(answered: int, share: float) -> None:
    took = share * max(FEWEST_SECONDS, SECONDS_PER_ANSWER * answered)
    assert noticed(handed(took=took, answered=answered)) == {"too_fast"}


def test_a_program_that_fills_every_field_is_caught_by_the_hidden_one() -> None:
    filled = dict.fromkeys(("copy", "proof", "lang", "leave_empty"), "http://example.org")
    assert noticed(handed(**filled)) == {"honeypot"}
    assert noticed(handed(leave_empty=" \n")) == set()


def test_more_than_the_limit_from_one_address_is_busy_until_the_window_ends() -> None:
    addresses = counts()
    found = [noticed(handed(), addresses) for _ in range(301)]
    assert found[299:] == [set(), {"busy_address"}]
    assert noticed(handed(address="203.0.113.10"), addresses) == set()
    assert noticed(handed(proof=proof_of(TOKEN)), addresses) == {"proved"}
    assert noticed(handed(now=NOON + timedelta(minutes=10)), addresses) == set()


def test_addresses_that_one_household_may_choose_from_count_as_one() -> None:
    addresses = counts("2 per 10 minutes")
    found = [noticed(handed(address=f"2001:db8:7:1::{n}"), addresses) for n in range(1, 4)]
    assert found == [set(), set(), {"busy_address"}]
    assert noticed(handed(address="2001:db8:7:2::1"), addresses) == set()


def test_an_old_address_in_new_clothes_is_the_same_address() -> None:
    addresses = counts("1 per 10 minutes")
    noticed(handed(), addresses)
    assert noticed(handed(address=f"::ffff:{HALL}"), addresses) == {"busy_address"}


# --- the proof


def test_a_proof_belongs_to_one_page() -> None:
    proof = proof_of(TOKEN)
    assert is_proved({"page_token": TOKEN, "proof": proof})
    assert not is_proved({"page_token": TOKEN.replace("a", "b"), "proof": proof})


def test_a_proof_of_a_page_that_was_filled_again_belongs_to_one_filling() -> None:
    proof = proof_of(TOKEN, COPY)
    assert is_proved({"page_token": TOKEN, "copy": COPY, "proof": proof})
    assert not is_proved({"page_token": TOKEN, "copy": COPY[::-1], "proof": proof})
    assert not is_proved({"page_token": TOKEN, "copy": COPY, "proof": proof_of(TOKEN)})


@pytest.mark.parametrize("proof", ["", "0", "x" * 65, "\ud800", "đ" * 64, "-1"])
def test_nonsense_proves_nothing_and_breaks_nothing(proof: str) -> None:
    assert not is_proved({"page_token": TOKEN, "proof": proof})


# --- what is kept


def test_p5_no_address_is_kept_and_counts_die_with_their_window() -> None:
    addresses = counts()
    noticed(handed(), addresses)
    assert HALL not in repr(addresses._counts)
    noticed(handed(now=NOON + timedelta(minutes=10), address="198.51.100.1"), addresses)
    assert len(addresses._counts) == 1


def test_memory_does_not_grow_with_the_addresses_of_an_attack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("surveyapp.citizen.signals._MOST_ADDRESSES", 10)
    addresses = counts()
    for number in range(100):
        noticed(handed(address=f"198.51.100.{number}"), addresses)
    assert len(addresses._counts) <= 10
