"""Prints of a round in one ZIP: for each format a PDF of all for the printer and one of each.

Where there are more than `MOST_PAGES` prints, the PDF of all comes in several: typesetting takes a
megabyte of memory for each page, and lets go of it only after some further files.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from surveyapp.citizen.prints.content import Print
from surveyapp.citizen.prints.formats import PrintFormat
from surveyapp.citizen.prints.printing import prints_pdf

#: Prints in one PDF; a whole number of sheets of every format.
MOST_PAGES = 100

#: Told how much is done of how much.
Report = Callable[[int, int], None]


def write_archive(
    path: Path, prints: Sequence[Print], *, formats: Sequence[PrintFormat], report: Report
) -> None:
    """Write the ZIP under its name only when it is whole; doing it twice gives the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f"{path.stem}.*.part"):
        left.unlink(missing_ok=True)  # of a worker that was killed
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    # A PDF of all costs about as much as its pages, so each page counts twice.
    total = 2 * len(prints) * len(formats)
    done = 0
    report(done, total)
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, cost in _files(prints, formats):
            _add(archive, name, content)
            done += cost
            report(done, total)
    unfinished.replace(path)


def _files(
    prints: Sequence[Print], formats: Sequence[PrintFormat]
) -> Iterator[tuple[str, bytes, int]]:
    """Every file by its name, with what it costs."""
    for one in prints:
        yield f"ma-qr/{one.file_name}.svg", one.qr, 0
    for format_ in formats:
        for name, part in _volumes(prints, format_):
            yield name, prints_pdf(part, format_=format_), len(part)
            for one in part:
                # Where several stand on a sheet, a single print fills it.
                sheet = prints_pdf([one] * format_.per_sheet, format_=format_)
                yield f"{format_.word}/{one.file_name}.pdf", sheet, 1


def _volumes(
    prints: Sequence[Print], format_: PrintFormat
) -> Iterator[tuple[str, Sequence[Print]]]:
    """The PDFs for the printer: one, or several that are numbered."""
    if len(prints) <= MOST_PAGES:
        yield f"tat-ca-{format_.word}.pdf", prints
        return
    for number, start in enumerate(range(0, len(prints), MOST_PAGES), start=1):
        yield f"tat-ca-{format_.word}-{number:02}.pdf", prints[start : start + MOST_PAGES]


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # its date is always 1980, so equal prints give an equal file
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
