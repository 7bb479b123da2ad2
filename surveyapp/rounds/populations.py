"""The population of a round: finished dossiers of the window by unit, channel and field.

All of a file is taken, or nothing. What was taken can be taken away again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from surveyapp.platform.csv_files import CsvRow, read_csv
from surveyapp.platform.errors import WrongState
from surveyapp.platform.faults import Fault, Faulty
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.models import Population, Round
from surveyapp.rounds.queries import PopulationKey, lock_round, populations
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.units.queries import unit_codes

REQUIRED = ("unit", "channel", "count")
OPTIONAL = ("field", "name")
_FIELD = re.compile(r"[a-z0-9_.-]{1,64}")
_COUNT = re.compile(r"[0-9]{1,9}")

#: What a file says: dossiers by the codes of unit, channel and field ("" where not divided).
Counts = dict[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class PopulationImport:
    """What an import took. `missing` are the units that have no population now, in list order."""

    rows: int
    units: int
    channels: int
    fields: int
    dossiers: int
    missing: tuple[str, ...]


def import_populations(
    session: Session, *, round_: Round, path: Path, now: datetime
) -> PopulationImport:
    """Replace the population of a round by that of a CSV file `unit,channel,field,count`.

    Raises Faulty with every fault or WrongState (the round is published); then nothing is written.
    """
    _lock_unpublished(session, round_, now)
    definition = definition_of(round_.programme)
    counts = read_populations(path, definition=definition)
    ids = {code: key for key, code in unit_codes(session, authority_id=round_.authority_id).items()}
    store_populations(
        session,
        round_id=round_.id,
        populations={
            (ids[unit], channel, field): count for (unit, channel, field), count in counts.items()
        },
    )
    units, channels, fields = (set(codes) for codes in zip(*counts, strict=True))
    return PopulationImport(
        rows=len(counts),
        units=len(units),
        channels=len(channels),
        fields=len(fields - {""}),
        dossiers=sum(counts.values()),
        missing=tuple(unit.code for unit in definition.units if unit.code not in units),
    )


def clear_populations(session: Session, *, round_: Round, now: datetime) -> int:
    """Take the population of a round away; its results are unweighted again.

    Returns the dossiers that were there. Raises WrongState: the round is published, or has none.
    """
    _lock_unpublished(session, round_, now)
    known = populations(session, round_id=round_.id)
    if not known:
        raise WrongState("empty", "Đợt chưa có số hồ sơ nào để bỏ.")
    store_populations(session, round_id=round_.id, populations={})
    return sum(known.values())


def _lock_unpublished(session: Session, round_: Round, now: datetime) -> None:
    lock_round(session, round_id=round_.id)
    session.refresh(round_, ["published_at"])
    if state_of(round_, now=now) is RoundState.PUBLISHED:
        raise WrongState("published", "Đợt đã công bố kết quả, không đổi số hồ sơ được nữa.")


def store_populations(
    session: Session, *, round_id: int, populations: Mapping[PopulationKey, int]
) -> None:
    """Replace the population of a round; the caller holds the round's lock."""
    session.execute(delete(Population).where(Population.round_id == round_id))
    rows = [
        {
            "round_id": round_id,
            "unit_id": unit_id,
            "channel": channel,
            "field_code": field_code,
            "dossiers": dossiers,
        }
        for (unit_id, channel, field_code), dossiers in populations.items()
    ]
    if rows:
        session.execute(insert(Population), rows)
    session.flush()


def populations_by_form(
    definition: ProgrammeDefinition, populations: Mapping[PopulationKey, int]
) -> dict[tuple[int, str], int]:
    """Dossiers by unit id and questionnaire, fields added up, where a form has its channel alone.

    Nobody knows how the dossiers of a channel divide among several forms; those are left out.
    """
    alone = {c.code: c.forms[0] for c in definition.channels if len(c.forms) == 1}
    by_form: Counter[tuple[int, str]] = Counter()
    for (unit_id, channel, _), dossiers in populations.items():
        if channel in alone:
            by_form[unit_id, alone[channel]] += dossiers
    return dict(by_form)


def read_populations(path: Path, *, definition: ProgrammeDefinition) -> Counts:
    """The counts of a file. Raises Faulty with every fault."""
    rows, faults = read_csv(path, required=REQUIRED, optional=OPTIONAL)
    units = {unit.code for unit in definition.units}
    channels = {channel.code for channel in definition.channels}
    seen: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        faults += _cell_faults(row, units, channels)
        faults += _key_faults(row, seen)
    if not rows and not faults:
        cure = "Thêm ít nhất một dòng dưới dòng tên cột."
        faults.append(Fault(path.name, "", "csv-empty", "Tệp không có dòng số liệu nào.", cure))
    if faults:
        raise Faulty(faults)
    return {_key(row): int(row.data["count"]) for row in rows}


def _key(row: CsvRow) -> tuple[str, str, str]:
    return row.data["unit"], row.data["channel"], row.data["field"]


def _cell_faults(row: CsvRow, units: set[str], channels: set[str]) -> Iterator[Fault]:
    unit, channel, field = _key(row)
    if unit not in units:
        message = f"Bộ chỉ số không có đơn vị mang mã “{unit}”."
        yield _fault(row, "unit", "unknown-unit", message, "Sửa mã theo danh sách đơn vị.")
    if channel not in channels:
        message = f"Bộ chỉ số không có kênh mang mã “{channel}”."
        cure = f"Dùng: {', '.join(sorted(channels))}."
        yield _fault(row, "channel", "unknown-channel", message, cure)
    if field and not _FIELD.fullmatch(field):
        message = f"“{field}” không dùng làm mã lĩnh vực được."
        cure = "Dùng chữ thường không dấu, chữ số, dấu _ . -, tối đa 64 ký tự; hoặc để trống."
        yield _fault(row, "field", "field-code", message, cure)
    if not _COUNT.fullmatch(row.data["count"]):
        message = f"“{row.data['count']}” không phải là số hồ sơ."
        cure = "Ghi một số nguyên từ 0 trở lên, tối đa 9 chữ số, không ngăn cách hàng nghìn."
        yield _fault(row, "count", "not-a-number", message, cure)


def _key_faults(row: CsvRow, seen: dict[tuple[str, str], set[str]]) -> Iterator[Fault]:
    """A row that was there before, or that divides what an earlier row does not divide."""
    unit, channel, field = _key(row)
    fields = seen.setdefault((unit, channel), set())
    where = f"Đơn vị “{unit}”, kênh “{channel}”"
    if field in fields:
        what = f", lĩnh vực “{field}”" if field else ""
        message = f"{where}{what} đã có ở dòng trên."
        yield _fault(row, "unit", "duplicate-row", message, "Chỉ giữ lại một dòng.")
    mixed_before = _is_mixed(fields)
    fields.add(field)
    if _is_mixed(fields) and not mixed_before:
        message = f"{where} vừa có dòng ghi lĩnh vực, vừa có dòng không ghi."
        cure = "Ghi lĩnh vực cho mọi dòng của đơn vị và kênh này, hoặc bỏ lĩnh vực ở mọi dòng."
        yield _fault(row, "field", "mixed-fields", message, cure)


def _is_mixed(fields: set[str]) -> bool:
    return "" in fields and len(fields) > 1


def _fault(row: CsvRow, column: str, code: str, message: str, cure: str) -> Fault:
    return Fault(row.name, row.place((column,)), code, message, cure)
