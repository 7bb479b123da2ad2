"""Contrast of every pair of colours that the citizens' pages use, by day and by night (WCAG AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "surveyapp" / "static" / "citizen.css").read_text("utf-8")
_BLOCK = re.compile(r":root \{([^}]*)\}")
_COLOUR = re.compile(r"--(\w+(?:-\w+)?): (#[0-9a-f]{3,6});")
#: Words: at least 4.5 to 1.
WORDS = (
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "tint"),
    ("ink", "sun"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "tint"),
    ("key", "paper"),
    ("key", "card"),
    ("key", "sun"),
    ("on-key", "key"),
    ("bad", "paper"),
    ("bad", "card"),
)
#: Edges of what is tapped, and the focus: at least 3 to 1 (WCAG 1.4.11).
EDGES = (("edge", "paper"), ("edge", "card"), ("key", "card"), ("ink", "paper"), ("bad", "card"))


def schemes() -> dict[str, dict[str, str]]:
    """The colours of the day, and those of the night where they differ."""
    day, night = (dict(_COLOUR.findall(block)) for block in _BLOCK.findall(CSS)[:2])
    return {"day": day, "night": day | night}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["day", "night"])
def test_words_stand_out_from_what_is_behind_them(scheme: str) -> None:
    colours = schemes()[scheme]
    measured = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in WORDS}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["day", "night"])
def test_edges_of_what_is_tapped_can_be_seen(scheme: str) -> None:
    colours = schemes()[scheme]
    measured = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < 3} == {}
