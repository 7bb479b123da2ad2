"""Prints as PDF, typeset by typst. Only the worker calls this (P22)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

from surveyapp.citizen.prints.content import Print
from surveyapp.citizen.prints.formats import PrintFormat

_TEMPLATES = Path(__file__).with_name("typ")
_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"


def prints_pdf(prints: Sequence[Print], *, format_: PrintFormat) -> bytes:
    """The pages of some prints. Equal prints give equal bytes: the file carries no date."""
    return typst.compile(
        str(_TEMPLATES / f"{format_.template}.typ"),
        root=str(_TEMPLATES),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs=_inputs(prints, format_),
        timestamp=0,
    )


def print_png(shown: Print, *, format_: PrintFormat, dots_per_inch: float = 150) -> bytes:
    """A picture of a print, to check it by eye or by reader."""
    return typst.compile(
        str(_TEMPLATES / f"{format_.template}.typ"),
        root=str(_TEMPLATES),
        font_paths=_fonts(),
        format="png",
        ppi=dots_per_inch,
        sys_inputs=_inputs([shown] * format_.per_sheet, format_),
    )


@cache
def _fonts() -> typst.Fonts:
    """Whole fonts, read once, and none of the machine: a print looks the same everywhere.

    Subsets made for browsers would print garbage.
    """
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
    )


def _inputs(prints: Sequence[Print], format_: PrintFormat) -> dict[str, str]:
    return {"prints": json.dumps([_words(one) for one in prints]), "paper": format_.paper}


def _words(one: Print) -> dict[str, object]:
    return {
        "authority": one.authority,
        "round_name": one.round_name,
        "simulated": one.simulated,
        "headline": one.headline,
        "form_number": one.form_number,
        "unit": one.unit,
        "place": one.place,
        "counter": one.counter,
        "field": one.field,
        "host": one.short_address,
        "address": one.typed_address,
        "code": one.code,
        "lines": [{"language": language, "words": line} for language, line in one.lines],
        "qr": one.qr.decode(),
    }
