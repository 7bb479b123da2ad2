"""All cards of a round in one ZIP: a PDF and an SVG each, and one PDF of all for the printer."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

from surveyapp.citizen.prints.card import Card
from surveyapp.citizen.prints.printing import cards_pdf

ALL_CARDS = "tat-ca-the.pdf"


def write_archive(path: Path, cards: Sequence[Card]) -> None:
    """Write the ZIP under its name only when it is whole; doing it twice gives the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, ALL_CARDS, cards_pdf(cards))
        for card in cards:
            _add(archive, f"pdf/{card.file_name}.pdf", cards_pdf([card]))
            _add(archive, f"svg/{card.file_name}.svg", card.qr)
    unfinished.replace(path)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # its date is always 1980, so equal cards give an equal file
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
