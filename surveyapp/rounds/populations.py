"""Importing populations: finished dossiers of the window per unit and form.

`combine_forms: per_form` weighs a unit's forms by them. All of a file is taken, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveyapp.platform.csv_files import CsvRow, read_csv
from surveyapp.platform.faults import Fault, Faulty
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.models import Population, Round
from surveyapp.units.queries import unit_codes

COLUMNS = ("unit", "form", "dossiers")
_LARGEST = 100_000_000


def import_populations(session: Session, *, round_: Round, path: Path) -> int:
    """Replace the populations of a round by those of a CSV file `unit,form,dossiers`.

    Returns the number of rows taken. Raises Faulty with every fault; then nothing is written.
    """
    rows, faults = read_csv(path, required=COLUMNS, optional=("name",))
    definition = definition_of(round_.programme)
    units = {unit.code for unit in definition.units}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        faults += _row_faults(row, units, set(definition.questionnaires), seen)
        seen.add((row.data["unit"], row.data["form"]))
    if faults:
        raise Faulty(faults)
    ids = {code: key for key, code in unit_codes(session, authority_id=round_.authority_id).items()}
    session.execute(delete(Population).where(Population.round_id == round_.id))
    session.add_all(
        Population(
            round_id=round_.id,
            unit_id=ids[row.data["unit"]],
            form=row.data["form"],
            dossiers=int(row.data["dossiers"]),
        )
        for row in rows
    )
    session.flush()
    return len(rows)


def _row_faults(
    row: CsvRow, units: set[str], forms: set[str], seen: set[tuple[str, str]]
) -> Iterator[Fault]:
    unit, form, dossiers = (row.data[column] for column in COLUMNS)
    if unit not in units:
        message = f"Bộ chỉ số không có đơn vị mang mã “{unit}”."
        yield _fault(row, "unit", "unknown-unit", message, "Sửa mã theo danh sách đơn vị.")
    if form not in forms:
        message = f"Bộ chỉ số không có mẫu phiếu mang mã “{form}”."
        yield _fault(row, "form", "unknown-form", message, f"Dùng: {', '.join(sorted(forms))}.")
    if (unit, form) in seen:
        message = f"Đơn vị “{unit}” với phiếu “{form}” đã có ở dòng trên."
        yield _fault(row, "unit", "duplicate-unit", message, "Chỉ giữ lại một dòng.")
    if not (dossiers.isascii() and dossiers.isdigit() and int(dossiers) <= _LARGEST):
        message = f"“{dossiers}” không phải là số hồ sơ."
        yield _fault(row, "dossiers", "not-a-number", message, "Ghi một số nguyên từ 0 trở lên.")


def _fault(row: CsvRow, column: str, code: str, message: str, cure: str) -> Fault:
    return Fault(row.name, row.place((column,)), code, message, cure)
