"""Text in one normal form, whatever somebody sends (P18)."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.platform.vietnamese import nfc, without_controls

#: About what fits into the largest request.
MANY = 150_000

MARKS = "\u0300\u0301\u0302\u0303\u0309\u0315\u031b\u0323\u0344\u0f71\u0f73\u0f75\u0f81\u1dd2"


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u200b" * MANY + "a",
        "a" + "\u0315\u0300" * MANY,
        "\u0f73" * MANY,
        "e\u0323\u0302\u200b" * MANY,
    ],
    ids=["joiners", "marks", "marks of marks", "letters"],
)
def test_p18_a_megabyte_of_marks_is_cleaned_at_once(text: str) -> None:
    """It took minutes, in which the process served nobody else."""
    begun = time.process_time()
    nfc(without_controls(nfc(text)))
    assert time.process_time() - begun < 5


@given(st.text(st.sampled_from("aeđốệ \n" + MARKS), min_size=31, max_size=60))
def test_p18_long_texts_come_out_as_unicode_says(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)
