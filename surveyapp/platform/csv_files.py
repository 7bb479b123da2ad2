"""CSV written by people: byte order mark, Windows line ends, commas or semicolons, any order.

Excel with Vietnamese settings writes semicolons; the header line tells which one is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyapp.platform.faults import Fault
from surveyapp.platform.text_files import cleaned, read_text


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its cells by column, and the line it stands on."""

    name: str
    line: int
    data: dict[str, str]

    def place(self, path: Sequence[str | int] = ()) -> str:
        """`dòng 5, cột group`."""
        return f"dòng {self.line}, cột {path[0]}" if path else f"dòng {self.line}"


def read_csv(
    path: Path, *, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[CsvRow], list[Fault]]:
    """All rows that can be read, and every fault of the header and of the shape of rows.

    Cells are NFC and stripped; blank lines are skipped; a missing optional column reads as empty.
    """
    text, faults = read_text(path)
    if text is None:
        return [], faults
    try:
        lines = _lines(text)
    except csv.Error:
        return [], [_fault(path, 1, "csv-syntax", "Không đọc được tệp CSV.", "Lưu lại dạng CSV.")]
    if not lines:
        cure = f"Dòng đầu ghi tên cột: {', '.join(required)}."
        return [], [_fault(path, 1, "csv-empty", "Tệp không có dòng nào.", cure)]
    (line, header), body = lines[0], lines[1:]
    faults = _header_faults(path, line, header, required, optional)
    rows = []
    for line, cells in body:
        if len(cells) != len(header):
            faults.append(_width_fault(path, line, len(cells), len(header)))
        else:
            blank = dict.fromkeys(optional, "")
            rows.append(CsvRow(path.name, line, blank | dict(zip(header, cells, strict=True))))
    return ([] if any(f.code == "missing-column" for f in faults) else rows), faults


def _lines(text: str) -> list[tuple[int, list[str]]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = []
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            lines.append((start, [cleaned(cell).strip() for cell in cells]))
        start = reader.line_num + 1
    return lines


def _header_faults(
    path: Path, line: int, header: list[str], required: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    known = (*required, *optional)
    faults = [
        _fault(path, line, "missing-column", f"Thiếu cột “{name}”.", "Thêm cột này.")
        for name in required
        if name not in header
    ]
    faults += [
        _fault(
            path,
            line,
            "unknown-column",
            f"Không có cột nào tên “{name}”.",
            f"Dùng các cột: {', '.join(known)}.",
        )
        for name in header
        if name not in known
    ]
    faults += [
        _fault(path, line, "duplicate-column", f"Cột “{name}” có hai lần.", "Chỉ giữ lại một.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    return faults


def _width_fault(path: Path, line: int, given: int, wanted: int) -> Fault:
    return _fault(
        path,
        line,
        "row-width",
        f"Dòng có {given} ô, tiêu đề có {wanted} cột.",
        "Thêm hoặc bớt ô; ô có dấu phân cách phải đặt trong dấu nháy kép.",
    )


def _fault(path: Path, line: int, code: str, message: str, cure: str) -> Fault:
    return Fault(path.name, f"dòng {line}", code, message, cure)
