"""Cards as PDF, typeset by typst. Only the worker calls this (P22)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

from surveyapp.citizen.prints.card import Card

_TEMPLATE = Path(__file__).with_name("card.typ")
_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"


def cards_pdf(cards: Sequence[Card]) -> bytes:
    """One A5 page per card. Equal cards give equal bytes: the file carries no date."""
    return typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs=_inputs(cards),
        timestamp=0,
    )


def card_png(card: Card, *, dots_per_inch: float = 150) -> bytes:
    """A picture of a card, to check it by eye or by reader."""
    return typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=_fonts(),
        format="png",
        ppi=dots_per_inch,
        sys_inputs=_inputs([card]),
    )


@cache
def _fonts() -> typst.Fonts:
    """Whole fonts, read once, and none of the machine: a card looks the same everywhere.

    Subsets made for browsers would print garbage.
    """
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
    )


def _inputs(cards: Sequence[Card]) -> dict[str, str]:
    return {"cards": json.dumps([_words(card) for card in cards])}


def _words(card: Card) -> dict[str, str | bool]:
    return {
        "authority": card.authority,
        "round_name": card.round_name,
        "simulated": card.simulated,
        "headline": card.headline,
        "form_number": card.form_number,
        "unit": card.unit,
        "place": card.place,
        "counter": card.counter,
        "typed_address": card.typed_address,
        "qr": card.qr.decode(),
    }
