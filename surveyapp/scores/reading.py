"""Reading a table of points that a person made, with every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from surveyapp.platform.csv_files import CsvRow, read_csv
from surveyapp.platform.faults import Fault
from surveyapp.programmes.definition import Part, ProgrammeDefinition
from surveyapp.programmes.rows import UnitDefinition

UNIT_COLUMN = "unit"
MAXIMUM_COLUMN = "max_points"
NAME_COLUMN = "name"

#: Digits with a decimal comma or point; no thousands separators, whose meaning would be a guess.
_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<whole>[0-9]{1,6})(?:[.,](?P<decimals>[0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class UnitScores:
    """One row: the lowered maximum and the points by part; None is chưa xác định."""

    maximum: Decimal | None
    points: Mapping[str, Decimal | None]


@dataclass(slots=True)
class _Reader:
    """One reading of one file."""

    definition: ProgrammeDefinition
    parts: list[Part]
    faults: list[Fault] = field(default_factory=list)
    rows: dict[str, UnitScores] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


def read_scores(
    path: Path, *, definition: ProgrammeDefinition
) -> tuple[dict[str, UnitScores], list[Fault]]:
    """Rows by unit code, and every fault of the file; units without a row are not judged here.

    Columns: `unit`, `max_points`, the codes of all parts that are imported; `name` is ignored.
    """
    parts = [part for part in definition.parts if part.kind == "imported"]
    columns = (UNIT_COLUMN, MAXIMUM_COLUMN, *(part.code for part in parts))
    rows, faults = read_csv(path, required=columns, optional=(NAME_COLUMN,))
    reader = _Reader(definition, parts, list(faults))
    units = {unit.code: unit for unit in definition.units}
    for row in rows:
        _read_row(reader, row, units)
    return reader.rows, reader.faults


def _read_row(reader: _Reader, row: CsvRow, units: Mapping[str, UnitDefinition]) -> None:
    code = row.data[UNIT_COLUMN]
    cells = {
        column: _read_cell(reader, row, column)
        for column in (MAXIMUM_COLUMN, *(part.code for part in reader.parts))
    }
    points = {part.code: cells[part.code] for part in reader.parts}
    scores = UnitScores(cells[MAXIMUM_COLUMN], points)
    if code not in units:
        reader.faults.append(
            _fault(
                row,
                UNIT_COLUMN,
                "unknown-unit",
                f"Bộ chỉ số không có đơn vị mang mã “{code}”.",
                "Sửa mã theo danh sách đơn vị của bộ chỉ số.",
            )
        )
    elif code in reader.seen:
        reader.faults.append(
            _fault(
                row,
                UNIT_COLUMN,
                "duplicate-unit",
                f"Đơn vị “{code}” đã có ở dòng {reader.seen[code]}.",
                "Chỉ giữ lại một dòng cho mỗi đơn vị.",
            )
        )
    else:
        reader.seen[code] = row.line
        reader.rows[code] = scores
        reader.faults += _limits(reader, row, units[code], scores)


def _read_cell(reader: _Reader, row: CsvRow, column: str) -> Decimal | None:
    text = row.data[column]
    if not text:
        return None
    number = _NUMBER.fullmatch(text)
    if number is None:
        cure = (
            "Ghi số như 48,25 hoặc 48.25, không phân cách hàng nghìn; chưa xác định thì để trống."
        )
        reader.faults.append(
            _fault(row, column, "not-a-number", f"“{text}” không phải là một số.", cure)
        )
        return None
    value = Decimal(".".join(filter(None, (number["whole"], number["decimals"]))))
    if number["sign"] and value:
        reader.faults.append(
            _fault(row, column, "negative", f"Điểm {text} nhỏ hơn 0.", "Ghi điểm từ 0 trở lên.")
        )
        return None
    return value


def _limits(
    reader: _Reader, row: CsvRow, unit: UnitDefinition, scores: UnitScores
) -> Iterator[Fault]:
    """Points above the part's maximum, or above what the unit can reach at all."""
    for part in reader.parts:
        most, given = part.max_points.get(unit.group), scores.points[part.code]
        if most is not None and given is not None and given > most:
            message = f"Điểm {vi(given)} lớn hơn điểm tối đa {vi(most)} của phần “{part.name}”."
            yield _fault(row, part.code, "above-maximum", message, "Xem lại điểm của phần này.")
    if scores.maximum is None:
        return
    if scores.maximum == 0:
        message, cure = "Điểm chuẩn bằng 0.", "Ghi điểm chuẩn sau khi hạ, lớn hơn 0."
        yield _fault(row, MAXIMUM_COLUMN, "maximum-zero", message, cure)
        return
    full = next(group.max_points for group in reader.definition.groups if group.code == unit.group)
    if full is not None and scores.maximum > full:
        message = f"Điểm chuẩn {vi(scores.maximum)} lớn hơn điểm tối đa {vi(full)} của nhóm."
        yield _fault(row, MAXIMUM_COLUMN, "above-maximum", message, "Xem lại điểm chuẩn.")
    yield from _sum_fault(reader, row, unit, scores.maximum, scores.points)


def _sum_fault(
    reader: _Reader,
    row: CsvRow,
    unit: UnitDefinition,
    maximum: Decimal,
    points: Mapping[str, Decimal | None],
) -> Iterator[Fault]:
    """The points given, with the whole of the part still to come, cannot pass the maximum."""
    given = sum((value for value in points.values() if value is not None), Decimal(0))
    index = reader.definition.index_part
    to_come = index.max_points.get(unit.group, Decimal(0)) if index else Decimal(0)
    if given + to_come > maximum:
        survey = f" cộng điểm tối đa {vi(to_come)} của phần “{index.name}”" if index else ""
        message = f"Tổng các phần {vi(given)}{survey} vượt điểm chuẩn {vi(maximum)}."
        cure = "Xem lại điểm các phần và điểm chuẩn của đơn vị."
        yield _fault(row, MAXIMUM_COLUMN, "sum-above-maximum", message, cure)


def vi(value: Decimal) -> str:
    """A number as it was written, with a decimal comma."""
    return f"{value:f}".replace(".", ",")


def _fault(row: CsvRow, column: str, code: str, message: str, cure: str) -> Fault:
    return Fault(row.name, row.place((column,)), code, message, cure)
