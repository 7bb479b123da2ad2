"""Importing points that come from outside: all of a file or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveyapp.platform.errors import Invalid, WrongState
from surveyapp.platform.faults import Fault, Faulty
from surveyapp.programmes.definition import ProgrammeDefinition
from surveyapp.programmes.queries import definition_of
from surveyapp.rounds.queries import get_round_by_id
from surveyapp.rounds.state import RoundState, state_of
from surveyapp.scores.models import UnitMaximum, UnitScore
from surveyapp.scores.reading import UnitScores, read_scores
from surveyapp.units.queries import unit_codes


@dataclass(frozen=True, slots=True)
class ScoreImport:
    """What an import did. `unknown` are empty cells (unit, column); `left_alone` units without a
    row, whose earlier points stay (partial imports only)."""

    units: int
    figures: int
    unknown: tuple[tuple[str, str], ...]
    left_alone: tuple[str, ...]


def import_scores(
    session: Session, *, round_id: int, path: Path, now: datetime, partial: bool = False
) -> ScoreImport:
    """Replace the points and lowered maxima of the units in a CSV file.

    A unit of the programme that the file leaves out is a fault unless `partial`. An empty cell
    takes the figure away: it is chưa xác định, not zero.

    Raises Faulty with every fault (nothing is written), NotFound, Invalid (the programme imports
    nothing) or WrongState (the round is published).
    """
    round_ = get_round_by_id(session, round_id=round_id)
    if state_of(round_, now=now) is RoundState.PUBLISHED:
        raise WrongState("published", "Đợt đã công bố kết quả, không nhập điểm được nữa.")
    definition = definition_of(round_.programme)
    if not any(part.kind == "imported" for part in definition.parts):
        raise Invalid(
            "nothing-to-import", "Bộ chỉ số của đợt không có phần điểm nào nhập từ ngoài."
        )
    rows, faults = read_scores(path, definition=definition)
    missing = tuple(unit.code for unit in definition.units if unit.code not in rows)
    if missing and not partial and not _unreadable(faults):
        faults += _missing_faults(path, definition, set(missing))
    if faults:
        raise Faulty(faults)
    ids = {code: key for key, code in unit_codes(session, authority_id=round_.authority_id).items()}
    _replace(session, round_id, {ids[code]: scores for code, scores in rows.items()}, now)
    return _summary(rows, missing)


def _unreadable(faults: list[Fault]) -> bool:
    """Whether no row could be judged, so that every unit would be called missing."""
    codes = {fault.code for fault in faults}
    return bool(codes & {"missing-column", "csv-syntax", "csv-empty"}) or any(
        code.startswith("file-") for code in codes
    )


def _missing_faults(path: Path, definition: ProgrammeDefinition, missing: set[str]) -> list[Fault]:
    cure = "Thêm dòng cho đơn vị này, hoặc nhập từng phần với --partial."
    return [
        Fault(path.name, "", "missing-unit", f"Thiếu đơn vị “{unit.code}” ({unit.name}).", cure)
        for unit in definition.units
        if unit.code in missing
    ]


def _replace(
    session: Session, round_id: int, rows: Mapping[int, UnitScores], now: datetime
) -> None:
    for model in (UnitScore, UnitMaximum):
        session.execute(
            delete(model).where(model.round_id == round_id, model.unit_id.in_(list(rows)))
        )
    for unit_id, scores in rows.items():
        key = {"round_id": round_id, "unit_id": unit_id, "imported_at": now}
        if scores.maximum is not None:
            session.add(UnitMaximum(max_points=str(scores.maximum), **key))
        for part, points in scores.points.items():
            if points is not None:
                session.add(UnitScore(part=part, points=str(points), **key))
    session.flush()


def _summary(rows: Mapping[str, UnitScores], left_alone: tuple[str, ...]) -> ScoreImport:
    cells = [
        (unit, column, value)
        for unit, scores in rows.items()
        for column, value in (("max_points", scores.maximum), *scores.points.items())
    ]
    unknown = tuple((unit, column) for unit, column, value in cells if value is None)
    return ScoreImport(len(rows), len(cells) - len(unknown), unknown, left_alone)
