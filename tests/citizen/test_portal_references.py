"""What stands for a dossier: one spelling, one key that outlives the signing keys."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.citizen.portal.references import LONGEST, dossier_hash, normal_reference
from surveyapp.citizen.portal.refusals import BadValue

OLD, NEW = b"the oldest key of thirty-two bytes", b"a newer key of thirty-two bytes or more"
PLACE = {"authority_id": 1, "round_id": 2, "unit_id": 3}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_one_spelling_stays_as_it_is(text: str) -> None:
    try:
        normal = normal_reference(text)
    except BadValue:
        return
    assert normal_reference(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
    assert 1 <= len(normal) <= LONGEST
    assert normal_reference(f"  {normal}\t") == normal


def test_a_spelling_that_grows_beyond_the_longest_is_refused() -> None:
    """ß becomes SS in capitals."""
    with pytest.raises(BadValue):
        normal_reference("ß" * (LONGEST - 1))


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200d", "\u00ad", "\u2060", "\x1c", "\ue000", "\U000e0041"]
)
def test_p2_a_mark_that_nobody_sees_makes_no_second_dossier(mark: str) -> None:
    for text in (f"H55{mark}-1", f"{mark}H55-1", f"H55-1{mark}", f"H55 {mark} 1"):
        with pytest.raises(BadValue):
            normal_reference(text)


def test_the_hash_hangs_on_everything_it_stands_for() -> None:
    keys = {1: OLD}
    hashes = {
        dossier_hash("H55-1", **PLACE, keys=keys),
        dossier_hash("H55-2", **PLACE, keys=keys),
        dossier_hash("H55-1", **PLACE, keys={1: NEW}),
        *(
            dossier_hash("H55-1", **(PLACE | {name: 9}), keys=keys)
            for name in ("authority_id", "round_id", "unit_id")
        ),
    }
    assert len(hashes) == 6
    assert {len(value) for value in hashes} == {10}


def test_p2_a_new_signing_key_does_not_let_a_dossier_count_twice() -> None:
    before = dossier_hash("H55-1", **PLACE, keys={1: OLD})
    for ring in ({2: NEW, 1: OLD}, {1: OLD, 2: NEW}, {3: NEW + b"3", 2: NEW, 1: OLD}):
        assert dossier_hash("H55-1", **PLACE, keys=ring) == before


def test_numbers_cannot_run_into_the_reference() -> None:
    keys = {1: OLD}
    one = dossier_hash("3.H55", authority_id=1, round_id=1, unit_id=1, keys=keys)
    two = dossier_hash("H55", authority_id=1, round_id=1, unit_id=13, keys=keys)
    assert one != two
